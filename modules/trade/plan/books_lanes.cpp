#include "modules/trade/plan/books_lanes.h"

#include "modules/trade/plan/distance.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace shanhai::trade::plan {

namespace {

constexpr double usual_rate = 0.55;

// A Monday, so that weeks of waybills are those of the plan.
Date week_of(Date day) { return day + -day.weekday(); }

// Freight that was paid for so much.
struct Paid {
    double yuan = 0, tonnes = 0;
    Fen a_tonne() const { return tonnes > 0 ? static_cast<Fen>(std::llround(100 * yuan / tonnes)) : 0; }
};

struct Sums {
    Paid cold, other;
    double days = 0, arrivals = 0;
    std::map<Date, Kilograms> weeks;
    std::size_t waybills = 0;
};

// A waybill's freight is shared by weight; most carry one kind of goods.
void add(Sums& sums, const BookTrip& trip, const std::set<std::string>& cold) {
    const auto weight = trip.weight();
    if (weight <= 0) return;
    for (const auto& [product, load] : trip.loads) {
        auto& paid = cold.contains(product) ? sums.cold : sums.other;
        paid.tonnes += tonnes(load);
        paid.yuan += yuan(trip.freight) * static_cast<double>(load) / static_cast<double>(weight);
    }
    if (trip.arrived) {
        sums.days += *trip.arrived - trip.departed;
        sums.arrivals += 1;
    }
    sums.weeks[week_of(trip.departed)] += weight;
    ++sums.waybills;
}

Learned learned(const Sums& sums) {
    Learned out{.days = sums.arrivals > 0 ? sums.days / sums.arrivals : 7,
                .freight = sums.other.tonnes > 0 ? sums.other.a_tonne() : sums.cold.a_tonne(),
                .waybills = sums.waybills};
    if (sums.cold.tonnes > 0) out.cold_surcharge = std::max<Fen>(0, sums.cold.a_tonne() - out.freight);
    for (const auto& [week, weight] : sums.weeks) {
        out.busiest_week = std::max(out.busiest_week, weight);
        out.weight += weight;
    }
    return out;
}

std::map<std::string, Coordinates> places_of(const Books& books) {
    std::map<std::string, Coordinates> out;
    const auto note = [&](const BookPlace& place) {
        if (place.at) out.emplace(place.id, *place.at);
    };
    for (const auto& base : books.bases) note(base);
    for (const auto& warehouse : books.warehouses) note(warehouse.place);
    for (const auto& outlet : books.outlets) note(outlet.place);
    return out;
}

} // namespace

std::map<Way, Learned> learned_ways(const Books& books) {
    std::set<std::string> cold;
    for (const auto& product : books.products)
        if (product.cold) cold.insert(product.id);
    std::map<Way, Sums> sums;
    for (const auto& trip : books.trips) add(sums[{trip.from, trip.to, trip.mode}], trip, cold);
    std::map<Way, Learned> out;
    for (const auto& [way, sum] : sums)
        if (sum.waybills > 0) out.emplace(way, learned(sum));
    return out;
}

double road_rate(const Books& books, const std::map<Way, Learned>& ways) {
    const auto places = places_of(books);
    double paid = 0, carried = 0;
    for (const auto& [way, learned] : ways) {
        const auto from = places.find(way.from), to = places.find(way.to);
        if (way.mode != Mode::road || from == places.end() || to == places.end()) continue;
        paid += yuan(learned.freight) * tonnes(learned.weight);
        carried +=
            road_kilometres(from->second.longitude, from->second.latitude, to->second.longitude, to->second.latitude) *
            tonnes(learned.weight);
    }
    return carried > 0 && paid > 0 ? paid / carried : usual_rate;
}

std::size_t whole_weeks(double days) { return static_cast<std::size_t>(std::max(0.0, std::floor(days / 7 + 0.5))); }

} // namespace shanhai::trade::plan

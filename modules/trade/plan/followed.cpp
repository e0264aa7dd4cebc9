#include "modules/trade/plan/followed.h"

#include <algorithm>
#include <tuple>

namespace shanhai::trade::plan {

namespace {

std::optional<std::size_t> week_in(Date day, Date begins, std::size_t weeks) {
    if (day < begins) return std::nullopt;
    const auto week = static_cast<std::size_t>((day - begins) / 7);
    return week < weeks ? std::optional(week) : std::nullopt;
}

} // namespace

std::map<Way, std::vector<double>> moved_by_week(const std::vector<BookTrip>& trips, Date begins, std::size_t weeks) {
    std::map<Way, std::vector<double>> out;
    for (const auto& trip : trips) {
        const auto week = week_in(trip.departed, begins, weeks);
        if (!week) continue;
        auto& way = out[{trip.from, trip.to, trip.mode}];
        way.resize(weeks, 0);
        way[*week] += tonnes(trip.weight());
    }
    return out;
}

Followed follow(const std::vector<PlannedLine>& lines, const std::vector<BookTrip>& trips, Date begins,
                std::size_t weeks, Date until) {
    Followed out{.weeks = weeks};
    out.known_weeks = until <= begins ? 0 : std::min(weeks, static_cast<std::size_t>((until - begins) / 7));
    for (auto& [way, moved] : moved_by_week(trips, begins, weeks)) {
        auto& one = out.ways[way];
        one.moved = std::move(moved);
        one.planned.assign(weeks, 0);
    }
    std::map<std::tuple<Way, std::string, std::size_t>, std::pair<double, double>> cells; // planned, moved
    for (const auto& line : lines) {
        const auto week = week_in(line.week, begins, weeks);
        if (!week) continue;
        auto& one = out.ways[line.way];
        one.planned.resize(weeks, 0);
        one.moved.resize(weeks, 0);
        one.planned[*week] += tonnes(line.weight);
        cells[{line.way, line.product, *week}].first += tonnes(line.weight);
    }
    for (const auto& trip : trips)
        if (const auto week = week_in(trip.departed, begins, weeks))
            for (const auto& [product, load] : trip.loads)
                cells[{{trip.from, trip.to, trip.mode}, product, *week}].second += tonnes(load);
    for (const auto& [name, both] : cells) {
        if (std::get<std::size_t>(name) >= out.known_weeks) continue;
        out.planned += both.first;
        out.moved += both.second;
        out.as_planned += std::min(both.first, both.second);
    }
    return out;
}

} // namespace shanhai::trade::plan

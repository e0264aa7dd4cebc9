#include "modules/trade/plan/flows_study.h"

#include "kernel/module/asked.h"
#include "kernel/module/every_record.h"
#include "modules/trade/plan/book_places.h"
#include "modules/trade/plan/books_reader.h"
#include "modules/trade/plan/followed.h"
#include "modules/trade/plan/plan_answer.h"
#include "modules/trade/records/record_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <set>

namespace shanhai::trade::plan {

namespace {

using kernel::Kernel;
using kernel::Principal;

constexpr double usual_weeks = 26, most_weeks = 104;

// Bases and warehouses in one list, as maps draw them.
struct Places {
    json::array shown;
    std::map<std::string, std::size_t> numbers; // by id
    std::map<std::string, std::string> names;   // also of places that no map shows
};

void add_place(Places& out, const BookPlace& place, const char* kind, Kilograms capacity) {
    if (!place.at) return; // nowhere on a map
    out.numbers.emplace(place.id, out.shown.size());
    out.shown.push_back(json::object{{"name", as_json(Text{place.name, place.name})},
                                     {"kind", kind},
                                     {"longitude", place.at->longitude},
                                     {"latitude", place.at->latitude},
                                     {"capacity_tonnes", tonnes(capacity)}});
}

const char* kind_of(const std::string& role) {
    return role == "main" ? "main" : role == "branch" ? "branch" : "outside";
}

Places places_of(const Flows& flows) {
    Places out;
    std::set<std::string> used;
    for (const auto& trip : flows.trips) used.insert(trip.from);
    for (const auto& base : flows.bases) {
        out.names.emplace(base.id, base.name);
        if (used.contains(base.id)) add_place(out, base, "base", 0);
    }
    for (const auto& warehouse : flows.warehouses) {
        out.names.emplace(warehouse.place.id, warehouse.place.name);
        if (warehouse.role != "planned" && warehouse.role != "overseas")
            add_place(out, warehouse.place, kind_of(warehouse.role), warehouse.capacity);
    }
    for (const auto& outlet : flows.outlets) out.names.emplace(outlet.id, outlet.name);
    return out;
}

// At the end of each week.
Result<std::vector<std::vector<double>>> stock_by_week(Kernel& kernel, const Principal& who, const Flows& flows,
                                                       const Places& places, Date begins, std::size_t weeks) {
    std::map<std::string, std::size_t> numbers;
    for (const auto& warehouse : flows.warehouses)
        if (const auto number = places.numbers.find(warehouse.place.id); number != places.numbers.end())
            numbers.emplace(warehouse.code, number->second);
    std::vector<std::vector<double>> out(places.shown.size(), std::vector<double>(weeks, 0));
    for (std::size_t week = 0; week < weeks; ++week) {
        const auto day = begins + 7 * static_cast<int>(week) + 6;
        for (const auto& cell : TRY(kernel.figure(who, {"trade.stock", {{"day", day.iso()}}, {"warehouse"}, {}})))
            if (const auto number = numbers.find(key_in(cell, "warehouse")); number != numbers.end())
                out[number->second][week] = kilograms(cell) / 1000;
    }
    return out;
}

Result<json::object> flows_answer(Kernel& kernel, const Principal& who, const json::object& asked,
                                  const kernel::Progress&) {
    TRY_DO(kernel::only_members(asked, {"until", "weeks"}));
    const auto next = TRY(next_monday(kernel, who));
    const auto until = TRY(kernel::asked_day(asked, "until")).value_or(next);
    if (until.weekday() != 0) return kernel::bad_member("until", "YYYY-MM-DD, Monday");
    const auto weeks = static_cast<std::size_t>(TRY(kernel::asked_number(asked, "weeks", usual_weeks, 1, most_weeks)));
    const auto begins = until + -7 * static_cast<int>(weeks);
    const auto flows = TRY(read_flows(kernel, who, begins, until));
    auto places = places_of(flows);
    const auto stock = TRY(stock_by_week(kernel, who, flows, places, begins, weeks));
    std::vector<std::vector<double>> handed(places.shown.size(), std::vector<double>(weeks, 0));
    json::array lanes;
    double all = 0;
    for (const auto& [way, moved] : moved_by_week(flows.trips, begins, weeks)) {
        const auto from = places.numbers.find(way.from), to = places.numbers.find(way.to);
        if (from == places.numbers.end()) continue;
        for (std::size_t week = 0; week < weeks; ++week) {
            all += moved[week];
            if (to == places.numbers.end()) handed[from->second][week] += moved[week]; // to an outlet
        }
        if (to == places.numbers.end()) continue;
        const auto name = fmt::format("{} → {}", places.names[way.from], places.names[way.to]);
        lanes.push_back(json::object{{"from", from->second},
                                     {"to", to->second},
                                     {"mode", mode_word(way.mode)},
                                     {"name", as_json(Text{name, name})},
                                     {"weekly_capacity_tonnes", *std::ranges::max_element(moved)},
                                     {"tonnes", rounded_weeks(moved)}});
    }
    for (std::size_t number = 0; number < places.shown.size(); ++number) {
        auto& shown = places.shown[number].as_object();
        shown["stock_tonnes"] = rounded_weeks(stock[number]);
        shown["handed_out_tonnes"] = rounded_weeks(handed[number]);
    }
    return json::object{{"begins", begins.iso()},
                        {"weeks", weeks},
                        {"moved_tonnes", std::round(all * 10) / 10},
                        {"sites", std::move(places.shown)},
                        {"lanes", std::move(lanes)}};
}

Result<std::vector<PlannedLine>> lines_of_plan(Kernel& kernel, const Principal& who, const std::string& plan) {
    std::vector<PlannedLine> out;
    kernel::ListQuery query;
    query.filters = {{"plan", "eq", "#" + plan}};
    TRY_DO(kernel::for_each_record(kernel, who, "goods_plan_line", query, [&](json::object& record) -> Done {
        PlannedLine line{.week = day_in(record, "week").value_or(Date::from_days(0)),
                         .weight = kilograms_in(record, "weight")};
        line.way.mode = mode_in(record).value_or(Mode::road);
        line.way.to = kernel::reference_text(record, "to_warehouse", "id");
        line.way.from = place_in(record, {"from_base", "from_warehouse"});
        line.product = kernel::reference_text(record, "product", "id");
        out.push_back(std::move(line));
        return {};
    }));
    return out;
}

double sum_of(const std::vector<double>& weeks, std::size_t count) {
    double sum = 0;
    for (std::size_t week = 0; week < count; ++week) sum += weeks[week];
    return sum;
}

json::array lanes_followed(const Followed& followed, Places& places) {
    json::array out;
    for (const auto& [way, both] : followed.ways)
        out.push_back({{"name", fmt::format("{} → {}", places.names[way.from], places.names[way.to])},
                       {"mode", mode_word(way.mode)},
                       {"planned", rounded_weeks(both.planned)},
                       {"moved", rounded_weeks(both.moved)},
                       {"planned_tonnes", sum_of(both.planned, followed.known_weeks)},
                       {"moved_tonnes", sum_of(both.moved, followed.known_weeks)}});
    return out;
}

Result<json::object> followed_answer(Kernel& kernel, const Principal& who, const json::object& asked,
                                     const kernel::Progress&) {
    TRY_DO(kernel::only_members(asked, {"plan"}));
    const auto name = TRY(kernel::asked_text(asked, "plan"));
    if (!name) return kernel::bad_member("plan", kernel::some_of(kernel, who, "goods_plan", "number"));
    const auto record = TRY(kernel.get(who, "goods_plan", *name));
    const auto begins = day_in(record, "begins_on"), ends = day_in(record, "ends_on");
    if (!begins || !ends) return kernel::bad_member("plan", "begins_on, ends_on");
    const auto weeks = std::min<std::size_t>(static_cast<std::size_t>((*ends - *begins) / 7 + 1), 520);
    const auto until = *begins + 7 * static_cast<int>(weeks);
    auto flows = TRY(read_flows(kernel, who, *begins, until));
    auto places = places_of(flows);
    std::set<std::string> warehouses;
    for (const auto& one : flows.warehouses) warehouses.insert(one.place.id);
    std::erase_if(flows.trips, [&](const BookTrip& trip) { return !warehouses.contains(trip.to); });
    const auto lines = TRY(lines_of_plan(kernel, who, kernel::text_of(record, "id")));
    const auto followed = follow(lines, flows.trips, *begins, weeks, TRY(next_monday(kernel, who)));
    return json::object{{"plan", json::object{{"id", kernel::text_of(record, "id")},
                                              {"number", kernel::text_of(record, "number")},
                                              {"title", kernel::text_of(record, "title")},
                                              {"state", kernel::text_of(record, "state")}}},
                        {"begins", begins->iso()},
                        {"weeks", followed.weeks},
                        {"known_weeks", followed.known_weeks},
                        {"planned_tonnes", followed.planned},
                        {"moved_tonnes", followed.moved},
                        {"as_planned_tonnes", followed.as_planned},
                        {"lanes", lanes_followed(followed, places)}};
}

void tell_followed(const json::object& answer, std::ostream& out) {
    const auto number = [&](const json::object& of, const char* member) { return of.at(member).to_number<double>(); };
    out << fmt::format(
        "{}  计划 planned {:.1f} t, 实际 moved {:.1f} t, 照计划 as planned {:.1f} t ({:.0f} / {:.0f} w)\n",
        answer.at("plan").at("number").as_string().c_str(), number(answer, "planned_tonnes"),
        number(answer, "moved_tonnes"), number(answer, "as_planned_tonnes"), number(answer, "known_weeks"),
        number(answer, "weeks"));
    for (const auto& item : answer.at("lanes").as_array()) {
        const auto& lane = item.as_object();
        out << fmt::format("{}  {}  {:.1f} t / {:.1f} t\n", lane.at("name").as_string().c_str(),
                           lane.at("mode").as_string().c_str(), number(lane, "moved_tonnes"),
                           number(lane, "planned_tonnes"));
    }
}

void tell_flows(const json::object& answer, std::ostream& out) {
    out << fmt::format("{}  {:.0f} w  {:.1f} t\n", answer.at("begins").as_string().c_str(),
                       answer.at("weeks").to_number<double>(), answer.at("moved_tonnes").to_number<double>());
    for (const auto& lane : answer.at("lanes").as_array()) {
        double sum = 0;
        for (const auto& week : lane.at("tonnes").as_array()) sum += week.to_number<double>();
        out << fmt::format("{}  {}  {:.1f} t\n", lane.at("name").at("zh").as_string().c_str(),
                           lane.at("mode").as_string().c_str(), sum);
    }
}

} // namespace

kernel::Study flows_study() { return {{"实际货流", "Flows of goods"}, flows_answer, tell_flows}; }

kernel::Study plan_followed_study() {
    return {{"计划与实际", "A plan beside what happened"}, followed_answer, tell_followed};
}

} // namespace shanhai::trade::plan

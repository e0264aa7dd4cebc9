#include "modules/trade/plan/book_places.h"

#include "base/rational.h"
#include "kernel/module/every_record.h"
#include "modules/trade/records/record_fields.h"

#include <algorithm>
#include <cmath>

namespace shanhai::trade::plan {

using kernel::for_each_record;
using kernel::reference_text;
using kernel::text_of;

std::optional<Mode> mode_in(const json::object& record) {
    const auto mode = text_of(record, "mode");
    if (mode == "rail") return Mode::rail;
    if (mode == "road") return Mode::road;
    if (mode == "air") return Mode::air;
    return std::nullopt;
}

namespace {

std::optional<Coordinates> coordinates_of(const json::object& record) {
    const auto longitude = Rational::parse(text_of(record, "longitude"));
    const auto latitude = Rational::parse(text_of(record, "latitude"));
    if (!longitude || !latitude) return std::nullopt;
    return Coordinates{longitude->approximate(), latitude->approximate()};
}

std::optional<Fen> fen_if_there(const json::object& record, const char* field) {
    return text_of(record, field).empty() ? std::nullopt : std::optional(fen_in(record, field));
}

} // namespace

Result<RecordReader::Division> RecordReader::division(const json::object& record, const char* field) {
    const auto id = reference_text(record, field, "id");
    if (id.empty()) return Division{};
    const auto known = divisions_.find(id);
    if (known != divisions_.end()) return known->second;
    kernel::ListQuery query;
    query.filters = {{"id", "eq", id}};
    query.limit = 1;
    const auto page = TRY(kernel_.list(who_, "division", query));
    Division found;
    if (!page.items.empty()) {
        const auto& shown = page.items.front().as_object();
        found = {text_of(shown, "code"), text_of(shown, "level"), coordinates_of(shown)};
    }
    return divisions_.emplace(id, std::move(found)).first->second;
}

std::string RecordReader::prefix_of(const Division& division) {
    return division.code.substr(0, division.level == "province" ? 2 : division.level == "prefecture" ? 4 : 6);
}

Result<BookPlace> RecordReader::place(const json::object& record, const char* dimension) {
    const auto lies_in = TRY(division(record, "division"));
    BookPlace out{text_of(record, "id"), text_of(record, "name"), lies_in.code, coordinates_of(record)};
    if (!out.at) out.at = lies_in.at;
    ids_.add(dimension, text_of(record, "code"), out.id);
    return out;
}

Result<std::vector<BookWarehouse>> RecordReader::warehouses() {
    std::vector<BookWarehouse> out;
    TRY_DO(for_each_record(kernel_, who_, "warehouse", {}, [&](json::object& record) -> Done {
        out.push_back({.place = TRY(place(record, "warehouse")),
                       .code = text_of(record, "code"),
                       .role = text_of(record, "role"),
                       .opened = day_in(record, "opened_on").value_or(Date::from_days(0)),
                       .closed = day_in(record, "closed_on"),
                       .keeping = {},
                       .cold_keeping = {},
                       .opening = fen_in(record, "opening_cost")});
        return {};
    }));
    TRY_DO(for_each_record(kernel_, who_, "storeroom", {}, [&](json::object& record) -> Done {
        const auto warehouse = reference_text(record, "warehouse", "id");
        warehouse_of_room_[text_of(record, "id")] = warehouse;
        const auto found = std::ranges::find(out, warehouse, [](const BookWarehouse& one) { return one.place.id; });
        if (found == out.end()) return {};
        const bool cold = text_of(record, "temperature") != "ambient";
        found->capacity += kilograms_in(record, "capacity");
        if (cold) found->cold_capacity += kilograms_in(record, "capacity");
        if (const auto keeping = fen_if_there(record, "keeping"))
            (cold ? found->cold_keeping : found->keeping) = keeping;
        return {};
    }));
    return out;
}

Result<std::vector<BookPlace>> RecordReader::bases() {
    std::vector<BookPlace> out;
    TRY_DO(for_each_record(kernel_, who_, "growing_base", {}, [&](json::object& record) -> Done {
        out.push_back(TRY(place(record, "base")));
        return {};
    }));
    return out;
}

Result<std::vector<BookOutlet>> RecordReader::outlets() {
    std::vector<BookOutlet> out;
    TRY_DO(for_each_record(kernel_, who_, "outlet", {}, [&](json::object& record) -> Done {
        out.push_back({TRY(place(record, "outlet")), text_of(record, "code"), reference_text(record, "supplier", "id"),
                       day_in(record, "lines_since")});
        return {};
    }));
    return out;
}

Result<std::vector<BookProduct>> RecordReader::products() {
    std::vector<BookProduct> out;
    kernel::ListQuery query;
    query.filters = {{"direction", "eq", "east"}};
    TRY_DO(for_each_record(kernel_, who_, "product", query, [&](json::object& record) -> Done {
        out.push_back({text_of(record, "id"), text_of(record, "gtin"), text_of(record, "name"),
                       text_of(record, "temperature") != "ambient", whole_in(record, "shelf_days"),
                       fen_if_there(record, "price")});
        ids_.add("product", text_of(record, "gtin"), out.back().id);
        return {};
    }));
    return out;
}

Result<std::vector<BookLot>> RecordReader::lots(Date from, Date until) {
    std::vector<BookLot> out;
    kernel::ListQuery query;
    query.filters = {{"harvested_on", "gte", from.iso()}, {"harvested_on", "lt", until.iso()}};
    TRY_DO(for_each_record(kernel_, who_, "lot", query, [&](json::object& record) -> Done {
        const auto harvested = day_in(record, "harvested_on"), best_before = day_in(record, "best_before");
        if (!harvested || !best_before) return {};
        out.push_back({text_of(record, "id"), reference_text(record, "product", "id"),
                       reference_text(record, "base", "id"), *harvested, *best_before, kilograms_in(record, "weight"),
                       fen_in(record, "unit_cost")});
        ids_.add("lot", text_of(record, "code"), out.back().id);
        return {};
    }));
    return out;
}

Result<std::vector<BookLane>> RecordReader::lanes() {
    std::vector<BookLane> out;
    TRY_DO(for_each_record(kernel_, who_, "freight_lane", {}, [&](json::object& record) -> Done {
        out.push_back({.from = place_in(record, {"from_base", "from_warehouse"}),
                       .to = place_in(record, {"to_warehouse"}),
                       .mode = mode_in(record).value_or(Mode::road),
                       .days = whole_in(record, "days"),
                       .freight = fen_in(record, "freight"),
                       .cold_surcharge = fen_in(record, "cold_surcharge"),
                       .weekly_capacity = kilograms_in(record, "weekly_capacity"),
                       .takes_cold = text_of(record, "goods") != "ambient",
                       .from_day = day_in(record, "from_day").value_or(Date::from_days(0)),
                       .until_day = day_in(record, "until_day")});
        return {};
    }));
    return out;
}

Result<std::vector<BookRule>> RecordReader::rules(Date begins) {
    std::map<std::string, Fen> claimed;
    for (const auto& cell :
         TRY(kernel_.figure(who_, {"trade.subsidy_claimed", {{"until", begins.iso()}}, {"rule"}, {}})))
        if (cell.value) claimed[key_in(cell, "rule")] = std::llround(cell.value->approximate() * 100);
    std::vector<BookRule> out;
    kernel::ListQuery query;
    query.filters = {{"direction", "eq", "east"}};
    TRY_DO(for_each_record(kernel_, who_, "freight_rule", query, [&](json::object& record) -> Done {
        const auto code = text_of(record, "code");
        out.push_back({.name = code,
                       .mode = mode_in(record),
                       .origin = prefix_of(TRY(division(record, "origin"))),
                       .destination = prefix_of(TRY(division(record, "destination"))),
                       .rate = fen_in(record, "rate"),
                       .budget = fen_in(record, "cap_total") - claimed[code],
                       .from_day = day_in(record, "from_day").value_or(Date::from_days(0)),
                       .until_day = day_in(record, "until_day").value_or(Date::from_days(0))});
        return {};
    }));
    return out;
}

Result<std::vector<std::pair<Date, Date>>> RecordReader::events() {
    std::vector<std::pair<Date, Date>> out;
    kernel::ListQuery query;
    // Others are sold at by venues of their own, whose lines are no outlet's.
    query.filters = {{"state", "in", "(planned,held)"}, {"counted_by", "eq", "outlets"}};
    TRY_DO(for_each_record(kernel_, who_, "sales_event", query, [&](json::object& record) -> Done {
        const auto first = day_in(record, "starts_on"), last = day_in(record, "ends_on");
        if (first && last) out.emplace_back(*first, *last);
        return {};
    }));
    return out;
}

} // namespace shanhai::trade::plan

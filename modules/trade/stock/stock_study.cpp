#include "modules/trade/stock/stock_study.h"

#include "base/text.h"
#include "kernel/module/asked.h"
#include "kernel/module/every_record.h"
#include "modules/trade/records/figure_keys.h"
#include "modules/trade/records/record_fields.h"
#include "modules/trade/stock/last_known_day.h"
#include "modules/trade/stock/stock_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <ostream>

namespace shanhai::trade {

namespace {

using kernel::FigureCell;
using kernel::Kernel;
using kernel::Principal;
using kernel::reference_text;
using kernel::text_of;

constexpr int pace_days = 28; // sales of four weeks show how fast a shelf empties
constexpr int least_cover_days = 7;
constexpr int refill_cover_days = 21;
constexpr std::size_t most_rows = 200;

struct Asked {
    Date day = Date::from_days(0);
    int within_days = 30;
};

Result<Asked> read_asked(Kernel& kernel, const Principal& who, const json::object& asked) {
    TRY_DO(kernel::only_members(asked, {"day", "within_days"}));
    const auto day = TRY(kernel::asked_day(asked, "day"));
    Asked out{day ? *day : TRY(last_known_day(kernel, who))};
    constexpr double most_days = 3650;
    out.within_days = static_cast<int>(TRY(kernel::asked_number(asked, "within_days", out.within_days, 0, most_days)));
    return out;
}

using Records = std::map<std::string, json::object>; // by code

Result<Records> records_of(Kernel& kernel, const Principal& who, const char* type, const char* key) {
    Records found;
    TRY_DO(kernel::for_each_record(kernel, who, type, {}, [&](json::object& record) -> Done {
        std::string code = text_of(record, key);
        found.emplace(std::move(code), std::move(record));
        return {};
    }));
    return found;
}

// Everything that is looked at, read once.
struct Facts {
    Records warehouses, rooms, outlets, lots, products;
    std::vector<StoredLot> stored;
    std::vector<ShelfFlow> shelves;
};

Result<std::vector<FigureCell>> cells(Kernel& kernel, const Principal& who, const char* figure, kernel::Where where,
                                      std::vector<std::string> by) {
    return kernel.figure(who, {figure, std::move(where), std::move(by), {}});
}

const json::object* find(const Records& records, const std::string& code) {
    const auto found = records.find(code);
    return found == records.end() ? nullptr : &found->second;
}

// A lot at a place, when both may be read.
std::optional<StoredLot> stored_lot(const Facts& facts, const Records& places, const std::string& place,
                                    const FigureCell& cell) {
    const auto* lot = find(facts.lots, key_in(cell, "lot"));
    const auto* where = find(places, place);
    const double weight = kilograms(cell);
    if (lot == nullptr || where == nullptr || weight == 0) return std::nullopt;
    const auto harvested = Date::parse(text_of(*lot, "harvested_on"));
    const auto best_before = Date::parse(text_of(*lot, "best_before"));
    if (!harvested || !best_before) return std::nullopt;
    return StoredLot{text_of(*lot, "code"),
                     reference_text(*lot, "product", "id"),
                     reference_text(*lot, "product", "label"),
                     place,
                     text_of(*where, "name"),
                     *harvested,
                     *best_before,
                     weight};
}

Done read_stock(Kernel& kernel, const Principal& who, const Asked& asked, Facts& facts) {
    for (const auto& cell : TRY(cells(kernel, who, "trade.stock", {{"day", asked.day.iso()}}, {"warehouse", "lot"})))
        if (auto lot = stored_lot(facts, facts.warehouses, key_in(cell, "warehouse"), cell))
            facts.stored.push_back(*std::move(lot));
    return {};
}

Done read_shelves(Kernel& kernel, const Principal& who, const Asked& asked, Facts& facts) {
    std::map<std::pair<std::string, std::string>, ShelfFlow> shelves;
    const auto shelf = [&](const FigureCell& cell) -> ShelfFlow* {
        const auto outlet = key_in(cell, "outlet");
        const auto product = key_in(cell, "product");
        const auto* where = find(facts.outlets, outlet);
        const auto* what = find(facts.products, product);
        if (where == nullptr || what == nullptr) return nullptr;
        auto& found = shelves[{outlet, product}];
        if (found.outlet.empty())
            found = {outlet, text_of(*where, "name"), reference_text(*where, "supplier", "label"), product,
                     text_of(*what, "name")};
        return &found;
    };
    for (const auto& cell :
         TRY(cells(kernel, who, "trade.shelf_stock", {{"day", asked.day.iso()}}, {"outlet", "product"})))
        if (auto* found = shelf(cell); found != nullptr) found->on_shelf = kilograms(cell);
    const kernel::Where weeks{{"from", (asked.day + (1 - pace_days)).iso()}, {"until", (asked.day + 1).iso()}};
    for (const auto& cell : TRY(cells(kernel, who, "trade.off_shelf", weeks, {"outlet", "product"})))
        if (auto* found = shelf(cell); found != nullptr) found->sold = kilograms(cell);
    for (auto& [name, found] : shelves) facts.shelves.push_back(std::move(found));
    return {};
}

Result<Facts> read_facts(Kernel& kernel, const Principal& who, const Asked& asked) {
    Facts facts;
    facts.warehouses = TRY(records_of(kernel, who, "warehouse", "code"));
    facts.rooms = TRY(records_of(kernel, who, "storeroom", "code"));
    facts.outlets = TRY(records_of(kernel, who, "outlet", "code"));
    facts.products = TRY(records_of(kernel, who, "product", "gtin"));
    facts.lots = TRY(records_of(kernel, who, "lot", "code"));
    TRY_DO(read_stock(kernel, who, asked, facts));
    TRY_DO(read_shelves(kernel, who, asked, facts));
    return facts;
}

// Rounded to what a scale shows, so that answers do not end in …0000001.
double rounded(double value, double steps) { return std::round(value * steps) / steps; }

json::array warehouses_of(const Facts& facts, Date day) {
    std::map<std::string, PlaceAge> ages;
    for (auto& age : ages_by_place(facts.stored, day)) ages[age.place] = age;
    json::array out;
    for (const auto& [code, record] : facts.warehouses) {
        if (text_of(record, "role") == "planned") continue;
        double capacity = 0;
        json::object rooms;
        for (const auto& [room_code, room] : facts.rooms) {
            if (reference_text(room, "warehouse", "id") != text_of(record, "id") ||
                text_of(room, "opened_on") > day.iso())
                continue;
            capacity += number_in(room, "capacity");
            const auto temperature = text_of(room, "temperature");
            rooms[temperature] =
                (rooms.contains(temperature) ? rooms[temperature].as_double() : 0) + number_in(room, "capacity") / 1000;
        }
        const auto& age = ages[code];
        json::array groups;
        for (const double weight : age.by_age) groups.push_back(rounded(weight / 1000, 1000));
        json::object shown{{"code", code},
                           {"name", text_of(record, "name")},
                           {"role", text_of(record, "role")},
                           {"id", text_of(record, "id")},
                           {"longitude", text_of(record, "longitude")},
                           {"latitude", text_of(record, "latitude")},
                           {"capacity_tonnes", rounded(capacity / 1000, 1000)},
                           {"stock_tonnes", rounded(age.weight / 1000, 1000)},
                           {"lots", age.lots},
                           {"by_age_tonnes", std::move(groups)},
                           {"capacity_by_temperature", std::move(rooms)}};
        shown["mean_age_days"] = age.weight > 0 ? json::value(rounded(age.mean_age_days, 10)) : json::value();
        out.push_back(std::move(shown));
    }
    return out;
}

json::array near_of(const Facts& facts, const Asked& asked) {
    json::array out;
    for (const auto& near : near_their_date(facts.stored, asked.day, asked.within_days)) {
        if (out.size() == most_rows) break;
        const auto* lot = find(facts.lots, near.lot->lot);
        out.push_back({{"lot", near.lot->lot},
                       {"id", lot == nullptr ? "" : text_of(*lot, "id")},
                       {"product", near.lot->product_name},
                       {"warehouse", near.lot->place_name},
                       {"weight_kg", rounded(near.lot->weight, 100)},
                       {"best_before", near.lot->best_before.iso()},
                       {"days_left", near.days_left}});
    }
    return out;
}

json::array refill_of(const Facts& facts) {
    json::array out;
    for (const auto& refill : to_refill(facts.shelves, pace_days, least_cover_days, refill_cover_days)) {
        if (out.size() == most_rows) break;
        out.push_back({{"outlet", refill.shelf->outlet_name},
                       {"outlet_code", refill.shelf->outlet},
                       {"supplier", refill.shelf->supplier},
                       {"product", refill.shelf->product_name},
                       {"on_shelf_kg", rounded(refill.shelf->on_shelf, 100)},
                       {"sold_kg", rounded(refill.shelf->sold, 100)},
                       {"days_of_cover", rounded(refill.days_of_cover, 10)},
                       {"wanted_kg", rounded(refill.wanted, 1)}});
    }
    return out;
}

Result<json::object> answer(Kernel& kernel, const Principal& who, const json::object& asked, const kernel::Progress&) {
    const auto wanted = TRY(read_asked(kernel, who, asked));
    const auto facts = TRY(read_facts(kernel, who, wanted));
    json::array bounds;
    for (const int bound : age_bounds) bounds.push_back(bound);
    return json::object{{"day", wanted.day.iso()},
                        {"age_bounds_days", std::move(bounds)},
                        {"warehouses", warehouses_of(facts, wanted.day)},
                        {"near_date", near_of(facts, wanted)},
                        {"refill", refill_of(facts)}};
}

void tell(const json::object& answer, std::ostream& out) {
    out << answer.at("day").as_string().c_str() << '\n';
    for (const auto& item : answer.at("warehouses").as_array()) {
        const auto& one = item.as_object();
        out << fmt::format("{}  {:.1f} / {:.0f} t", one.at("name").as_string().c_str(),
                           one.at("stock_tonnes").to_number<double>(), one.at("capacity_tonnes").to_number<double>());
        if (!one.at("mean_age_days").is_null())
            out << fmt::format("  {:.0f} d", one.at("mean_age_days").to_number<double>());
        out << '\n';
    }
    for (const auto& item : answer.at("near_date").as_array()) {
        const auto& one = item.as_object();
        out << fmt::format("{}  {}  {}  {:.0f} kg  {}  ({} d)\n", one.at("lot").as_string().c_str(),
                           one.at("product").as_string().c_str(), one.at("warehouse").as_string().c_str(),
                           one.at("weight_kg").to_number<double>(), one.at("best_before").as_string().c_str(),
                           one.at("days_left").to_number<int>());
    }
    for (const auto& item : answer.at("refill").as_array()) {
        const auto& one = item.as_object();
        out << fmt::format("{}  {}  {:.0f} kg + {:.0f} kg\n", one.at("outlet").as_string().c_str(),
                           one.at("product").as_string().c_str(), one.at("on_shelf_kg").to_number<double>(),
                           one.at("wanted_kg").to_number<double>());
    }
}

} // namespace

kernel::Study stock_study() { return {{"库存一览", "Stock at a glance"}, answer, tell}; }

} // namespace shanhai::trade

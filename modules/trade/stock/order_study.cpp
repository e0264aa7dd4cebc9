#include "modules/trade/stock/order_study.h"

#include "kernel/module/asked.h"
#include "kernel/module/every_record.h"
#include "modules/trade/records/figure_keys.h"
#include "modules/trade/records/record_fields.h"
#include "modules/trade/stock/last_known_day.h"
#include "modules/trade/stock/order_match.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <ostream>

namespace shanhai::trade {

namespace {

using kernel::for_each_record;
using kernel::Kernel;
using kernel::Principal;
using kernel::reference_text;
using kernel::text_of;

struct Facts {
    std::vector<OpenOrder> orders;
    std::vector<json::object> records; // of the orders
    std::vector<FreeLot> lots;
    std::map<std::string, std::string> warehouse_names, lot_ids; // by id, by code
};

// What is held already: of a lot in a warehouse, and for an order.
struct Held {
    std::map<std::pair<std::string, std::string>, std::int64_t> of_lot;
    std::map<std::string, std::int64_t> for_order;
};

Result<Held> read_held(Kernel& kernel, const Principal& who, const std::map<std::string, std::string>& rooms) {
    Held out;
    kernel::ListQuery query;
    query.filters = {{"state", "eq", "held"}};
    TRY_DO(for_each_record(kernel, who, "stock_hold", query, [&](json::object& record) -> Done {
        const auto room = rooms.find(reference_text(record, "room", "id"));
        if (room != rooms.end())
            out.of_lot[{room->second, reference_text(record, "lot", "id")}] += kilograms_in(record, "weight");
        out.for_order[reference_text(record, "order", "id")] += kilograms_in(record, "weight");
        return {};
    }));
    return out;
}

Done read_orders(Kernel& kernel, const Principal& who, Held& held, Facts& facts) {
    std::map<std::string, std::string> suppliers;
    TRY_DO(for_each_record(kernel, who, "outlet", {}, [&](json::object& record) -> Done {
        suppliers[text_of(record, "id")] = reference_text(record, "supplier", "id");
        return {};
    }));
    kernel::ListQuery query;
    query.filters = {{"state", "in", "(placed,paid)"}};
    return for_each_record(kernel, who, "trade_order", query, [&](json::object& record) -> Done {
        const auto due = text_of(record, "due_on");
        auto warehouse = reference_text(record, "warehouse", "id");
        if (warehouse.empty()) warehouse = suppliers[reference_text(record, "outlet", "id")];
        const auto id = text_of(record, "id");
        facts.orders.push_back(
            {.id = id,
             .product = reference_text(record, "product", "id"),
             .outlet = reference_text(record, "outlet", "id"),
             .warehouse = warehouse,
             .is_paid = text_of(record, "state") == "paid",
             .due = TRY(Date::parse(due.empty() ? text_of(record, "ordered_on") : due)),
             .kilograms = std::max<std::int64_t>(0, kilograms_in(record, "weight") - held.for_order[id])});
        facts.records.push_back(std::move(record));
        return {};
    });
}

Done read_lots(Kernel& kernel, const Principal& who, Date day, Held& held, Facts& facts) {
    std::map<std::string, std::string> warehouses; // ids by code
    TRY_DO(for_each_record(kernel, who, "warehouse", {}, [&](json::object& record) -> Done {
        warehouses[text_of(record, "code")] = text_of(record, "id");
        facts.warehouse_names[text_of(record, "id")] = text_of(record, "name");
        return {};
    }));
    std::map<std::string, json::object> lots;
    kernel::ListQuery query;
    query.filters = {{"best_before", "gte", day.iso()}};
    TRY_DO(for_each_record(kernel, who, "lot", query, [&](json::object& record) -> Done {
        auto code = text_of(record, "code");
        lots.emplace(std::move(code), std::move(record));
        return {};
    }));
    for (const auto& cell : TRY(kernel.figure(who, {"trade.stock", {{"day", day.iso()}}, {"warehouse", "lot"}, {}}))) {
        const auto lot = lots.find(key_in(cell, "lot"));
        const auto warehouse = warehouses.find(key_in(cell, "warehouse"));
        if (lot == lots.end() || warehouse == warehouses.end() || !cell.value) continue;
        const auto id = text_of(lot->second, "id");
        const auto free = std::llround(kilograms(cell)) - held.of_lot[{warehouse->second, id}];
        if (free <= 0) continue;
        facts.lot_ids[lot->first] = id;
        facts.lots.push_back({lot->first, reference_text(lot->second, "product", "id"), warehouse->second,
                              TRY(Date::parse(text_of(lot->second, "best_before"))), free});
    }
    return {};
}

Result<Facts> read_facts(Kernel& kernel, const Principal& who, Date day) {
    std::map<std::string, std::string> rooms;
    TRY_DO(for_each_record(kernel, who, "storeroom", {}, [&](json::object& record) -> Done {
        rooms[text_of(record, "id")] = reference_text(record, "warehouse", "id");
        return {};
    }));
    Facts facts;
    auto held = TRY(read_held(kernel, who, rooms));
    TRY_DO(read_orders(kernel, who, held, facts));
    TRY_DO(read_lots(kernel, who, day, held, facts));
    return facts;
}

Result<json::object> answer(Kernel& kernel, const Principal& who, const json::object& asked, const kernel::Progress&) {
    TRY_DO(kernel::only_members(asked, {"least_days"}));
    constexpr double usual_days = 14, most_days = 365;
    const auto least_days = static_cast<int>(TRY(kernel::asked_number(asked, "least_days", usual_days, 0, most_days)));
    const auto day = TRY(last_known_day(kernel, who));
    auto facts = TRY(read_facts(kernel, who, day));
    json::array orders;
    for (const auto& match : match_orders(facts.orders, facts.lots, day, least_days)) {
        const auto& order = facts.orders[match.order];
        const auto& record = facts.records[match.order];
        json::array picks;
        for (const auto& pick : match.picks) {
            const auto& lot = facts.lots[pick.lot];
            picks.push_back(json::object{{"lot", lot.lot},
                                         {"id", facts.lot_ids[lot.lot]},
                                         {"warehouse", facts.warehouse_names[lot.warehouse]},
                                         {"elsewhere", !order.warehouse.empty() && lot.warehouse != order.warehouse},
                                         {"best_before", lot.best_before.iso()},
                                         {"kg", pick.kilograms}});
        }
        orders.push_back(json::object{{"id", order.id},
                                      {"code", text_of(record, "code")},
                                      {"outlet", reference_text(record, "outlet", "label")},
                                      {"product", reference_text(record, "product", "label")},
                                      {"paid", order.is_paid},
                                      {"due_on", order.due.iso()},
                                      {"overdue", order.due < day},
                                      {"wanted_kg", order.kilograms},
                                      {"missing_kg", match.missing},
                                      {"picks", std::move(picks)}});
    }
    return json::object{{"day", day.iso()}, {"least_days", least_days}, {"orders", std::move(orders)}};
}

void tell(const json::object& answer, std::ostream& out) {
    out << answer.at("day").as_string().c_str() << '\n';
    for (const auto& item : answer.at("orders").as_array()) {
        const auto& one = item.as_object();
        out << fmt::format("{}  {}  {}  {} kg", one.at("code").as_string().c_str(),
                           one.at("outlet").as_string().c_str(), one.at("product").as_string().c_str(),
                           one.at("wanted_kg").to_number<std::int64_t>());
        for (const auto& pick : one.at("picks").as_array())
            out << fmt::format("  {} {} {} kg", pick.at("warehouse").as_string().c_str(),
                               pick.at("lot").as_string().c_str(), pick.at("kg").to_number<std::int64_t>());
        if (const auto missing = one.at("missing_kg").to_number<std::int64_t>(); missing > 0)
            out << fmt::format("  −{} kg", missing);
        out << '\n';
    }
}

} // namespace

kernel::Study order_study() { return {{"订单配货", "Orders and the lots for them"}, answer, tell}; }

} // namespace shanhai::trade

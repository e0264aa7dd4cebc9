#include "apps/demo/trade_story.h"

#include "apps/demo/trade_goods.h"
#include "apps/demo/trade_sales.h"
#include "apps/demo/trade_tables.h"
#include "apps/demo/workdays.h"

#include <string_view>
#include <tuple>

namespace shanhai::demo {

namespace {

using namespace trade_tables;

json::object at(json::object fields, double longitude, double latitude) {
    fields["longitude"] = fmt::format("{:.5f}", longitude);
    fields["latitude"] = fmt::format("{:.5f}", latitude);
    return fields;
}

void write_warehouses(Script& script) {
    // All of them stand in the books from the first, as outlets name the one that supplies them.
    const auto listed_on = day(2017, 1, 3);
    for (const auto& one : warehouses) {
        json::object fields{{"code", one.code}, {"name", one.name}, {"role", one.role}, {"opened_on", one.opened_on}};
        if (*one.gln != 0) fields["gln"] = one.gln;
        if (*one.division != 0) fields["division"] = one.division;
        if (std::string_view(one.role) == "planned") fields["opening_cost"] = "680000";
        if (*one.country != 0) {
            fields["country"] = one.country;
            fields["city"] = "奥什";
        }
        script.create(listed_on, Stage::party, "warehouse", at(std::move(fields), one.longitude, one.latitude));
        for (const auto& [temperature, title, tonnes] : {std::tuple{"ambient", "常温库", one.ambient},
                                                         {"chilled", "冷藏库", one.chilled},
                                                         {"frozen", "冷冻库", one.frozen}}) {
            if (tonnes == 0) continue;
            json::object room{{"code", room_of(one.code, temperature)},
                              {"name", std::string(one.name) + title},
                              {"warehouse", one.code},
                              {"temperature", temperature},
                              {"capacity", std::to_string(tonnes * 1000)},
                              {"opened_on", one.opened_on}};
            if (one.cold_volume != 0 && std::string_view(temperature) == "chilled")
                room["volume"] = std::to_string(one.cold_volume);
            script.create(listed_on, Stage::project, "storeroom", std::move(room));
        }
    }
}

// What the railway offers for the coming harvest; other lanes are known from their waybills.
void write_lanes(Script& script) {
    for (const auto& [base, weekly] : {std::pair{"MG", 2'400'000}, {"YC", 1'800'000}, {"SC", 1'500'000}})
        script.create(day(2025, 5, 6), Stage::progress, "freight_lane",
                      {{"from_base", base},
                       {"to_warehouse", "JN"},
                       {"mode", "rail"},
                       {"goods", "ambient"},
                       {"days", 10},
                       {"freight", "605"},
                       {"weekly_capacity", std::to_string(weekly)},
                       {"from_day", "2025-06-01"}});
}

void write_products(Script& script) {
    const auto first = day(2021, 1, 4);
    for (const auto& one : products)
        script.create(first, Stage::project, "product",
                      {{"gtin", one.gtin},
                       {"name", one.name},
                       {"category", one.category},
                       {"origin", one.origin},
                       {"direction", one.direction},
                       {"temperature", one.temperature},
                       {"shelf_days", one.shelf_days},
                       {"box_weight", "5.00"},
                       {"price", std::to_string(one.price)}});
    for (const auto& one : firms)
        script.create(day(1990, 1, 1), Stage::party, "organisation",
                      {{"code", one.code},
                       {"name", one.name},
                       {"kind", "enterprise"},
                       {"division", one.division},
                       {"listed_on", "2022-01-04"}});
    for (const auto& one : bases)
        script.create(day(2020, 3, 2), Stage::party, "growing_base",
                      at({{"code", one.code},
                          {"name", one.name},
                          {"kind", one.kind},
                          {"division", one.division},
                          {"giver", "370000"},
                          {"households", one.households},
                          {"certified_on", "2020-03-02"}},
                         one.longitude, one.latitude));
    // 供应及直采直供基地 in Chongqing.
    for (int i = 1; i <= direct_bases; ++i)
        script.create(day(2024, 3, 1) + i * 5, Stage::party, "growing_base",
                      {{"code", fmt::format("CQ{:02}", i)},
                       {"name", fmt::format("重庆直采直供基地{:02}（演示）", i)},
                       {"kind", "direct_supply"},
                       {"division", "500000"},
                       {"giver", "370000"},
                       {"certified_on", (day(2024, 3, 1) + i * 5).iso()}});
}

// Two names of which one is worth and the other output: never added.
void write_brands(Script& script) {
    const auto first = day(2021, 1, 4);
    script.create(first, Stage::party, "brand",
                  {{"code", "KASHI"}, {"name", "喀食好味道"}, {"kind", "sales"}, {"region", "653100"}});
    script.create(first, Stage::party, "brand",
                  {{"code", "DXTD"}, {"name", "定西马铃薯"}, {"kind", "regional"}, {"region", "621100"}});
    for (const auto& [kind, amount] : {std::pair{"worth", "39600000000"}, {"output", "25800000000"}})
        script.create(
            day(2024, 12, 20), Stage::progress, "brand_metric",
            {{"brand", "DXTD"}, {"kind", kind}, {"date", "2024-12-20"}, {"amount", amount}, {"source", "演示"}});
}

} // namespace

void write_trade(Script& script) {
    write_warehouses(script);
    write_products(script);
    write_lanes(script);
    write_brands(script);
    write_trade_outlets(script);
    write_trade_sales(script, write_trade_goods(script));
}

} // namespace shanhai::demo

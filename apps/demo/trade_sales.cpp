#include "apps/demo/trade_sales.h"

#include "apps/demo/trade_online.h"
#include "apps/demo/trade_tables.h"
#include "apps/demo/workdays.h"

#include <algorithm>
#include <vector>

namespace shanhai::demo {

namespace {

using namespace trade_tables;

constexpr int counters = 210, franchises = 34, halls = 42;
// Published: what all receivers' goods sold for in 2024, what Qingdao bought in 2022, what the fairs of New Year brought.
constexpr std::int64_t sales_2024 = 12'900'000'000, qingdao_2022 = 909'000'000;
constexpr std::int64_t kashgar_2024 = 820'000'000;

// Franchises first, then counters.
bool is_franchise(int i) { return i < franchises; }
std::string shop_code(int i) { return fmt::format("{}{:03}", is_franchise(i) ? "JM" : "ZG", i + 1); }

void outlet(Script& script, const std::string& code, const std::string& name, const char* kind, const std::string& city,
            const char* giver, Date opened, const json::object& more = {}) {
    json::object fields{{"code", code},     {"name", name},   {"kind", kind},
                        {"division", city}, {"giver", giver}, {"opened_on", opened.iso()}};
    for (auto& [field, value] : more) fields[field] = value;
    script.create(opened, Stage::project, "outlet", std::move(fields));
}

void sales_return(Script& script, const std::string& outlet, Date from, Date until, const char* region,
                  std::int64_t yuan, const json::object& more = {}) {
    json::object fields{{"outlet", outlet},
                        {"from_day", from.iso()},
                        {"until_day", until.iso()},
                        {"region", region},
                        {"amount", std::to_string(yuan)}};
    for (auto& [field, value] : more) fields[field] = value;
    script.create(std::max(until + 5, day(2022, 1, 4)), Stage::progress, "sales_return", std::move(fields));
}

void write_shops(Script& script) {
    for (int i = 0; i < flagships; ++i) {
        const auto& city = cities[i];
        // Nine stood at the beginning of 2020.
        const auto opened = i < 9 ? day(2017 + i / 4, 3 + i % 4, 18) : day(2021 + (i - 9) / 3, 4 + (i - 9) % 3, 20);
        outlet(script, flagship_code(i), fmt::format("“喀什好味道”{}旗舰店", city.name), "flagship", city.code,
               "370000", opened, {{"supplier", city.branch}, {"lines_since", "2024-09-01"}});
    }
    for (int i = 0; i < franchises + counters; ++i) {
        const auto& city = cities[i % 16];
        const auto opened = is_franchise(i) ? day(2018, 5, 1) + i * 14 : day(2020, 6, 1) + (i - franchises) * 7;
        outlet(script, shop_code(i),
               fmt::format("{}{}{:03}（演示）", city.name, is_franchise(i) ? "专卖加盟店" : "供销专柜", i + 1),
               is_franchise(i) ? "franchise" : "counter", city.code, "370000", opened, {{"supplier", city.branch}});
    }
    for (int i = 1; i <= halls; ++i)
        outlet(script, fmt::format("QDG{:02}", i), fmt::format("青岛协作产品展馆{:02}（演示）", i), "hall", "370200",
               "370200", day(2021, 6, 1) + i * 10);
}

void write_other_channels(Script& script) {
    outlet(script, "GX", "山东供销商超（汇总）", "supermarket", "370100", "370000", day(2018, 1, 2),
           {{"supplier", "JN"}});
    for (const auto& [code, name, platform] :
         {std::tuple{"DY", "喀什味抖音直播间", "抖音"}, {"WX", "喀食好味道微信商城", "微信"}})
        outlet(script, code, name, "online", "370100", "370000", day(2023, 3, 1),
               {{"supplier", "JN"}, {"platform", platform}, {"lines_since", "2024-09-01"}});
    outlet(script, "NH", "年味新疆活动会场", "event", "370100", "370000", day(2020, 12, 1));
    outlet(script, "BL", "博览会展位", "event", "370200", "370000", day(2021, 6, 1));
    outlet(script, "TBG", "德州西藏文化暨特色产品体验馆", "hall", "371400", "370000", day(2023, 9, 26));
    for (const auto& [code, name, city] : {std::tuple{"QHW", "青海味道展销中心", "370100"},
                                           {"YHR", "渝货入鲁展销中心", "370200"},
                                           {"GWR", "甘味入鲁展销中心", "370100"},
                                           {"HKH", "好客好品临沂分销中心", "371300"}})
        outlet(script, code, name, "centre", city, "370000", day(2023, 5, 18));
    for (const auto& city : cities)
        outlet(script, std::string("XF") + city.code, std::string(city.name) + "市消费帮扶采购（汇总）", "wholesale",
               city.code, city.code, day(2021, 1, 4));
    script.create(day(2024, 3, 1), Stage::project, "outlet",
                  {{"code", "OSHK"},
                   {"name", "奥什客户"},
                   {"kind", "overseas"},
                   {"country", "KG"},
                   {"giver", "370000"},
                   {"opened_on", "2024-03-01"},
                   {"lines_since", "2024-03-01"},
                   {"supplier", "OSH"}});
}

Handle held_event(Script& script, json::object fields) {
    const Date on = *Date::parse(std::string(fields.at("starts_on").as_string()));
    const Date until = *Date::parse(std::string(fields.at("ends_on").as_string()));
    const auto event = script.create(on + -20, Stage::project, "sales_event", std::move(fields));
    script.advance(std::max(until + 1, day(2022, 1, 4)), Stage::appraisal, event, "hold");
    return event;
}

// 年味新疆: five winters; the venue tells what was sold.
std::int64_t write_new_year_fairs(Script& script) {
    std::int64_t in_2024 = 0;
    for (int i = 0; i < 5; ++i) {
        const int year = 2021 + i;
        const std::int64_t yuan = std::int64_t{60 + i * 5 + (i > 2 ? 5 : 0)} * 1'000'000;
        const auto code = fmt::format("NWXJ{}", year);
        held_event(script, {{"code", code},
                            {"name", fmt::format("{}年“年味新疆”系列活动", year)},
                            {"kind", "festival"},
                            {"series", "new_year"},
                            {"giver", "370000"},
                            {"region", "653100"},
                            {"division", "370100"},
                            {"starts_on", day(year, 1, 5).iso()},
                            {"ends_on", day(year, 2, 8).iso()},
                            {"sessions", 6 + i / 2},
                            {"counted_by", "venue"}});
        sales_return(script, "NH", day(year, 1, 5), day(year, 2, 8), "653100", yuan, {{"event", code}});
        if (year == 2024) in_2024 = yuan;
    }
    return in_2024;
}

void write_fairs(Script& script) {
    held_event(script, {{"code", "LZH7"},
                        {"name", "第七届中华老字号博览会藏品展区"},
                        {"kind", "exposition"},
                        {"series", "tibet_goods"},
                        {"giver", "370000"},
                        {"region", "540200"},
                        {"division", "370100"},
                        {"starts_on", "2023-09-15"},
                        {"ends_on", "2023-09-18"},
                        {"exhibitors", 24},
                        {"counted_by", "venue"}});
    sales_return(script, "BL", day(2023, 9, 15), day(2023, 9, 18), "540200", 10'600'000, {{"event", "LZH7"}});
    held_event(script, {{"code", "DZTY"},
                        {"name", "西藏文化暨特色产品体验馆开馆"},
                        {"kind", "opening"},
                        {"series", "tibet_goods"},
                        {"giver", "370000"},
                        {"region", "540200"},
                        {"division", "371400"},
                        {"starts_on", "2023-09-26"},
                        {"ends_on", "2023-09-26"},
                        {"products", 100},
                        {"counted_by", "venue"}});
    held_event(script, {{"code", "GWLH"},
                        {"name", "“甘味陇货”城市行青岛站"},
                        {"kind", "city_tour"},
                        {"series", "gansu_taste"},
                        {"giver", "370200"},
                        {"region", "621200"},
                        {"division", "370200"},
                        {"starts_on", "2023-04-21"},
                        {"ends_on", "2023-04-21"},
                        {"exhibitors", 30},
                        {"counted_by", "venue"}});
    held_event(script, {{"code", "SZZ22"},
                        {"name", "桑珠孜区特产线上推介"},
                        {"kind", "online_promotion"},
                        {"series", "tibet_goods"},
                        {"giver", "370200"},
                        {"region", "540202"},
                        {"starts_on", "2022-12-06"},
                        {"ends_on", "2022-12-06"},
                        {"exhibitors", 12},
                        {"products", 106},
                        {"counted_by", "venue"}});
}

// 电商直播周: session by session, hour by hour, in lines as the platforms export them.
std::int64_t write_live_week(Script& script) {
    held_event(script, {{"code", "KSW2409"},
                        {"name", "“鲁疆情·喀什味”电商直播周"},
                        {"kind", "live_stream"},
                        {"series", "kashgar_taste"},
                        {"giver", "370000"},
                        {"region", "653100"},
                        {"starts_on", "2024-09-20"},
                        {"ends_on", "2024-09-26"},
                        {"sessions", 14},
                        {"counted_by", "venue"}});
    std::int64_t total = 0;
    int line = 0;
    for (int session = 0; session < 14; ++session) {
        for (int i = 0; i < 5; ++i) {
            const auto& product = products[(session + i) % 6];
            const std::int64_t kilograms = 8'600 + (session * 37 + i * 61) % 13 * 450;
            const std::int64_t yuan = kilograms * product.price;
            script.create(day(2024, 9, 20) + session / 2, Stage::progress, "sale",
                          {{"code", fmt::format("DY-20240920-{:04}-1", ++line)},
                           {"date", (day(2024, 9, 20) + session / 2).iso()},
                           {"hour", 10 + session % 2 * 9 + i / 2},
                           {"outlet", i == 4 ? "WX" : "DY"},
                           {"event", "KSW2409"},
                           {"product", product.gtin},
                           {"weight", std::to_string(kilograms)},
                           {"amount", std::to_string(yuan)}});
            total += yuan;
        }
    }
    return total;
}

// What Kashgar's goods sold for until the end of 2023, but for what the online shop tells by itself.
void write_opening(Script& script, std::map<int, std::int64_t>& told_online) {
    sales_return(script, "GX", day(2018, 1, 2), day(2019, 12, 31), "653100", 430'000'000,
                 {{"kind", "opening"}, {"weight", "17860000"}, {"note", "2017至2019年累计，移交台账"}});
    const std::int64_t years[] = {410'000'000, 520'000'000, 530'000'000, 560'000'000}; // 2020 … 2023
    for (int i = 0; i < 4; ++i) {
        const int year = 2020 + i;
        sales_return(script, "GX", day(year, 1, 1), day(year, 12, 31), "653100", years[i] - told_online[year],
                     {{"kind", year < 2022 ? "opening" : "period"}});
    }
    for (int i = 1; i <= halls; ++i) {
        const std::int64_t share = qingdao_2022 / halls + (i <= qingdao_2022 % halls ? 1 : 0);
        sales_return(script, fmt::format("QDG{:02}", i), day(2022, 1, 1), day(2022, 12, 31),
                     i % 2 == 0 ? "621100" : "621200", share, {{"visitors", 9000 + i * 130}});
    }
}

// Kashgar's shops in 2024; returns the sum.
std::int64_t write_shops_2024(Script& script) {
    std::int64_t total = 0;
    for (int i = 0; i < franchises + counters; ++i) {
        const std::int64_t yuan = is_franchise(i) ? 2'600'000 + i * 31'000 : 820'000 + i * 4'100;
        sales_return(script, shop_code(i), day(2024, 1, 1), day(2024, 12, 31), "653100", yuan);
        total += yuan;
    }
    for (int i = 0; i < flagships; ++i) {
        const std::int64_t yuan = 6'400'000 - i * 210'000;
        sales_return(script, flagship_code(i), day(2024, 1, 1), day(2024, 8, 31), "653100", yuan);
        total += yuan;
    }
    return total;
}

// All other receivers' goods in 2024: the centres by the month, the cities' purchases by the quarter.
void write_others_2024(Script& script, std::int64_t left) {
    constexpr std::pair<const char*, const char*> centres[] = {
        {"QHW", "630000"}, {"YHR", "500000"}, {"GWR", "620000"}, {"HKH", "650000"}};
    for (const auto& [centre, region] : centres) {
        for (int month = 1; month <= 12; ++month) {
            const auto from = day(2024, month, 1);
            const auto until = *step_around(from, Step::month).until + -1;
            const std::int64_t yuan = 18'000'000 + (month % 5) * 1'300'000;
            sales_return(script, centre, from, until, region, yuan, {{"visitors", 12'000 + month * 700}});
            left -= yuan;
        }
    }
    constexpr const char* regions[] = {"500000", "620000", "630000", "540200"};
    constexpr int shares = 16 * 4 * 4;
    const std::int64_t share = left / shares;
    for (int i = 0; i < shares; ++i) {
        const int quarter = i / 64;
        const auto from = day(2024, quarter * 3 + 1, 1);
        const auto until = *step_around(from, Step::quarter).until + -1;
        sales_return(script, std::string("XF") + cities[i % 16].code, from, until, regions[i / 16 % 4],
                     i == shares - 1 ? left - share * (shares - 1) : share);
    }
}

} // namespace

void write_trade_outlets(Script& script) {
    write_shops(script);
    write_other_channels(script);
}

void write_trade_sales(Script& script, std::int64_t told_2024) {
    auto told_online = write_online_shop(script);
    write_opening(script, told_online);
    write_fairs(script);
    const std::int64_t kashgar = told_2024 + told_online[2024] + write_new_year_fairs(script) +
                                 write_live_week(script) + write_shops_2024(script);
    sales_return(script, "GX", day(2024, 1, 1), day(2024, 12, 31), "653100", kashgar_2024 - kashgar);
    write_others_2024(script, sales_2024 - kashgar_2024);
    // A slip of the pen, found when the proof came: ten times too much.
    const auto wrong = script.create(day(2025, 4, 6), Stage::progress, "sales_return",
                                     {{"outlet", "JM003"},
                                      {"from_day", "2025-01-01"},
                                      {"until_day", "2025-03-31"},
                                      {"region", "653100"},
                                      {"amount", "6830000"}});
    script.amend(day(2025, 4, 11), Stage::correction, wrong, {{"amount", "683000"}}, "多写了一个零，按证明材料更正");
}

} // namespace shanhai::demo

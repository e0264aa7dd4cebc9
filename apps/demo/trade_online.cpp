#include "apps/demo/trade_online.h"

#include "apps/demo/prng.h"
#include "apps/demo/trade_tables.h"
#include "apps/demo/workdays.h"

#include <array>
#include <string_view>

namespace shanhai::demo {

namespace {

using namespace trade_tables;

constexpr std::array new_years = {std::pair{2022, std::pair{2, 1}}, std::pair{2023, std::pair{1, 22}},
                                  std::pair{2024, std::pair{2, 10}}, std::pair{2025, std::pair{1, 29}}};

// Hundredths: gifts are bought in the four weeks before the Spring Festival, and little in the one after it.
int festival(Date week) {
    for (const auto& [year, on] : new_years) {
        const int before = day(year, on.first, on.second) - week;
        if (before >= 0 && before < 35) return 240 - before / 7 * 25;
        if (before < 0 && before >= -10) return 45;
    }
    return 100;
}

// Hundredths: fresh fruit is sold while it keeps, the most right after its harvest.
int season(const Product& product, Date week) {
    if (product.shelf_days > 200) return 90 + (week.month() > 8 ? 20 : 0);
    int since = (week.month() - product.month + 12) % 12 * 30 + week.day();
    if (since < 10 && week.month() == product.month) return 0;
    if (since > product.shelf_days) return 0;
    return 220 - 150 * since / product.shelf_days;
}

} // namespace

std::map<int, std::int64_t> write_online_shop(Script& script) {
    script.create(day(2021, 6, 1), Stage::project, "outlet",
                  {{"code", "WSC"},
                   {"name", "喀什味网上商城"},
                   {"kind", "online"},
                   {"division", "370100"},
                   {"giver", "370000"},
                   {"opened_on", "2021-06-28"},
                   {"lines_since", "2021-06-28"},
                   {"platform", "自营"},
                   {"supplier", "JN"}});
    std::map<int, std::int64_t> told;
    Prng dice = Prng::named("trade.online");
    for (Date week = day(2021, 6, 28); week < day(2025, 5, 26); week = week + 7)
        for (const auto& product : products) {
            const int percent = season(product, week);
            const int chance = dice.between(86, 114);
            if (std::string_view(product.direction) != "east" || percent == 0) continue;
            const int trend = 100 + (week - day(2021, 6, 28)) / 30;
            const int kilograms =
                60'000 / product.price * percent / 100 * festival(week) / 100 * trend / 100 * chance / 100;
            const std::int64_t yuan = std::int64_t{kilograms} * (product.price + 3);
            const Date on = week + 2;
            told[on.year()] += yuan;
            script.create(on, Stage::progress, "sale",
                          {{"code", fmt::format("WSC-{}-{}", on.iso(), product.letters)},
                           {"date", on.iso()},
                           {"outlet", "WSC"},
                           {"product", product.gtin},
                           {"weight", std::to_string(kilograms)},
                           {"amount", std::to_string(yuan)}});
        }
    return told;
}

} // namespace shanhai::demo

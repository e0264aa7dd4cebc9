#include "apps/demo/energy.h"

#include "apps/demo/workdays.h"
#include "kernel/readings.h"
#include "modules/energy/records/day_plan.h"
#include "modules/energy/sun/weather.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace shanhai::demo {

namespace {

constexpr const char* later_plant = "桑珠孜光储保供电站·2022·中电高原新能源公司（演示）";
constexpr std::uint64_t seed = 20'210'101;
// How the year's energy falls upon its months, in thousandths: springs are clear, in summer it rains.
constexpr std::array monthly = {73, 75, 89, 92, 96, 89, 83, 83, 83, 89, 77, 71};
// What the earlier plant delivered in 2021: by 305.50 and 845.61 g/kWh the published 30,600 t of coal and 84,700 t of CO₂.
constexpr std::int64_t kwh_of_2021 = 100'164'000;
constexpr int days_with_readings = 10;

struct DemoPlant {
    std::string registered;
    Date from;              // the first month
    std::int64_t year_kwh;  // delivered in a usual year
    int evening_thousandth; // of it in the evening peak without storage
    bool storage;
};

std::string megawatt_hours(std::int64_t kwh) { return fmt::format("{}.{:03}", kwh / 1000, kwh % 1000); }

Date first_of_next_month(Date first) { return *step_around(first, Step::month).until; }

void write_plants(Script& script, Parties& parties) {
    const auto& earlier = parties.investor("水发高原新能源公司（演示）", "370100");
    const auto& later = parties.investor("中电高原新能源公司（演示）", "370200");
    const auto plant = [&](const std::string& name, const Organisation& investor, Date signed_on, Date commissioned_on,
                           const json::object& more) {
        json::object fields{{"registered", fmt::format("{}·{}·{}", name, signed_on.year(), investor.name)},
                            {"name", name},
                            {"programme", "xizang"},
                            {"giver", "370200"},
                            {"region", "540202"},
                            {"signed_on", signed_on.iso()},
                            {"commissioned_on", commissioned_on.iso()},
                            {"capacity", "50"},
                            {"longitude", "88.95"},
                            {"latitude", "29.25"},
                            {"altitude", 3870},
                            {"temperature", "6.5"},
                            {"tilt", "31"}};
        for (const auto& [field, value] : more) fields[field] = value;
        return script.create(commissioned_on, Stage::project, "power_plant", std::move(fields),
                             {{"investor", investor.record}});
    };
    plant("桑珠孜牧光互补电站", earlier, day(2020, 3, 18), day(2020, 12, 25),
          {{"investment", "450000000"}, {"area", 1612}, {"grid_limit", "50"}});
    const auto with_storage = plant("桑珠孜光储保供电站", later, day(2022, 12, 8), day(2023, 2, 21),
                                    {{"investment", "400000000"}, {"grid_limit", "42"}});
    script.create(day(2023, 2, 21), Stage::approval, "power_storage",
                  {{"name", "50兆瓦时储能"},
                   {"power", "50"},
                   {"capacity", "50"},
                   {"reserve", "5"},
                   {"commissioned_on", "2023-02-21"}},
                  {{"plant", with_storage}});
    const char* meters[][3] = {{"SZZ-PV", "光伏出力表", "power"},
                               {"SZZ-GRID", "并网点表", "delivered"},
                               {"SZZ-BAT", "储能表", "battery"},
                               {"SZZ-SOC", "储能电量表", "stored"}};
    for (const auto& [code, name, reads] : meters)
        script.create(day(2023, 2, 21), Stage::approval, "power_meter",
                      {{"code", code}, {"name", name}, {"reads", reads}, {"source", "table"}},
                      {{"plant", with_storage}});
}

void write_prices_and_factors(Script& script) {
    const auto tariff = script.create(day(2020, 1, 2), Stage::project, "tariff",
                                      {{"code", "xz-demo"},
                                       {"name", "演示分时电价"},
                                       {"region", "540000"},
                                       {"valid_from", "2020-01-01"},
                                       {"source", "演示用，不是公布的电价"}});
    const char* periods[][4] = {{"valley", "00:00", "08:00", "250"},       {"flat", "08:00", "11:00", "340"},
                                {"valley", "11:00", "16:00", "210"},       {"flat", "16:00", "19:30", "340"},
                                {"evening_peak", "19:30", "23:30", "680"}, {"flat", "23:30", "24:00", "340"}};
    for (const auto& [kind, from, until, price] : periods)
        script.create(day(2020, 1, 2), Stage::approval, "tariff_period",
                      {{"kind", kind}, {"from_time", from}, {"until_time", until}, {"price", price}},
                      {{"tariff", tariff}});
    script.create(
        day(2020, 1, 2), Stage::project, "emission_factor",
        {{"code", "gb-1"},
         {"coal", "305.50"},
         {"co2", "845.61"},
         {"valid_from", "2020-01-01"},
         {"valid_until", "2023-12-31"},
         {"source", "由公布的年节约标准煤 30,600 吨、减排 84,700 吨推出：每吨标准煤 2.768 吨二氧化碳（演示）"}});
    script.create(day(2024, 1, 5), Stage::project, "emission_factor",
                  {{"code", "gb-2"},
                   {"coal", "302.00"},
                   {"co2", "835.00"},
                   {"valid_from", "2024-01-01"},
                   {"source", "演示：换版本的例子，不是公布的系数"}});
}

// What is stored by day and released in the evening: about once a day, less on dull days.
constexpr std::int64_t charged_a_day = 44'000;
constexpr std::int64_t efficiency_thousandth = 884; // of both ways together

void write_months(Script& script, const DemoPlant& plant, Date last_day) {
    std::int64_t of_year = 0;
    for (auto first = plant.from; first_of_next_month(first) <= last_day; first = first_of_next_month(first)) {
        const auto number = static_cast<std::size_t>(first.month() - 1);
        const auto luck = static_cast<std::int64_t>(
            40 * energy::scattered(seed, static_cast<std::uint64_t>(first.days()) + (plant.storage ? 1 : 0)));
        auto delivered = plant.year_kwh / 1000 * monthly[number] / 1000 * (980 + luck);
        if (first.month() == 1) of_year = 0;
        // The year that was published is met to the kWh in its last month.
        if (!plant.storage && first.year() == 2021 && first.month() == 12) delivered = kwh_of_2021 - of_year;
        of_year += delivered;
        const auto days = first_of_next_month(first) - first;
        const auto charged = plant.storage ? charged_a_day * days * (920 + 2 * luck) / 1000 : 0;
        const auto discharged = charged * efficiency_thousandth / 1000;
        const auto curtailed = delivered * (plant.storage ? 12 + luck / 4 : 30 + luck) / 1000;
        const auto entered = workday_from(first_of_next_month(first) + 4);
        const auto record =
            script.create(entered, Stage::progress, "energy_month",
                          {{"plant", plant.registered},
                           {"month", first.iso()},
                           {"factor", first.year() < 2024 ? "gb-1" : "gb-2"},
                           {"generated", megawatt_hours(delivered + charged - discharged)},
                           {"delivered", megawatt_hours(delivered)},
                           {"evening_peak", megawatt_hours(delivered * plant.evening_thousandth / 1000 + discharged)},
                           {"charged", megawatt_hours(charged)},
                           {"discharged", megawatt_hours(discharged)},
                           {"curtailed", megawatt_hours(curtailed)}});
        script.advance(entered, Stage::payment, record, "settle");
    }
}

void write_outages(Script& script, const std::string& plant) {
    const auto outage = [&](const char* kind, Date on, const char* power, const char* hours, const char* lost) {
        const auto record = script.create(on, Stage::works, "power_outage",
                                          {{"plant", plant}, {"kind", kind}, {"from_day", on.iso()}, {"power", power}});
        script.advance(on, Stage::progress, record, "end", {{"until_day", on.iso()}, {"hours", hours}, {"lost", lost}});
    };
    outage("planned", day(2024, 4, 16), "25", "6", "88");
    outage("grid", day(2024, 10, 3), "20", "4.5", "61.5");
    outage("weather", day(2025, 3, 11), "50", "3", "47");
}

// ── the last days ────────────────────────────────────────────────────────────────────────────────────────────────────

kernel::Command plan_record(const energy::KnownPlant& plant, const energy::TariffDay& prices,
                            const energy::Planned& planned) {
    kernel::Command command;
    command.type = "day_plan";
    command.actor = "demo.office";
    command.fields = energy::plan_fields(plant, prices, planned);
    return command;
}

// What a service said the day before: right but for a few hundredths.
kernel::Command forecast_record(const energy::KnownPlant& plant, Date of, double clearness) {
    const auto off = (energy::scattered(seed, static_cast<std::uint64_t>(of.days())) - 0.5) * 0.16;
    kernel::Command command;
    command.type = "weather_forecast";
    command.actor = "demo.office";
    command.fields = {{"plant", plant.id},
                      {"day", of.iso()},
                      {"clearness", energy::decimal(std::min(clearness + off, 1.0))},
                      {"issued_on", (of + -1).iso()},
                      {"source", "演示气象台"}};
    return command;
}

struct Told {
    std::vector<kernel::ReadingGiven> power, delivered, battery, stored, curtailed;
};

// What the meters told of a day on which the sun shone otherwise than planned.
void tell_day(const energy::KnownPlant& plant, const energy::Planned& planned, std::span<const double> clearness,
              double& held, Told& told) {
    const auto midnight = energy::midnight_of(planned.day);
    const auto sun = energy::quarter_powers(plant.site, midnight, clearness);
    energy::Schedule done;
    for (std::size_t i = 0; i < sun.size(); ++i)
        energy::carry_out(plant.plant, planned.schedule.stored[i], sun[i], held, done);
    for (std::size_t i = 0; i < sun.size(); ++i) {
        const auto at = midnight + static_cast<std::int64_t>(i) * energy::quarter_seconds;
        const auto add = [&](std::vector<kernel::ReadingGiven>& to, double value) {
            to.push_back({plant.id, {at, static_cast<std::int64_t>(std::llround(value * 1000))}});
        };
        add(told.power, sun[i] - done.curtailed[i]);
        add(told.delivered, done.delivered[i]);
        add(told.battery, done.discharge[i] - done.charge[i]);
        add(told.stored, done.stored[i]);
        add(told.curtailed, done.curtailed[i]);
    }
}

Done append(kernel::Kernel& kernel, const char* series, const std::vector<kernel::ReadingGiven>& batch) {
    TRY_DO(kernel.readings().append(kernel::Principal::administrator(), series, batch));
    return {};
}

} // namespace

void write_energy(Script& script, Parties& parties, Date last_day) {
    write_plants(script, parties);
    write_prices_and_factors(script);
    write_months(script,
                 {"桑珠孜牧光互补电站·2020·水发高原新能源公司（演示）", day(2021, 1, 1), kwh_of_2021, 85, false},
                 last_day);
    write_months(script, {later_plant, day(2023, 3, 1), 98'000'000, 60, true}, last_day);
    write_outages(script, later_plant);
}

Done write_energy_days(kernel::Kernel& kernel, Date last_day) {
    const auto who = kernel::Principal::administrator();
    const auto plant = TRY(energy::known_plant(kernel, who, later_plant));
    const auto prices = TRY(energy::prices_on(kernel, who, plant, last_day));
    const auto clearness = energy::trial_clearness(seed, days_with_readings);
    kernel::Request request;
    request.who = who;
    request.show = false;
    Told told;
    double held = plant.plant.battery.reserve;
    for (int i = 0; i < days_with_readings; ++i) {
        const auto today = last_day + (i - days_with_readings);
        const auto sky =
            std::span(clearness).subspan(static_cast<std::size_t>(i) * energy::quarters_a_day, energy::quarters_a_day);
        // The forecast knows the day's sky, but not its clouds.
        double mean = 0;
        for (const double one : sky) mean += one / static_cast<double>(sky.size());
        request.commands.push_back(forecast_record(plant, today, mean));
        const auto planned = TRY(energy::plan_days(plant, prices, today, {.clearness = mean, .held = held}));
        request.commands.push_back(plan_record(plant, prices, planned));
        tell_day(plant, planned, sky, held, told);
    }
    request.commands.push_back(forecast_record(plant, last_day + 1, 0.85));
    TRY_DO(kernel.execute(std::move(request)));
    TRY_DO(append(kernel, "energy.power", told.power));
    TRY_DO(append(kernel, "energy.delivered", told.delivered));
    TRY_DO(append(kernel, "energy.battery", told.battery));
    TRY_DO(append(kernel, "energy.stored", told.stored));
    return append(kernel, "energy.curtailed", told.curtailed);
}

} // namespace shanhai::demo

#include "apps/demo/river_weather.h"

#include "apps/demo/prng.h"
#include "apps/demo/workdays.h"

#include <cmath>

namespace shanhai::demo {

namespace {

using river_tables::Gauge;

constexpr std::int64_t day_seconds = 86'400, china_seconds = std::int64_t{8} * 3600;
constexpr double turn = 6.283185307179586;

// By the clock of Shanghai: days since 1970, the part of the day, and the day of the year.
struct When {
    double days, of_day, of_year;
};

When when(std::int64_t at) {
    const double days = static_cast<double>(at + china_seconds) / day_seconds;
    const double whole = std::floor(days);
    const auto date = Date::from_days(static_cast<int>(whole));
    return {days, days - whole, date - *Date::from_ymd(date.year(), 1, 1) + (days - whole)};
}

double hill(double x, double middle, double width) {
    const double off = (x - middle) / width;
    return std::exp(-off * off);
}

// −1 to 1, running smoothly from one day's number to the next.
double unrest(const Gauge& gauge, std::uint64_t kind, double days) {
    const double whole = std::floor(days), part = days - whole;
    const auto number = [&](double day) {
        return 2 * chance_of(gauge, kind * 1'000'003 + static_cast<std::uint64_t>(day)) - 1;
    };
    const double eased = part * part * (3 - 2 * part);
    return number(whole) * (1 - eased) + number(whole + 1) * eased;
}

// 27 June 2025, 03:00, in days since 1970.
double flood_peak() { return day(2025, 6, 27).days() + 3 / 24.0; }

} // namespace

double chance_of(const Gauge& gauge, std::uint64_t number) {
    std::uint64_t seed = 0;
    for (const char* c = gauge.code; *c != 0; ++c) seed = seed * 131 + static_cast<unsigned char>(*c);
    return static_cast<double>(Prng(seed * 0x9e3779b97f4a7c15ULL + number).next() >> 11) / 9007199254740992.0;
}

double river_flow(const Gauge& gauge, std::int64_t at) {
    const auto now = when(at);
    const double season = 0.36 + 2.05 * hill(now.of_year, 226, 42) + 0.55 * hill(now.of_year, 172, 30);
    const double daily = 1 + 0.05 * season / 2 * std::sin(turn * (now.of_day - 0.42));
    const double slow = 1 + 0.12 * unrest(gauge, 1, now.days / 6), quick = 1 + 0.05 * unrest(gauge, 2, now.days);
    double flow = gauge.mean * season * daily * slow * quick;
    if (std::string_view(gauge.river) == "XZ-XH") flow *= 1 + 2.4 * hill(now.days, flood_peak(), 0.42);
    return flow;
}

double true_zero(const Gauge& gauge, std::int64_t at) {
    const bool risen = std::string_view(gauge.code) == "5400120001" && when(at).days >= day(2024, 9, 1).days();
    return gauge.zero + (risen ? 0.12 : 0);
}

double river_level(const Gauge& gauge, std::int64_t at) {
    return true_zero(gauge, at) + std::pow(river_flow(gauge, at) / gauge.factor, 1 / gauge.exponent);
}

double water_value(const Gauge& gauge, std::string_view series, std::int64_t at) {
    const auto now = when(at);
    const double warmth = hill(now.of_year, 200, 80); // 0 in winter, 1 in July
    const double flood = hill(now.of_year, 226, 38);
    const double years = (now.days - day(2024, 1, 1).days()) / 365.25;
    const double restless = unrest(gauge, series.size() * 7 + static_cast<unsigned char>(series[1]), now.days);
    const double temperature = 1.5 + 13 * warmth + 1.2 * std::sin(turn * (now.of_day - 0.4)) * warmth + restless;
    if (series == "water_temperature") return temperature;
    if (series == "ph") return 8.1 + 0.15 * warmth + 0.12 * restless;
    // Saturation of a river at 3,800 m is about two thirds of that at the sea.
    if (series == "oxygen")
        return (14.6 - 0.36 * temperature + 0.0045 * temperature * temperature) * 0.67 - 0.25 * gauge.dirt +
               0.2 * restless;
    if (series == "conductivity") return 310 - 120 * warmth + 12 * restless;
    if (series == "turbidity") return 6 + 120 * flood * (1 + 0.5 * restless) + 2 * restless;
    if (series == "permanganate") return (0.9 + 0.8 * flood) * (0.7 + 0.5 * gauge.dirt) * (1 + 0.15 * restless);
    if (series == "ammonia")
        return 0.085 * gauge.dirt * gauge.dirt * std::pow(0.9, years) * (1.3 - 0.4 * warmth) * (1 + 0.35 * restless);
    if (series == "phosphorus") return (0.012 + 0.045 * flood) * gauge.dirt * (1 + 0.4 * restless);
    return (0.6 + 0.5 * flood) * gauge.dirt * (1 + 0.2 * restless);
}

} // namespace shanhai::demo

#pragma once

#include "modules/energy/plan/schedule.h"
#include "modules/energy/sun/solar_yield.h"
#include "modules/energy/sun/weather.h"

// The plant of the published reports, 50 MW with 50 MWh, in weather that never was: for tests and benchmarks.
namespace shanhai::energy {

struct TrialYear {
    Plant plant;
    Outlook outlook;
    std::vector<double> clear;
    std::vector<bool> peak; // of a day
};

inline TrialYear trial_year(std::uint64_t seed, std::size_t days) {
    Site site;
    site.place = {29.27, 88.88, 3840};
    site.plane = {30, 180};
    site.panels = {.capacity_mw = 60, .inverters_mw = 50};
    TrialYear year;
    year.plant = {{.power = 50,
                   .capacity = 50,
                   .charge_efficiency = 0.94,
                   .discharge_efficiency = 0.94,
                   .cycle_cost = 60,
                   .reserve = 5},
                  45};
    constexpr std::int64_t first = 1'704'038'400; // midnight in Shanghai at which 2024 began
    year.outlook.sun = quarter_powers(site, first, trial_clearness(seed, days));
    year.clear = quarter_powers(site, first, std::vector<double>(days * quarters_a_day, 1.0));
    year.peak.assign(quarters_a_day, false);
    for (std::size_t i = 0; i < days * quarters_a_day; ++i) {
        const auto hour = i % quarters_a_day / 4;
        const bool evening = hour >= 19 && hour < 23;
        year.peak[i % quarters_a_day] = evening;
        // Evenings are dear, noon is cheap, and weekends cheaper than other days.
        const double price = evening ? 700 : hour >= 11 && hour < 16 ? 210 : hour < 7 ? 250 : 380;
        year.outlook.price.push_back(price * (i / quarters_a_day % 7 < 5 ? 1 : 0.9));
    }
    return year;
}

} // namespace shanhai::energy

#pragma once

#include "modules/projects/finish_forecast.h"

#include <span>
#include <vector>

// Whether the band is worth its name: forecasts of past years, each with what was known then, held against what came.
namespace shanhai::projects {

struct YearOfForecasts {
    int year = 0;
    std::size_t works = 0;          // that forecasts were made for
    std::size_t forecasts = 0;      // one for each of these works on the first of each month; decided ones only
    std::size_t covered = 0;        // the finish lay within the band
    std::size_t too_early = 0;      // it came before the band
    std::size_t undecided = 0;      // not finished yet, and the band is not over either: left out
    int median_error_days = 0;      // between the likely day and the finish, of works that were finished
    int median_plan_error_days = 0; // between the due day and the finish, of the same forecasts that have a due day
    int median_width_days = 0;      // of the band
};

// Whether enough is decided. What is decided first is what finished soon and what is late already: the year that is not over
// would be judged by these.
bool judged(const YearOfForecasts& year);

// Between which shares of forecasts a band that holds what it promises covers in 19 of 20 years, by the works there were:
// the forecasts of one work fail together.
struct ByChance {
    double from = 0, until = 1;
};
ByChance by_chance(const YearOfForecasts& year);

struct BackTest {
    std::vector<YearOfForecasts> years;
    YearOfForecasts all; // year 0: all years that are judged
};

// From the first year in which at least 30 works had been finished before, to the year of `known_on`. The model of a forecast has
// learnt from what was known on the last 1 January or 1 July before.
BackTest back_test(std::span<const Work> works, Date known_on);

} // namespace shanhai::projects

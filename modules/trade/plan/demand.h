#pragma once

#include "modules/trade/plan/forecast.h"

#include <string>
#include <vector>

// How much more or less than in the mean week of the last year will be asked for in each week to come.
namespace shanhai::trade::plan {

enum class DemandMethod { forecast, last_year, level };

struct DemandIndex {
    DemandMethod method = DemandMethod::level;
    std::size_t known_weeks = 0;
    std::vector<ForecastWeek> weeks; // 1 is the mean week of the last year
};

// `sold` and `handed` end where the plan begins. Two years of sales told one by one are forecast with their season; else what was
// handed out around the same week a year ago stands for it; with less than a year it stays as it was.
DemandIndex demand_index(Date begins, const std::vector<double>& sold, const std::vector<double>& handed,
                         const std::vector<std::pair<Date, Date>>& events, std::size_t weeks);

// For each week from `begins` on: whether one of the spans touches it.
std::vector<bool> weeks_with_events(const std::vector<std::pair<Date, Date>>& events, Date begins, std::size_t weeks);

// A history of the weeks before `begins` with its events.
SalesHistory history_before(Date begins, const std::vector<double>& weeks,
                            const std::vector<std::pair<Date, Date>>& events);

} // namespace shanhai::trade::plan

#include "modules/trade/plan/demand.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace shanhai::trade::plan {

namespace {

constexpr std::size_t year_weeks = 52, forecast_weeks = 104;
constexpr std::size_t around = 2; // weeks on both sides: what is handed out comes in lots

double mean_of_last(const std::vector<double>& weeks, std::size_t count) {
    const auto known = std::min(count, weeks.size());
    return known == 0 ? 0
                      : std::accumulate(weeks.end() - static_cast<std::ptrdiff_t>(known), weeks.end(), 0.0) /
                            static_cast<double>(known);
}

double mean_around(const std::vector<double>& weeks, std::size_t middle) {
    const auto first = middle < around ? 0 : middle - around;
    const auto last = std::min(weeks.size(), middle + around + 1);
    return std::accumulate(weeks.begin() + static_cast<std::ptrdiff_t>(first),
                           weeks.begin() + static_cast<std::ptrdiff_t>(last), 0.0) /
           static_cast<double>(last - first);
}

// How far single weeks lie from the mean around them, as a part of the mean of all: nine in ten are nearer.
double usual_miss(const std::vector<double>& weeks, double mean) {
    std::vector<double> misses;
    for (std::size_t week = 0; week < weeks.size(); ++week)
        misses.push_back(std::abs(mean_around(weeks, week) - mean) / mean);
    std::ranges::sort(misses);
    return misses[(misses.size() - 1) * 9 / 10];
}

DemandIndex forecast_index(Date begins, const std::vector<double>& sold,
                           const std::vector<std::pair<Date, Date>>& events, std::size_t weeks, double mean) {
    DemandIndex out{.method = DemandMethod::forecast, .known_weeks = sold.size(), .weeks = {}};
    const auto told = forecast(history_before(begins, sold, events), weeks_with_events(events, begins, weeks));
    if (!told) return out; // only a history of other lengths or below nothing is refused
    for (const auto& week : *told) out.weeks.push_back({week.expected / mean, week.low / mean, week.high / mean});
    return out;
}

} // namespace

std::vector<bool> weeks_with_events(const std::vector<std::pair<Date, Date>>& events, Date begins, std::size_t weeks) {
    std::vector<bool> out;
    for (std::size_t number = 0; number < weeks; ++number) {
        const Date week = begins + 7 * static_cast<int>(number);
        out.push_back(std::ranges::any_of(
            events, [&](const auto& event) { return event.first < week + 7 && event.second >= week; }));
    }
    return out;
}

SalesHistory history_before(Date begins, const std::vector<double>& weeks,
                            const std::vector<std::pair<Date, Date>>& events) {
    SalesHistory out{.begins = begins + -7 * static_cast<int>(weeks.size()), .weeks = weeks, .events = {}};
    out.events = weeks_with_events(events, out.begins, weeks.size());
    return out;
}

DemandIndex demand_index(Date begins, const std::vector<double>& sold, const std::vector<double>& handed,
                         const std::vector<std::pair<Date, Date>>& events, std::size_t weeks) {
    if (const double mean = mean_of_last(sold, year_weeks); sold.size() >= forecast_weeks && mean > 0)
        if (auto out = forecast_index(begins, sold, events, weeks, mean); !out.weeks.empty()) return out;
    DemandIndex out{.method = DemandMethod::level, .known_weeks = handed.size(), .weeks = {}};
    const double mean = mean_of_last(handed, year_weeks);
    constexpr std::size_t few = 8; // of which nothing can be said
    const double miss = handed.size() < few || mean <= 0 ? 1 : usual_miss(handed, mean);
    if (handed.size() >= year_weeks && mean > 0) out.method = DemandMethod::last_year;
    for (std::size_t week = 0; week < weeks; ++week) {
        const double expected = out.method == DemandMethod::last_year
                                    ? mean_around(handed, handed.size() - year_weeks + week % year_weeks) / mean
                                    : 1;
        out.weeks.push_back({expected, std::max(0.0, expected - miss), expected + miss});
    }
    return out;
}

} // namespace shanhai::trade::plan

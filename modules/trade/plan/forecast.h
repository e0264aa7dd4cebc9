#pragma once

#include "base/date.h"
#include "base/result.h"

#include <optional>
#include <vector>

// How much will be asked for, week by week, from what was sold: a level and its trend, the season of the year, the weeks around
// the Spring Festival wherever it falls, and events such as live-stream weeks.
namespace shanhai::trade::plan {

// The first day of the lunar year; known for 2015 to 2035.
std::optional<Date> spring_festival(int year);

struct SalesHistory {
    Date begins = Date::from_days(0); // the first day of the first week
    std::vector<double> weeks;        // sold
    std::vector<bool> events;         // whether a sales event fell into the week; as long as `weeks`, or empty
};

struct ForecastWeek {
    double expected = 0;
    double low = 0, high = 0; // nine in ten weeks lie between
};

// `events`: whether one is planned in each of the weeks to come; their number says how many weeks are wanted. Refused:
// "forecast.history" when the history is shorter than two years (args: weeks, needed) or has sales below nothing.
Result<std::vector<ForecastWeek>> forecast(const SalesHistory& history, const std::vector<bool>& events);

// The last year foretold in parts of eight weeks, each from what was known before it.
struct BackTest {
    double error = 0;       // the sum of absolute errors as a part of what was sold
    double naive_error = 0; // of saying "as in the same week a year ago"
    double covered = 0;     // the part of weeks that lay between low and high
};
Result<BackTest> back_test(const SalesHistory& history);

} // namespace shanhai::trade::plan

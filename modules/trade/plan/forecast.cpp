#include "modules/trade/plan/forecast.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace shanhai::trade::plan {

namespace {

constexpr std::size_t year_weeks = 52;
constexpr std::size_t part_weeks = 8;
constexpr int before_festival = 5, after_festival = 2; // weeks around it that are unlike others
constexpr std::size_t seasons = 3;                     // waves in a year
constexpr std::size_t features = 2 + 2 * seasons + before_festival + 1 + after_festival + 1;

using Features = std::array<double, features>;

// Whole weeks from the week to the festival that is nearest; negative once it is over.
std::optional<int> weeks_to_festival(Date week) {
    const int year = week.year();
    const auto festival = spring_festival(year);
    if (!festival) return std::nullopt;
    const int days = static_cast<int>(festival->days() - week.days());
    return days >= 0 ? days / 7 : -((6 - days) / 7);
}

Features features_of(Date begins, std::size_t week, std::size_t origin, bool event) {
    Features out{};
    const Date day = begins + static_cast<int>(7 * week);
    const double turn = 2 * std::numbers::pi * static_cast<double>(day.days()) / 365.2425;
    std::size_t at = 0;
    out[at++] = 1;
    out[at++] = (static_cast<double>(week) - static_cast<double>(origin)) / static_cast<double>(year_weeks);
    for (std::size_t wave = 1; wave <= seasons; ++wave) {
        out[at++] = std::sin(static_cast<double>(wave) * turn);
        out[at++] = std::cos(static_cast<double>(wave) * turn);
    }
    if (const auto to = weeks_to_festival(day); to && *to <= before_festival && *to >= -after_festival)
        out[at + static_cast<std::size_t>(before_festival - *to)] = 1;
    out[features - 1] = event ? 1 : 0;
    return out;
}

// Least squares with a light pull towards nothing on all but the level, solved by Cholesky's method.
Features fit(const std::vector<Features>& rows, const std::vector<double>& values, const std::vector<double>& weights) {
    std::array<Features, features> normal{};
    Features right{};
    for (std::size_t row = 0; row < rows.size(); ++row)
        for (std::size_t i = 0; i < features; ++i) {
            right[i] += weights[row] * rows[row][i] * values[row];
            for (std::size_t j = 0; j < features; ++j) normal[i][j] += weights[row] * rows[row][i] * rows[row][j];
        }
    for (std::size_t i = 0; i < features; ++i) normal[i][i] += i == 0 ? 1e-6 : i == 1 ? 8 : 0.1;
    for (std::size_t i = 0; i < features; ++i)
        for (std::size_t j = 0; j <= i; ++j) {
            double sum = normal[i][j];
            for (std::size_t k = 0; k < j; ++k) sum -= normal[i][k] * normal[j][k];
            normal[i][j] = i == j ? std::sqrt(std::max(sum, 1e-12)) : sum / normal[j][j];
        }
    Features out{};
    for (std::size_t i = 0; i < features; ++i) {
        double sum = right[i];
        for (std::size_t k = 0; k < i; ++k) sum -= normal[i][k] * out[k];
        out[i] = sum / normal[i][i];
    }
    for (std::size_t i = features; i-- > 0;) {
        double sum = out[i];
        for (std::size_t k = i + 1; k < features; ++k) sum -= normal[k][i] * out[k];
        out[i] = sum / normal[i][i];
    }
    return out;
}

double times(const Features& a, const Features& b) { return std::inner_product(a.begin(), a.end(), b.begin(), 0.0); }

// Whether anything was ever sold in the same week of a year. Outside of its season nothing is.
bool in_season(const SalesHistory& history, std::size_t known, std::size_t week) {
    for (auto same = week % year_weeks; same < known; same += year_weeks)
        if (history.weeks[same] > 0) return true;
    return false;
}

// Goods with a season teach nothing by the weeks in which there were none of them yet or any more.
bool teaches(const SalesHistory& history, std::size_t week, bool has_season) {
    return !has_season || history.weeks[week] > 0;
}

bool event_in(const std::vector<bool>& events, std::size_t week) { return week < events.size() && events[week]; }

// Logarithms: a festival multiplies what is sold.
std::vector<ForecastWeek> foretell(const SalesHistory& history, std::size_t known, const std::vector<bool>& events) {
    std::vector<Features> rows;
    std::vector<double> values, weights;
    const double typical =
        std::accumulate(history.weeks.begin(), history.weeks.begin() + static_cast<std::ptrdiff_t>(known), 0.0) /
        static_cast<double>(known);
    const double little = std::max(typical * 0.01, 1e-9); // so that weeks without a sale have a logarithm
    bool has_season = false;
    for (std::size_t week = 0; week < year_weeks; ++week) has_season = has_season || !in_season(history, known, week);
    for (std::size_t week = 0; week < known; ++week) {
        if (!teaches(history, week, has_season)) continue;
        rows.push_back(features_of(history.begins, week, known, event_in(history.events, week)));
        values.push_back(std::log(history.weeks[week] + little));
        weights.push_back(std::pow(0.5, static_cast<double>(known - week) / (2.0 * year_weeks))); // halves in two years
    }
    const auto found = fit(rows, values, weights);
    std::vector<double> misses;
    double mean = 0, weight = 0;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        misses.push_back(values[row] - times(found, rows[row]));
        mean += weights[row] * std::exp(misses.back());
        weight += weights[row];
    }
    std::ranges::sort(misses);
    const auto at = [&](double part) {
        return misses[static_cast<std::size_t>(part * static_cast<double>(misses.size() - 1))];
    };
    // What the fit has seen it misses by less than what is to come.
    const double seen = static_cast<double>(std::max(rows.size(), features + 1));
    const double wider = std::sqrt(seen / (seen - features)) * 1.1;
    std::vector<ForecastWeek> out;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (!in_season(history, known, known + i)) {
            out.push_back({});
            continue;
        }
        const double middle = times(found, features_of(history.begins, known + i, known, events[i]));
        const auto amount = [&](double logarithm) { return std::max(0.0, std::exp(logarithm) - little); };
        out.push_back({amount(middle + std::log(mean / weight)), amount(middle + wider * at(0.05)),
                       amount(middle + wider * at(0.95))});
    }
    return out;
}

Done check(const SalesHistory& history, std::size_t needed) {
    const bool negative = std::ranges::any_of(history.weeks, [](double sold) { return !(sold >= 0); });
    if (history.weeks.size() >= needed && !negative) return {};
    return refuse("forecast.history", {},
                  {{"weeks", std::to_string(history.weeks.size())}, {"needed", std::to_string(needed)}});
}

} // namespace

std::optional<Date> spring_festival(int year) {
    constexpr int first = 2015;
    constexpr std::array<const char*, 21> days = {"02-19", "02-08", "01-28", "02-16", "02-05", "01-25", "02-12",
                                                  "02-01", "01-22", "02-10", "01-29", "02-17", "02-06", "01-26",
                                                  "02-13", "02-03", "01-23", "02-11", "01-31", "02-19", "02-08"};
    if (year < first || year >= first + static_cast<int>(days.size())) return std::nullopt;
    return *Date::parse(std::to_string(year) + "-" + days[static_cast<std::size_t>(year - first)]);
}

Result<std::vector<ForecastWeek>> forecast(const SalesHistory& history, const std::vector<bool>& events) {
    TRY_DO(check(history, 2 * year_weeks));
    return foretell(history, history.weeks.size(), events);
}

Result<BackTest> back_test(const SalesHistory& history) {
    TRY_DO(check(history, 3 * year_weeks));
    BackTest out;
    double sold = 0, weeks = 0;
    const auto end = history.weeks.size();
    for (auto known = end - year_weeks; known < end; known += part_weeks) {
        const auto count = std::min(part_weeks, end - known);
        std::vector<bool> events;
        for (std::size_t i = 0; i < count; ++i) events.push_back(event_in(history.events, known + i));
        const auto told = foretell(history, known, events);
        for (std::size_t i = 0; i < count; ++i) {
            const double real = history.weeks[known + i];
            out.error += std::abs(told[i].expected - real);
            out.naive_error += std::abs(history.weeks[known + i - year_weeks] - real);
            out.covered += real >= told[i].low && real <= told[i].high ? 1 : 0;
            sold += real;
            ++weeks;
        }
    }
    out.error /= std::max(sold, 1e-9);
    out.naive_error /= std::max(sold, 1e-9);
    out.covered /= weeks;
    return out;
}

} // namespace shanhai::trade::plan

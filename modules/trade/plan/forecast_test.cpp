#include "modules/trade/plan/forecast.h"

#include <gmock/gmock.h>

#include <cmath>
#include <numbers>

namespace shanhai::trade::plan {
namespace {

// Four years of weeks: a season, more in the four weeks before the festival, nothing the week after, events, and noise.
SalesHistory made_up(std::size_t weeks, double noise) {
    SalesHistory out;
    out.begins = *Date::parse("2021-09-06");
    unsigned state = 7;
    for (std::size_t week = 0; week < weeks; ++week) {
        const Date day = out.begins + static_cast<int>(7 * week);
        const auto festival = *spring_festival(day.year());
        const auto to = static_cast<int>(festival.days() - day.days());
        const bool before = to >= 0 && to < 28, after = to < 0 && to >= -7;
        const bool event = week % 17 == 3;
        state = state * 1103515245U + 12345U;
        const double dice = (static_cast<double>((state >> 16U) % 1000) / 1000 - 0.5) * 2;
        const double season = 1 + 0.3 * std::sin(2 * std::numbers::pi * static_cast<double>(day.days()) / 365.2425);
        out.weeks.push_back(100 * season * (before ? 2.5 : after ? 0.4 : 1) * (event ? 1.6 : 1) * (1 + noise * dice));
        out.events.push_back(event);
    }
    return out;
}

TEST(Forecast, the_festival_moves_and_the_forecast_with_it) {
    const auto all = made_up(208, 0);
    auto known = all;
    known.weeks.resize(120); // the last week begins 2023-12-18
    known.events.resize(120);
    const std::vector<bool> events(all.events.begin() + 120, all.events.begin() + 132);
    const auto told = forecast(known, events);
    ASSERT_TRUE(told);
    for (std::size_t i = 0; i < told->size(); ++i)
        EXPECT_NEAR((*told)[i].expected, all.weeks[120 + i], all.weeks[120 + i] * 0.25) << i;
}

TEST(Forecast, beats_the_same_week_of_last_year_and_knows_how_sure_it_is) {
    const auto tested = back_test(made_up(208, 0.1));
    ASSERT_TRUE(tested);
    EXPECT_LT(tested->error, tested->naive_error * 0.6);
    EXPECT_GE(tested->covered, 0.75);
    EXPECT_LE(tested->covered, 1.0);
}

TEST(Forecast, two_years_are_needed_and_nothing_below_nothing) {
    auto history = made_up(103, 0);
    EXPECT_EQ(forecast(history, {false}).error().code, "forecast.history");
    history = made_up(120, 0);
    history.weeks[5] = -1;
    EXPECT_EQ(forecast(history, {false}).error().code, "forecast.history");
}

TEST(SpringFestival, is_known_for_the_years_of_a_plan) {
    EXPECT_EQ(spring_festival(2024)->iso(), "2024-02-10");
    EXPECT_EQ(spring_festival(2025)->iso(), "2025-01-29");
    EXPECT_FALSE(spring_festival(2050));
}

} // namespace
} // namespace shanhai::trade::plan

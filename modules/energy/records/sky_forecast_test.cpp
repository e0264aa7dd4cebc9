#include "modules/energy/energy_store_test.h"
#include "modules/energy/records/day_plan.h"
#include "modules/energy/records/sky_forecast.h"

#include <cmath>
#include <utility>

namespace shanhai::energy {
namespace {

TEST(SkyForecastErrors, are_of_measured_days_alone) {
    const auto day = *Date::parse("2024-06-01");
    const auto errors = errors_of({{day, 0.8, 0.6, 0.9}, {day + 1, 0.5, 0.6, {}}, {day + 2, 0.9, {}, 0.5}});
    EXPECT_EQ(errors.days, 2U);
    EXPECT_NEAR(errors.mean, 0.15, 1e-9);
    EXPECT_NEAR(errors.bias, 0.05, 1e-9);
    EXPECT_NEAR(errors.last_days, 0.3, 1e-9);
    EXPECT_EQ(errors_of({}).days, 0U);
}

class SkyForecast : public EnergyStore {
protected:
    KnownPlant plant() { return known_plant(*kernel_, who_, plant_).value(); }
    void forecast(const std::string& day, const std::string& clearness) {
        make("weather_forecast",
             {{"plant", plant_}, {"day", day}, {"clearness", clearness}, {"issued_on", day}, {"source", "示例气象台"}});
    }
    void measure(const char* day, double share) {
        const auto begin = midnight_of(*Date::parse(day));
        std::vector<kernel::ReadingGiven> batch;
        auto at = begin;
        for (const double power : quarter_powers(plant().site, begin, std::vector<double>(quarters_a_day, 1.0))) {
            batch.push_back({plant_, {at, std::llround(power * share * 1000)}});
            at += quarter_seconds;
        }
        append("power", batch);
    }
    const kernel::Principal who_ = kernel::Principal::administrator();
};

TEST_F(SkyForecast, is_expected_where_there_is_one_with_the_error_of_those_before) {
    const auto day = *Date::parse("2024-06-02");
    const auto without = expected_sky(*kernel_, who_, plant(), day);
    ASSERT_TRUE(without.has_value()) << shown(without.error());
    EXPECT_FALSE(without->forecast);
    EXPECT_EQ(without->clearness, 0.8); // nothing was measured
    forecast("2024-05-31", "0.9");
    measure("2024-05-31", 0.6);
    forecast("2024-06-02", "0.7");
    const auto sky = expected_sky(*kernel_, who_, plant(), day);
    ASSERT_TRUE(sky.has_value()) << shown(sky.error());
    EXPECT_TRUE(sky->forecast);
    EXPECT_EQ(sky->clearness, 0.7);
    ASSERT_TRUE(sky->error.has_value());
    EXPECT_NEAR(*sky->error, 0.3, 0.01);
}

TEST_F(SkyForecast, stands_beside_its_day_and_the_three_days_before_it) {
    for (const auto& [day, share] : {std::pair{"2024-05-27", 0.2},
                                     {"2024-05-28", 0.5},
                                     {"2024-05-29", 0.6},
                                     {"2024-05-30", 0.4},
                                     {"2024-05-31", 0.8}})
        measure(day, share);
    forecast("2024-05-31", "0.7");
    forecast("2024-06-01", "0.7");
    forecast("2024-06-07", "0.7");
    const auto from = *Date::parse("2024-05-30");
    const auto days = forecast_days(*kernel_, who_, plant(), from, from + 9);
    ASSERT_TRUE(days.has_value()) << shown(days.error());
    ASSERT_EQ(days->size(), 3U);
    EXPECT_NEAR(days->at(0).measured.value_or(0), 0.8, 0.01);
    EXPECT_NEAR(days->at(0).last_days.value_or(0), 0.5, 0.01);
    EXPECT_FALSE(days->at(1).measured.has_value());
    EXPECT_NEAR(days->at(1).last_days.value_or(0), 0.6, 0.01);
    EXPECT_FALSE(days->at(2).last_days.has_value());
}

} // namespace
} // namespace shanhai::energy

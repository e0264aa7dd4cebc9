#include "modules/energy/energy_store_test.h"
#include "modules/energy/studies/plan_study.h"
#include "modules/energy/studies/yield_study.h"

#include <gmock/gmock.h>

#include <sstream>

namespace shanhai::energy {
namespace {

class EnergyStudies : public EnergyStore {
protected:
    Result<json::object> ask(const kernel::Study& study, json::object asked) {
        asked["plant"] = plant_;
        return study.answer(*kernel_, kernel::Principal::administrator(), asked, {});
    }
    std::string refusal(const kernel::Study& study, const json::object& asked) {
        const auto told = study.answer(*kernel_, kernel::Principal::administrator(), asked, {});
        return told ? "answered" : told.error().code + " " + told.error().field;
    }
    static double number(const json::value& object, std::string_view name) {
        return object.as_object().at(name).to_number<double>();
    }
};

TEST_F(EnergyStudies, a_year_of_clear_skies_is_told_by_months) {
    const auto told = ask(yield_study(), {{"from", "2024-01-01"}, {"until", "2024-12-31"}});
    ASSERT_TRUE(told.has_value()) << shown(told.error());
    const auto& steps = told->at("steps").as_array();
    ASSERT_EQ(steps.size(), 12U);
    double sum = 0;
    for (const auto& step : steps) sum += number(step, "energy");
    EXPECT_NEAR(sum, number(*told, "energy"), 0.01);
    EXPECT_GT(number(*told, "full_hours"), 1800);
    EXPECT_LT(number(*told, "full_hours"), 2800);
    std::ostringstream out;
    yield_study().tell(*told, out);
    EXPECT_THAT(out.str(), testing::HasSubstr("2024-12"));
}

TEST_F(EnergyStudies, a_day_by_quarter_hours_is_dark_at_midnight) {
    const auto told = ask(yield_study(), {{"from", "2024-06-01"}, {"until", "2024-06-01"}, {"step", "quarter"}});
    ASSERT_TRUE(told.has_value());
    const auto& steps = told->at("steps").as_array();
    ASSERT_EQ(steps.size(), 96U);
    EXPECT_EQ(number(steps[0], "at"), 1'717'171'200); // 2024-06-01 00:00 in Shanghai
    EXPECT_EQ(number(steps[0], "power"), 0);
    EXPECT_GT(number(steps[56], "power"), 30); // about noon by the sun
}

TEST_F(EnergyStudies, a_clear_sky_goes_by_what_hangs_in_the_air) {
    const auto level = [&](json::object more) {
        more["from"] = more["until"] = "2024-06-01";
        const auto told = ask(yield_study(), std::move(more));
        return told ? number(*told, "level") : 0;
    };
    const double usual = level({});
    EXPECT_NEAR(usual, 9.2, 0.1);
    EXPECT_LT(level({{"aerosol", 0.3}}), usual - 0.3);
    EXPECT_LT(level({{"water", 2}}), usual - 0.3);
}

TEST_F(EnergyStudies, a_day_beats_the_rule_of_thumb) {
    const auto told = ask(plan_study(), {{"day", "2024-06-02"}, {"clearness", 0.9}});
    ASSERT_TRUE(told.has_value()) << shown(told.error());
    const auto& ways = told->at("ways").as_array();
    ASSERT_EQ(ways.size(), 2U);
    EXPECT_GE(number(ways[0], "revenue"), number(ways[1], "revenue"));
    EXPECT_GT(number(ways[0], "evening_peak"), 40);
    EXPECT_EQ(told->at("quarters").at("delivered").as_array().size(), 96U);
    EXPECT_EQ(told->at("evening_peak").as_array().size(), 96U);
}

TEST_F(EnergyStudies, a_plan_reckons_with_outages) {
    make("power_outage", {{"plant", plant_},
                          {"kind", "grid"},
                          {"power", "45"},
                          {"from_day", "2024-06-02"},
                          {"from_time", "19:00"},
                          {"until_day", "2024-06-02"},
                          {"until_time", "21:00"}});
    make("power_outage", {{"plant", plant_}, {"kind", "fault"}, {"power", "25"}, {"from_day", "2024-06-04"}});
    const auto day = ask(plan_study(), {{"day", "2024-06-02"}, {"clearness", 0.9}});
    ASSERT_TRUE(day.has_value()) << shown(day.error());
    EXPECT_EQ(day->at("outages"), true);
    const auto& delivered = day->at("quarters").at("delivered").as_array();
    for (std::size_t quarter = 76; quarter < 84; ++quarter) EXPECT_EQ(delivered[quarter].to_number<double>(), 0);
    const auto sun = [&](const char* from) {
        const auto told = ask(plan_study(), {{"day", from}, {"days", 2}, {"clearness", 0.9}});
        return told ? number(told->at("ways").at(0), "sun") : 0;
    };
    EXPECT_NEAR(sun("2024-06-05") / sun("2024-05-30"), 0.5, 0.02) << "half the panels stand still since the 4th";
    EXPECT_EQ(ask(plan_study(), {{"day", "2024-05-30"}, {"clearness", 0.9}})->at("outages"), false);
}

TEST_F(EnergyStudies, rolling_over_a_month_loses_nothing_while_the_forecast_is_perfect) {
    const auto told = ask(plan_study(), {{"day", "2024-06-01"}, {"days", 30}, {"weather", "trial"}});
    ASSERT_TRUE(told.has_value()) << shown(told.error());
    const auto& ways = told->at("ways").as_array();
    ASSERT_EQ(ways.size(), 4U);
    const double whole = number(ways[0], "revenue");
    EXPECT_NEAR(number(ways[1], "revenue") / whole, 1, 1e-6);
    EXPECT_LE(number(ways[2], "revenue"), whole);
    // The line carries all that shines here, and there are two prices: the rule of thumb is hard to beat, but never better.
    EXPECT_LE(number(ways[3], "revenue"), whole + 0.01);
    EXPECT_GT(number(ways[3], "revenue"), 0.98 * whole);
    EXPECT_FALSE(told->contains("quarters"));
    std::ostringstream out;
    plan_study().tell(*told, out);
    EXPECT_THAT(out.str(), testing::HasSubstr("rolling"));
}

TEST_F(EnergyStudies, what_cannot_be_asked_is_named) {
    EXPECT_EQ(refusal(plan_study(), {}), "study.bad_member /plant");
    EXPECT_EQ(refusal(plan_study(), {{"plant", plant_}, {"moon", 1}}), "study.unknown_member /moon");
    EXPECT_EQ(refusal(plan_study(), {{"plant", plant_}, {"days", 400}}), "study.bad_member /days");
    EXPECT_EQ(refusal(plan_study(), {{"plant", plant_}, {"held", 3}}), "study.bad_member /held");
    EXPECT_EQ(refusal(plan_study(), {{"plant", plant_}, {"day", "2022-01-01"}}), "energy.no_tariff ");
    EXPECT_EQ(refusal(yield_study(), {{"plant", "nobody"}}), "record.not_found ");
    EXPECT_EQ(refusal(yield_study(), {{"plant", plant_}, {"linke", 2.5}}), "study.bad_member /linke") << "too high";
    EXPECT_EQ(refusal(yield_study(), {{"plant", plant_}, {"step", "quarter"}, {"from", "2024-01-01"}}),
              "study.bad_member /until");
}

} // namespace
} // namespace shanhai::energy

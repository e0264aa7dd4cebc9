#include "modules/energy/plan/lp_planner.h"
#include "modules/energy/plan/rolling_plan.h"
#include "modules/energy/plan/rule_of_thumb.h"
#include "modules/energy/plan/trial_plant_test.h"

#include <gmock/gmock.h>

namespace shanhai::energy {
namespace {

constexpr double little = 1e-6;

// Whether a schedule is one that a plant could run.
void expect_possible(const Plant& plant, const Outlook& outlook, const Schedule& schedule, double held) {
    const auto& battery = plant.battery;
    for (std::size_t t = 0; t < schedule.size(); ++t) {
        const double in = schedule.charge[t], out = schedule.discharge[t], cut = schedule.curtailed[t];
        held += (in * battery.charge_efficiency - out / battery.discharge_efficiency) * quarter_hours;
        ASSERT_NEAR(schedule.stored[t], held, little) << t;
        ASSERT_NEAR(schedule.delivered[t], outlook.sun[t] - in + out - cut, little) << t;
        ASSERT_GE(held, battery.reserve - little) << t;
        ASSERT_LE(held, battery.capacity + little) << t;
        ASSERT_GE(std::min({in, out, cut, schedule.delivered[t]}), -little) << t;
        ASSERT_LE(std::max(in, out), battery.power + little) << t;
        ASSERT_LE(in, outlook.sun[t] + little) << t;
        ASSERT_LE(schedule.delivered[t], line_at(plant, outlook, t) + little) << t;
    }
}

// The best schedule among those whose stored energy is always one of `levels`, by looking at all of them.
double best_on_levels(const Plant& plant, const Outlook& outlook, double held, int levels) {
    const auto& battery = plant.battery;
    const double step = (battery.capacity - battery.reserve) / (levels - 1);
    std::vector<double> worth(static_cast<std::size_t>(levels), 0.0), before(worth);
    for (std::size_t t = outlook.sun.size(); t-- > 0;) {
        for (int from = 0; from < levels; ++from) {
            double best = -1e18;
            for (int to = 0; to < levels; ++to) {
                const double change = (to - from) * step / quarter_hours;
                const double in = change > 0 ? change / battery.charge_efficiency : 0;
                const double out = change < 0 ? -change * battery.discharge_efficiency : 0;
                if (in > std::min(battery.power, outlook.sun[t]) + 1e-9 ||
                    out > std::min(battery.power, plant.grid_limit))
                    continue;
                const double sent = std::min(outlook.sun[t] - in + out, plant.grid_limit);
                best = std::max(best, worth[static_cast<std::size_t>(to)] +
                                          (outlook.price[t] * sent - battery.cycle_cost * out) * quarter_hours);
            }
            before[static_cast<std::size_t>(from)] = best;
        }
        worth = before;
    }
    return worth[static_cast<std::size_t>(std::lround((held - battery.reserve) / step))];
}

TEST(StoragePlan, a_battery_moves_noon_into_the_evening) {
    const Plant plant{{.power = 50, .capacity = 50}, 100};
    // Two quarter-hours of sun, a dark one of little worth, one that is worth much.
    const Outlook outlook{{40, 40, 0, 0}, {300, 300, 300, 900}};
    const auto plan = LpPlanner(plant, 4).plan(outlook.sun, outlook.price, 0);
    ASSERT_TRUE(plan.has_value());
    expect_possible(plant, outlook, *plan, 0);
    EXPECT_NEAR(plan->delivered[3], 50, little);
    EXPECT_NEAR(revenue_of(plant, outlook.price, *plan), 30 * 75 + 50 * 225, little);
}

TEST(StoragePlan, wear_that_costs_more_than_it_earns_is_saved) {
    Plant plant{{.power = 50, .capacity = 50, .charge_efficiency = 0.94, .discharge_efficiency = 0.94}, 100};
    const Outlook outlook{{40, 40, 0}, {300, 300, 400}};
    plant.battery.cycle_cost = 61;
    const auto idle = LpPlanner(plant, 3).plan(outlook.sun, outlook.price, 0);
    ASSERT_TRUE(idle.has_value());
    EXPECT_NEAR(energy_of(idle->discharge), 0, little); // 400 - 61 < 300 / 0.94²
    plant.battery.charge_efficiency = 1;
    const auto busy = LpPlanner(plant, 3).plan(outlook.sun, outlook.price, 0);
    ASSERT_TRUE(busy.has_value());
    EXPECT_GT(energy_of(busy->discharge), 10);
}

TEST(StoragePlan, a_line_that_is_down_for_an_evening_binds_each_way_of_planning) {
    auto trial = trial_year(1, 3);
    trial.outlook.line.assign(trial.outlook.sun.size(), trial.plant.grid_limit);
    for (std::size_t quarter = 96 + 76; quarter < 96 + 84; ++quarter) trial.outlook.line[quarter] = 0;
    const auto whole = LpPlanner(trial.plant, trial.outlook.sun.size())
                           .plan(trial.outlook.sun, trial.outlook.price, 5, trial.outlook.line);
    ASSERT_TRUE(whole.has_value());
    expect_possible(trial.plant, trial.outlook, *whole, 5);
    const auto rolled = roll(trial.plant, trial.outlook, perfect_forecast(trial.outlook.sun), {}, 5);
    ASSERT_TRUE(rolled.has_value());
    expect_possible(trial.plant, trial.outlook, *rolled, 5);
    const auto ruled = by_rule_of_thumb(trial.plant, trial.outlook, trial.peak, 5);
    expect_possible(trial.plant, trial.outlook, ruled, 5);
    const auto earned = [&](const Schedule& way) { return revenue_of(trial.plant, trial.outlook.price, way); };
    EXPECT_NEAR(earned(*rolled) / earned(*whole), 1, 1e-4);
    EXPECT_LT(earned(ruled), earned(*whole));
}

TEST(StoragePlan, what_the_line_cannot_carry_is_stored_before_it_is_curtailed) {
    const Plant plant{{.power = 10, .capacity = 5}, 30};
    const Outlook outlook{{50, 50, 50, 0}, {300, 300, 300, 300}};
    const auto plan = LpPlanner(plant, 4).plan(outlook.sun, outlook.price, 0);
    ASSERT_TRUE(plan.has_value());
    expect_possible(plant, outlook, *plan, 0);
    EXPECT_NEAR(energy_of(plan->curtailed), 3 * 5 - 5, little);
}

TEST(StoragePlan, the_reserve_is_never_touched) {
    const Plant plant{{.power = 50, .capacity = 50, .reserve = 20}, 100};
    const Outlook outlook{{0, 0, 0, 0}, {900, 900, 900, 900}};
    const auto plan = LpPlanner(plant, 4).plan(outlook.sun, outlook.price, 30);
    ASSERT_TRUE(plan.has_value());
    expect_possible(plant, outlook, *plan, 30);
    EXPECT_NEAR(energy_of(plan->delivered), 10, little);
    const auto none = LpPlanner(plant, 4).plan(outlook.sun, outlook.price, 10);
    ASSERT_FALSE(none.has_value());
    EXPECT_EQ(none.error().code, "energy.no_plan");
}

TEST(StoragePlan, no_schedule_on_levels_is_better_and_the_best_of_them_is_near) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
        const auto trial = trial_year(seed, 2);
        const auto plan =
            LpPlanner(trial.plant, trial.outlook.sun.size()).plan(trial.outlook.sun, trial.outlook.price, 5);
        ASSERT_TRUE(plan.has_value());
        expect_possible(trial.plant, trial.outlook, *plan, 5);
        const double best = revenue_of(trial.plant, trial.outlook.price, *plan);
        const double on_levels = best_on_levels(trial.plant, trial.outlook, 5, 201);
        EXPECT_LE(on_levels, best * (1 + 1e-9)) << seed;
        EXPECT_GT(on_levels, best * 0.998) << seed;
    }
}

TEST(StoragePlan, a_planner_that_was_used_before_plans_the_same) {
    const auto trial = trial_year(3, 6);
    LpPlanner used(trial.plant, quarters_a_day);
    for (std::size_t day = 0; day < 6; ++day) {
        const auto sun = std::span(trial.outlook.sun).subspan(day * quarters_a_day, quarters_a_day);
        const auto price = std::span(trial.outlook.price).subspan(day * quarters_a_day, quarters_a_day);
        const auto again = used.plan(sun, price, 5), fresh = LpPlanner(trial.plant, quarters_a_day).plan(sun, price, 5);
        ASSERT_TRUE(again.has_value() && fresh.has_value());
        EXPECT_NEAR(revenue_of(trial.plant, price, *again), revenue_of(trial.plant, price, *fresh), 1e-3);
    }
}

TEST(RollingPlan, with_a_perfect_forecast_is_as_good_as_knowing_everything) {
    const auto trial = trial_year(1, 40);
    const auto whole = LpPlanner(trial.plant, trial.outlook.sun.size()).plan(trial.outlook.sun, trial.outlook.price, 5);
    const auto rolled = roll(trial.plant, trial.outlook, perfect_forecast(trial.outlook.sun), {}, 5);
    ASSERT_TRUE(whole.has_value() && rolled.has_value());
    expect_possible(trial.plant, trial.outlook, *rolled, 5);
    const double best = revenue_of(trial.plant, trial.outlook.price, *whole);
    EXPECT_NEAR(revenue_of(trial.plant, trial.outlook.price, *rolled) / best, 1, 1e-6);
}

TEST(RollingPlan, an_erring_forecast_costs_little_and_planning_anew_costs_less) {
    const auto trial = trial_year(2, 60);
    const auto earned = [&](const Forecast& forecast, Rolling rolling) {
        const auto rolled = roll(trial.plant, trial.outlook, forecast, rolling, 5);
        EXPECT_TRUE(rolled.has_value());
        expect_possible(trial.plant, trial.outlook, *rolled, 5);
        return revenue_of(trial.plant, trial.outlook.price, *rolled);
    };
    const auto erring = erring_forecast(trial.outlook.sun, trial.clear, {});
    const double perfect = earned(perfect_forecast(trial.outlook.sun), {});
    const double daily = earned(erring, {.every = 96}), often = earned(erring, {.every = 8});
    const auto ruled = by_rule_of_thumb(trial.plant, trial.outlook, trial.peak, 5);
    expect_possible(trial.plant, trial.outlook, ruled, 5);
    EXPECT_LE(daily, perfect * (1 + 1e-9));
    EXPECT_GT(often, daily);
    EXPECT_GT(daily, perfect * 0.97);
    EXPECT_GT(daily, revenue_of(trial.plant, trial.outlook.price, ruled));
}

TEST(RuleOfThumb, fills_by_day_and_feeds_the_evening) {
    const auto trial = trial_year(1, 1);
    const auto done = by_rule_of_thumb(trial.plant, trial.outlook, trial.peak, 5);
    expect_possible(trial.plant, trial.outlook, done, 5);
    EXPECT_GT(energy_of(done.discharge, trial.peak), 30);
    EXPECT_NEAR(energy_of(done.discharge), energy_of(done.discharge, trial.peak), little);
}

TEST(CarryingOut, does_what_the_sun_allows) {
    const Plant plant{{.power = 50, .capacity = 50, .charge_efficiency = 0.9}, 40};
    double held = 0;
    Schedule done;
    carry_out(plant, 30 * 0.9 / 4, 10, held, done); // less sun than planned
    EXPECT_NEAR(done.charge[0], 10, little);
    EXPECT_NEAR(held, 10 * 0.9 / 4, little);
    carry_out(plant, 30 * 0.9 / 4, 35, held, done); // the sun is back: made up for
    EXPECT_NEAR(held, 30 * 0.9 / 4, little);
    carry_out(plant, held, 60, held, done); // more sun than the line carries: stored, not cut
    EXPECT_NEAR(done.charge[2], 20, little);
    EXPECT_NEAR(done.curtailed[2], 0, little);
    held = 50;
    carry_out(plant, 20, 35, held, done); // the line is nearly full: the storage waits
    EXPECT_NEAR(done.discharge[3], 5, little);
    EXPECT_NEAR(done.delivered[3], 40, little);
    held = 50;
    carry_out(plant, 50, 60, held, done); // full: now it is cut
    EXPECT_NEAR(done.curtailed[4], 20, little);
}

} // namespace
} // namespace shanhai::energy

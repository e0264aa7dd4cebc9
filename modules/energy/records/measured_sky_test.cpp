#include "modules/energy/energy_store_test.h"
#include "modules/energy/records/day_plan.h"
#include "modules/energy/records/measured_sky.h"

#include <cmath>

namespace shanhai::energy {
namespace {

class RecentClearness : public EnergyStore {
protected:
    KnownPlant plant() { return known_plant(*kernel_, who_, plant_).value(); }
    // Of so many days before the first of June: a share of what a clear sky would give.
    void append_days(int days, double share) {
        const auto first = midnight_of(june_ + -days);
        const std::vector<double> clear(static_cast<std::size_t>(days) * quarters_a_day, 1.0);
        std::vector<kernel::ReadingGiven> batch;
        auto at = first;
        for (const double power : quarter_powers(plant().site, first, clear)) {
            batch.push_back({plant_, {at, std::llround(power * share * 1000)}});
            at += quarter_seconds;
        }
        append("power", batch);
    }

    const kernel::Principal who_ = kernel::Principal::administrator();
    const Date june_ = *Date::parse("2024-06-01");
};

TEST_F(RecentClearness, is_usual_without_readings) { EXPECT_EQ(recent_clearness(*kernel_, who_, plant(), june_), 0.8); }

TEST_F(RecentClearness, is_what_was_made_of_what_a_clear_sky_gives) {
    append_days(2, 0.5);
    const auto told = recent_clearness(*kernel_, who_, plant(), june_);
    ASSERT_TRUE(told.has_value());
    EXPECT_NEAR(*told, 0.5, 0.01);
}

TEST_F(RecentClearness, is_usual_in_a_polar_night) {
    append_days(3, 0);
    auto polar = plant();
    polar.site.place.latitude = -85;
    EXPECT_EQ(recent_clearness(*kernel_, who_, polar, june_), 0.8);
}

} // namespace
} // namespace shanhai::energy

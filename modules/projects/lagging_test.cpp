#include "modules/projects/lagging.h"

#include <gmock/gmock.h>

namespace shanhai::projects {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Date day(const char* iso) { return *Date::parse(iso); }

class Lagging : public ::testing::Test {
protected:
    Lagging() {
        work_.season = {401, 1031};
        work_.started_on = day("2024-04-10");
        work_.due_on = day("2024-10-31");
        work_.reports = {{day("2024-06-30"), 0.4}};
        around_.budget = Money::fen(100'000'000);
        around_.received = Money::fen(95'000'000);
        around_.approved_on = day("2024-03-20");
    }

    std::vector<Cause> causes(const char* on) {
        const auto lag = lag_of(work_, around_, model_, model_.forecast(work_, day(on)), day(on));
        std::vector<Cause> all;
        for (const auto& reason : lag.reasons) all.push_back(reason.cause);
        return all;
    }

    Work work_;
    Surroundings around_;
    FinishModel model_;
};

TEST_F(Lagging, who_keeps_up_has_no_reason) { EXPECT_THAT(causes("2024-07-10"), IsEmpty()); }

TEST_F(Lagging, who_is_behind_for_no_reason_that_the_books_know_is_slow) {
    work_.reports = {{day("2024-08-15"), 0.3}};
    EXPECT_THAT(causes("2024-08-20"), ElementsAre(Cause::pace));
}

TEST_F(Lagging, what_the_books_know_takes_the_place_of_the_guess) {
    work_.reports = {{day("2024-08-15"), 0.3}};
    around_.received = Money::fen(10'000'000);
    around_.obstacle = "material";
    EXPECT_THAT(causes("2024-08-20"), ElementsAre(Cause::obstacle, Cause::money));
    around_.received.reset(); // where money is not kept it is no reason
    EXPECT_THAT(causes("2024-08-20"), ElementsAre(Cause::obstacle));
}

TEST_F(Lagging, a_standstill_says_how_long_and_why) {
    work_.suspended_on = day("2024-07-01");
    around_.suspended_cause = "land";
    const auto on = day("2024-08-20");
    const auto lag = lag_of(work_, around_, model_, model_.forecast(work_, on), on);
    ASSERT_FALSE(lag.reasons.empty());
    EXPECT_EQ(lag.reasons.front().cause, Cause::standstill);
    EXPECT_EQ(lag.reasons.front().days, 50);
    EXPECT_EQ(lag.reasons.front().detail, "land");
}

TEST_F(Lagging, silence_and_a_day_that_has_passed_are_reasons_of_their_own) {
    EXPECT_THAT(causes("2024-09-01"), ElementsAre(Cause::silent));
    work_.reports = {{day("2024-10-30"), 0.97}};
    EXPECT_THAT(causes("2024-11-05"), ElementsAre(Cause::overdue));
}

TEST_F(Lagging, a_late_start_explains_who_is_behind) {
    around_.approved_on = day("2023-06-01");
    EXPECT_THAT(causes("2024-07-10"), IsEmpty());
    work_.reports = {{day("2024-08-15"), 0.3}};
    EXPECT_THAT(causes("2024-08-20"), ElementsAre(Cause::late_start));
}

} // namespace
} // namespace shanhai::projects

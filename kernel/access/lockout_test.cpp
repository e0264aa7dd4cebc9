#include "kernel/access/lockout.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace shanhai::kernel {
namespace {

constexpr std::int64_t second = 1'000'000;

class LockoutOnATrialClock : public ::testing::Test {
protected:
    Clock clock() {
        return [this] { return Moment{now_}; };
    }
    void pass_seconds(std::int64_t seconds) { now_ += seconds * second; }

    std::atomic<std::int64_t> now_ = 1'700'000'000 * second;
    Lockout lockout_{clock(), {}};
};

TEST_F(LockoutOnATrialClock, failures_make_one_wait_longer_each_time) {
    for (int i = 0; i < 4; ++i) {
        lockout_.failed("zhang");
        EXPECT_EQ(lockout_.wait_seconds("zhang"), 0);
    }
    for (const int wait : {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
        lockout_.failed("zhang");
        EXPECT_EQ(lockout_.wait_seconds("zhang"), wait);
        EXPECT_EQ(lockout_.wait_seconds("wang"), 0) << "the others need not wait";
        pass_seconds(wait - 1);
        EXPECT_EQ(lockout_.wait_seconds("zhang"), 1);
        pass_seconds(1);
        EXPECT_EQ(lockout_.wait_seconds("zhang"), 0);
    }
    lockout_.succeeded("zhang");
    lockout_.failed("zhang");
    EXPECT_EQ(lockout_.wait_seconds("zhang"), 0);
}

TEST_F(LockoutOnATrialClock, a_day_without_failures_is_a_new_beginning) {
    for (int i = 0; i < 30; ++i) lockout_.failed("zhang");
    EXPECT_EQ(lockout_.wait_seconds("zhang"), 900);
    pass_seconds(24 * 3600);
    EXPECT_EQ(lockout_.wait_seconds("zhang"), 0);
    lockout_.failed("zhang");
    EXPECT_EQ(lockout_.wait_seconds("zhang"), 0);
}

TEST_F(LockoutOnATrialClock, a_clock_that_is_turned_back_adds_no_waiting) {
    for (int i = 0; i < 5; ++i) lockout_.failed("zhang");
    pass_seconds(-3600);
    EXPECT_EQ(lockout_.wait_seconds("zhang"), 1);
}

TEST_F(LockoutOnATrialClock, a_flood_of_names_is_bounded_and_does_not_free_the_one_that_is_guessed) {
    Lockout small(clock(), {.most_remembered = 100});
    for (int i = 0; i < 8; ++i) small.failed("zhang");
    EXPECT_EQ(small.wait_seconds("zhang"), 8);
    for (int i = 0; i < 1000; ++i) small.failed("made up " + std::to_string(i));
    EXPECT_EQ(small.wait_seconds("zhang"), 8);
}

TEST_F(LockoutOnATrialClock, what_the_store_remembered_counts_on) {
    Lockout later(clock(), {});
    for (int i = 0; i < 6; ++i) lockout_.failed("zhang");
    later.restore("zhang", lockout_.failed("zhang"));
    EXPECT_EQ(later.wait_seconds("zhang"), 4);
    EXPECT_EQ(later.failed("zhang").count, 8);
}

TEST_F(LockoutOnATrialClock, many_threads_may_fail_at_once) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 500; ++round) {
                lockout_.failed("zhang");
                lockout_.failed(std::to_string(round));
                lockout_.wait_seconds("zhang");
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(lockout_.failed("zhang").count, 2001);
}

} // namespace
} // namespace shanhai::kernel

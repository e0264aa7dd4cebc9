#include "base/check.h"

#include <gtest/gtest.h>

namespace shanhai {
namespace {

TEST(Check, a_broken_promise_names_its_place) {
    EXPECT_NO_THROW(check(true, "holds"));
    try {
        check(false, "the sum is the sum of its parts");
        FAIL();
    } catch (const BrokenInvariant& broken) {
        EXPECT_NE(std::string(broken.what()).find("check_test.cpp:"), std::string::npos) << broken.what();
        EXPECT_NE(std::string(broken.what()).find("the sum is the sum of its parts"), std::string::npos);
    }
}

TEST(CheckDeathTest, data_in_danger_stops_the_program) {
    EXPECT_DEATH(check_or_abort(false, "the journal is in order"), "the journal is in order");
}

} // namespace
} // namespace shanhai

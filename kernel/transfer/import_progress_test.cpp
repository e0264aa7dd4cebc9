#include "kernel/transfer/import_progress.h"

#include <gtest/gtest.h>

namespace shanhai::kernel {
namespace {

TEST(ImportShare, it_never_goes_back_though_rows_are_counted_anew) {
    ImportShare share;
    share.enter(ImportPhase::reading, 0.1);
    EXPECT_DOUBLE_EQ(share.at(100, 200, false).share, 0.05);
    EXPECT_EQ(share.at(100, 200, false).total, 0) << "nobody knows yet";
    share.enter(ImportPhase::writing, 1);
    EXPECT_DOUBLE_EQ(share.at(50, 100, true).share, 0.05 + 0.95 / 2);
    const double before = share.at(60, 100, true).share;
    share.enter_half_of_rest(ImportPhase::checking); // it gave way and begins anew
    EXPECT_DOUBLE_EQ(share.at(0, 100, true).share, before);
    EXPECT_DOUBLE_EQ(share.at(100, 100, true).share, before + (1 - before) / 2);
    share.enter(ImportPhase::writing, 1);
    EXPECT_DOUBLE_EQ(share.at(100, 100, true).share, 1);
    EXPECT_DOUBLE_EQ(share.at(5, 100, true).share, 1);
}

} // namespace
} // namespace shanhai::kernel

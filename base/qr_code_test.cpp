#include "base/qr_code.h"

#include <gtest/gtest.h>

namespace shanhai {
namespace {

// ISO/IEC 18004: a finder pattern of seven modules in three corners, the smallest code has 21.
TEST(QrCode, has_a_finder_pattern_in_three_corners) {
    const auto code = qr_matrix("shanhai");
    ASSERT_TRUE(code);
    const auto last = code->size() - 7;
    EXPECT_EQ(code->size(), 21U);
    for (const auto& [top, left] : {std::pair<std::size_t, std::size_t>{0, 0}, {0, last}, {last, 0}}) {
        for (std::size_t i = 0; i < 7; ++i) {
            EXPECT_TRUE((*code)[top][left + i] && (*code)[top + i][left]);
            if (i > 0 && i < 6) EXPECT_FALSE((*code)[top + 1][left + i]);
        }
    }
}

TEST(QrCode, a_text_that_no_code_holds_has_none) { EXPECT_FALSE(qr_matrix(std::string(3000, 'x'))); }

TEST(QrCode, a_picture_has_its_quiet_zone) {
    EXPECT_EQ(qr_svg({{true, false}, {false, true}}, " role=\"img\""),
              "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 10 10\" role=\"img\" "
              "shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h10v10H0z\"/><path "
              "d=\"M4 4h1v1h-1zM5 5h1v1h-1z\"/></svg>");
}

} // namespace
} // namespace shanhai

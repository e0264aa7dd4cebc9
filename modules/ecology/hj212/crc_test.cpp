#include "modules/ecology/hj212/crc.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace shanhai::ecology::hj212 {
namespace {

// As the standard tells it, bit by bit.
std::uint16_t by_the_book(std::string_view text) {
    std::uint16_t reg = 0xFFFF;
    for (const char c : text) {
        reg = static_cast<std::uint16_t>((reg >> 8) ^ static_cast<unsigned char>(c));
        for (int i = 0; i < 8; ++i) {
            const bool low = (reg & 1) != 0;
            reg >>= 1;
            if (low) reg ^= 0xA001;
        }
    }
    return reg;
}

TEST(Hj212Crc, is_that_of_the_standards_example) {
    EXPECT_EQ(crc_of("123456789"), 0x2F80);
    EXPECT_EQ(crc_of("QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;"
                     "CP=&&RtdInterval=30&&"),
              0x1C80);
}

TEST(Hj212Crc, eight_bytes_at_a_time_are_as_one_by_one) {
    std::mt19937 random(212);
    for (std::size_t size = 0; size < 200; ++size) {
        std::string text(size, '\0');
        for (char& c : text) c = static_cast<char>(random());
        EXPECT_EQ(crc_of(text), by_the_book(text)) << size;
    }
}

} // namespace
} // namespace shanhai::ecology::hj212

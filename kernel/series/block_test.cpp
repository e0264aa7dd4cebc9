#include "kernel/series/block.h"

#include <gtest/gtest.h>

#include <random>

namespace shanhai::kernel {
namespace {

constexpr std::int64_t hour = 474'000;
constexpr std::int64_t begin = hour * hour_seconds;

std::vector<Reading> every_five_minutes() {
    std::vector<Reading> readings;
    for (int i = 0; i < 12; ++i) readings.push_back({begin + i * 300, 23'500 + (i % 3) * 7, Quality::good});
    return readings;
}

TEST(SeriesBlock, readings_come_back_as_they_went_in_whatever_they_are) {
    std::mt19937_64 random(1);
    for (int round = 0; round < 2000; ++round) {
        std::vector<Reading> readings;
        const auto spread = 1 + static_cast<std::int64_t>(random() % 900);
        const auto widest = round % 2 == 0 ? 100 : greatest_value;
        for (auto at = static_cast<std::int64_t>(random() % 3600); at < hour_seconds;
             at += round % 3 == 0 ? spread : 1 + static_cast<std::int64_t>(random() % spread)) {
            const auto quality = static_cast<Quality>(random() % 10 == 0 ? random() % 4 : 0);
            const auto value = static_cast<std::int64_t>(random() % (2 * widest + 1)) - widest;
            readings.push_back({begin + at, quality == Quality::missing ? 0 : value, quality});
        }
        const auto read = decode_block(hour, encode_block(hour, readings));
        ASSERT_TRUE(read.has_value()) << round;
        ASSERT_EQ(*read, readings) << round;
    }
}

TEST(SeriesBlock, an_hour_at_even_intervals_takes_three_bytes_a_reading_at_most) {
    EXPECT_LE(encode_block(hour, every_five_minutes()).size(), 36U);
}

TEST(SeriesBlock, every_second_of_an_hour_fits) {
    std::vector<Reading> readings;
    for (int i = 0; i < hour_seconds; ++i)
        readings.push_back({begin + i, i % 2 == 0 ? greatest_value : -greatest_value, Quality::suspect});
    EXPECT_EQ(decode_block(hour, encode_block(hour, readings)), readings);
}

TEST(SeriesBlock, a_damaged_shortened_or_displaced_block_is_refused) {
    const auto whole = encode_block(hour, every_five_minutes());
    ASSERT_TRUE(decode_block(hour, whole).has_value());
    EXPECT_FALSE(decode_block(hour + 1, whole).has_value());
    EXPECT_FALSE(decode_block(hour, whole + "x").has_value());
    for (std::size_t i = 0; i < whole.size(); ++i) {
        EXPECT_FALSE(decode_block(hour, whole.substr(0, i)).has_value()) << i;
        for (int bit = 0; bit < 8; ++bit) {
            auto bytes = whole;
            bytes[i] = static_cast<char>(bytes[i] ^ (1 << bit));
            EXPECT_FALSE(decode_block(hour, bytes).has_value()) << i;
        }
    }
}

// With a right checksum, so that the parts behind it are reached.
bool is_read(const std::string& body) { return decode_block(hour, body + block_checksum(hour, body)).has_value(); }

TEST(SeriesBlock, what_is_well_summed_and_wrong_is_refused_as_well) {
    using namespace std::string_literals;
    EXPECT_TRUE(is_read("\x01\x01\x05\x01\x00\x02"s));              // one good reading of 1 at the fifth second
    EXPECT_FALSE(is_read("\x02\x01\x05\x01\x00\x02"s));             // another format
    EXPECT_FALSE(is_read("\x01\x00"s));                             // none
    EXPECT_FALSE(is_read("\x01\x91\x1c\x00"s));                     // 3601
    EXPECT_FALSE(is_read("\x01\x01\x90\x1c\x01\x00\x02"s));         // at second 3600
    EXPECT_FALSE(is_read("\x01\x02\x05\x01\x00\x02\x00\x02\x02"s)); // the same second twice
    EXPECT_FALSE(is_read("\x01\x02\x05\x01\x01\x02\x00\x02\x02"s)); // backwards
    EXPECT_FALSE(is_read("\x01\x02\x05\x02\x02\x02\x00\x02\x02"s)); // a run longer than the block
    EXPECT_FALSE(is_read("\x01\x01\x05\x01\x04\x02"s));             // no such quality
    EXPECT_FALSE(is_read("\x01\x01\x05\x00\x00\x02"s));             // an empty run
    EXPECT_FALSE(is_read("\x01\x01\x05\x01\x00\x02\x02"s));         // more than was said
    EXPECT_FALSE(is_read("\x01\x01\x05\x01\x00\xff\xff\xff\xff\xff\xff\xff\x7f"s)); // beyond the greatest value
    EXPECT_FALSE(is_read("\x01\x01\x05\x01\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"s)); // no number at all
}

} // namespace
} // namespace shanhai::kernel

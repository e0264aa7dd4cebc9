#include "kernel/series/sweep.h"

#include <gtest/gtest.h>

#include <random>

namespace shanhai::kernel {
namespace {

constexpr std::int64_t band = 3, at = 1'709'136'000;

TEST(SeriesSweep, what_was_told_comes_back_whatever_it_is) {
    std::mt19937_64 random(1);
    for (int round = 0; round < 2000; ++round) {
        std::vector<Told> told;
        const auto widest = round % 2 == 0 ? 100 : greatest_value;
        for (auto line = band * band_lines; line < (band + 1) * band_lines; ++line) {
            if (random() % 3 == 0 && !told.empty()) continue;
            const auto quality = static_cast<Quality>(random() % 4);
            const auto value = static_cast<std::int64_t>(random() % (2 * widest + 1)) - widest;
            told.push_back({line, quality == Quality::missing ? 0 : value, quality});
        }
        const auto read = decode_sweep(band, at, encode_sweep(band, at, told));
        ASSERT_TRUE(read.has_value()) << round;
        ASSERT_EQ(*read, told) << round;
    }
}

TEST(SeriesSweep, any_byte_changed_is_noticed_and_so_is_another_place) {
    const std::vector<Told> told = {{band * band_lines, 235, Quality::good}, {band * band_lines + 9, -4}};
    const auto bytes = encode_sweep(band, at, told);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            auto changed = bytes;
            changed[i] = static_cast<char>(changed[i] ^ (1 << bit));
            EXPECT_FALSE(decode_sweep(band, at, changed)) << i;
        }
        EXPECT_FALSE(decode_sweep(band, at, bytes.substr(0, i))) << i;
    }
    EXPECT_FALSE(decode_sweep(band + 1, at, bytes));
    EXPECT_FALSE(decode_sweep(band, at + 1, bytes));
    EXPECT_FALSE(decode_sweep(band, at, "\x01" + sweep_checksum(band, at, "\x01"))) << "a sweep of nobody";
}

} // namespace
} // namespace shanhai::kernel

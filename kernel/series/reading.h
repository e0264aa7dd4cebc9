#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

namespace shanhai::kernel {

// What is known of a reading's worth. Stored by number: never renumber.
enum class Quality : std::uint8_t { good = 0, suspect = 1, missing = 2, corrected = 3 };
constexpr std::uint8_t most_quality = 3;

// What a station told at one second. `value` is scaled by the series' decimals (2.35 m at two decimals is 235) and is 0 when
// it is missing. `at`: seconds since 1970 in UTC.
struct Reading {
    std::int64_t at = 0;
    std::int64_t value = 0;
    Quality quality = Quality::good;
    bool operator==(const Reading&) const = default;
};

// Bounds within which a month of readings, one a second, can be added up in 64 bits.
constexpr std::int64_t greatest_value = 1'000'000'000'000;
constexpr std::int64_t latest_second = 4'102'444'800; // 2100-01-01
constexpr std::int64_t hour_seconds = 3600;

// An hour, day or month in numbers. Only good and corrected readings are counted and added; suspect and missing ones are
// `flagged`. low, high, last_at and last are 0 while nothing is counted.
struct RollUp {
    std::int64_t count = 0, flagged = 0, sum = 0, low = 0, high = 0, last_at = 0, last = 0;
    bool operator==(const RollUp&) const = default;

    void add(const Reading& reading) {
        if (reading.quality == Quality::suspect || reading.quality == Quality::missing)
            ++flagged;
        else
            add(RollUp{1, 0, reading.value, reading.value, reading.value, reading.at, reading.value});
    }
    // Of other readings of the same station: the order does not matter.
    void add(const RollUp& other) {
        flagged += other.flagged;
        if (other.count == 0) return;
        low = count == 0 ? other.low : std::min(low, other.low);
        high = count == 0 ? other.high : std::max(high, other.high);
        if (count == 0 || other.last_at > last_at) {
            last_at = other.last_at;
            last = other.last;
        }
        count += other.count;
        sum += other.sum;
    }
    static RollUp of(std::span<const Reading> readings) {
        RollUp all;
        for (const auto& reading : readings) all.add(reading);
        return all;
    }
};

} // namespace shanhai::kernel

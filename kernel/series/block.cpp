#include "kernel/series/block.h"

#include "base/check.h"
#include "kernel/series/packing.h"

namespace shanhai::kernel {

namespace {

constexpr char format = 1;

// Writes equal neighbours as their number and the one.
template <class Put>
class Runs {
public:
    explicit Runs(Put put_run) : put_run_(put_run) {}
    void add(std::int64_t value) {
        if (run_ > 0 && value != value_) flush();
        value_ = value;
        ++run_;
    }
    void flush() {
        if (run_ > 0) put_run_(run_, value_);
        run_ = 0;
    }

private:
    Put put_run_;
    std::uint64_t run_ = 0;
    std::int64_t value_ = 0;
};

bool read_times(PackedNumbers& from, std::int64_t begin, std::vector<Reading>& readings) {
    const auto first = from.number();
    if (first >= hour_seconds) return false;
    readings[0].at = begin + static_cast<std::int64_t>(first);
    std::int64_t step = 0;
    for (std::size_t i = 1; i < readings.size();) {
        const auto run = from.number();
        const auto change = from.signed_number();
        if (!from.ok() || run == 0 || run > readings.size() - i || change < -hour_seconds || change > hour_seconds)
            return false;
        for (const auto end = i + run; i < end; ++i) {
            step += change;
            readings[i].at = readings[i - 1].at + step;
            if (step <= 0 || readings[i].at >= begin + hour_seconds) return false;
        }
    }
    return from.ok();
}

bool read_qualities(PackedNumbers& from, std::vector<Reading>& readings) {
    for (std::size_t i = 0; i < readings.size();) {
        const auto run = from.number(), quality = from.number();
        if (!from.ok() || run == 0 || run > readings.size() - i || quality > most_quality) return false;
        for (const auto end = i + run; i < end; ++i) readings[i].quality = static_cast<Quality>(quality);
    }
    return true;
}

bool read_values(PackedNumbers& from, std::vector<Reading>& readings) {
    std::int64_t value = 0;
    for (auto& reading : readings) {
        if (reading.quality == Quality::missing) continue;
        const auto change = from.signed_number();
        if (!from.ok() || change < -2 * greatest_value || change > 2 * greatest_value) return false;
        value += change;
        if (value < -greatest_value || value > greatest_value) return false;
        reading.value = value;
    }
    return true;
}

} // namespace

std::string block_checksum(std::int64_t hour, std::string_view body) { return checksum_of(hour, body); }

std::string encode_block(std::int64_t hour, std::span<const Reading> readings) {
    check(!readings.empty() && readings.size() <= hour_seconds, "a block holds an hour");
    const auto begin = hour * hour_seconds;
    check(readings.front().at >= begin && readings.back().at < begin + hour_seconds, "a block holds its own hour");
    std::string bytes(1, format);
    put_number(bytes, readings.size());
    put_number(bytes, static_cast<std::uint64_t>(readings.front().at - begin));
    Runs times([&](std::uint64_t run, std::int64_t change) {
        put_number(bytes, run);
        put_signed(bytes, change);
    });
    std::int64_t step = 0;
    for (std::size_t i = 1; i < readings.size(); ++i) {
        const auto next = readings[i].at - readings[i - 1].at;
        check(next > 0, "a block is in the order of time");
        times.add(next - step);
        step = next;
    }
    times.flush();
    Runs qualities([&](std::uint64_t run, std::int64_t quality) {
        put_number(bytes, run);
        put_number(bytes, static_cast<std::uint64_t>(quality));
    });
    for (const auto& reading : readings) qualities.add(static_cast<std::int64_t>(reading.quality));
    qualities.flush();
    std::int64_t value = 0;
    for (const auto& reading : readings) {
        if (reading.quality == Quality::missing) continue;
        put_signed(bytes, reading.value - value);
        value = reading.value;
    }
    return bytes + block_checksum(hour, bytes);
}

std::optional<std::vector<Reading>> decode_block(std::int64_t hour, std::string_view bytes) {
    if (hour < 0 || hour >= latest_second / hour_seconds || bytes.size() <= checksum_size || bytes.front() != format)
        return std::nullopt;
    const auto body = bytes.substr(0, bytes.size() - checksum_size);
    if (block_checksum(hour, body) != bytes.substr(body.size())) return std::nullopt;
    PackedNumbers from(body.substr(1));
    const auto count = from.number();
    if (!from.ok() || count == 0 || count > hour_seconds) return std::nullopt;
    std::vector<Reading> readings(count);
    if (!read_times(from, hour * hour_seconds, readings) || !read_qualities(from, readings) ||
        !read_values(from, readings) || !from.at_end())
        return std::nullopt;
    return readings;
}

} // namespace shanhai::kernel

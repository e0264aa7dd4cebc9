// A block of readings that is read keeps what a block promises and is read the same after it was written again. The bytes are
// also tried with a right checksum, since nobody guesses one.
#include "base/check.h"
#include "kernel/series/block.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

void try_block(std::string_view bytes) {
    using namespace shanhai;
    using namespace shanhai::kernel;
    constexpr std::int64_t hour = 474'000;
    const auto readings = decode_block(hour, bytes);
    if (!readings) return;
    check_or_abort(!readings->empty() && readings->size() <= hour_seconds, "a block holds an hour");
    std::int64_t before = hour * hour_seconds - 1;
    for (const auto& reading : *readings) {
        check_or_abort(reading.at > before && reading.at < (hour + 1) * hour_seconds, "in the order of time");
        check_or_abort(reading.value >= -greatest_value && reading.value <= greatest_value, "within bounds");
        check_or_abort(reading.quality != Quality::missing || reading.value == 0, "what is missing is nothing");
        before = reading.at;
    }
    check_or_abort(decode_block(hour, encode_block(hour, *readings)) == readings, "read the same again");
    check_or_abort(!decode_block(hour + 1, bytes), "of its own hour only");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string body(reinterpret_cast<const char*>(data), size);
    try_block(body);
    try_block(body + shanhai::kernel::block_checksum(474'000, body));
    return 0;
}

// A sweep that is read keeps what a sweep promises and is read the same after it was written again. The bytes are also tried
// with a right checksum, since nobody guesses one.
#include "base/check.h"
#include "kernel/series/sweep.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace {

constexpr std::int64_t band = 3, at = 1'709'136'000;

void try_sweep(std::string_view bytes) {
    using namespace shanhai;
    using namespace shanhai::kernel;
    const auto told = decode_sweep(band, at, bytes);
    if (!told) return;
    check_or_abort(!told->empty() && told->size() <= band_lines, "a sweep holds a band");
    auto before = band * band_lines - 1;
    for (const auto& one : *told) {
        check_or_abort(one.line > before && band_of(one.line) == band, "by line, of its band");
        check_or_abort(one.value >= -greatest_value && one.value <= greatest_value, "within bounds");
        check_or_abort(one.quality != Quality::missing || one.value == 0, "what is missing is nothing");
        before = one.line;
    }
    check_or_abort(decode_sweep(band, at, encode_sweep(band, at, *told)) == told, "read the same again");
    check_or_abort(!decode_sweep(band, at + 1, bytes), "of its own second only");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string body(reinterpret_cast<const char*>(data), size);
    try_sweep(body);
    try_sweep(body + shanhai::kernel::sweep_checksum(band, at, body));
    return 0;
}

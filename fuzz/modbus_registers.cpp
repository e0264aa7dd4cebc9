// Whatever registers hold, a number comes out that is one, or nothing.
#include "base/check.h"
#include "modules/energy/meters/register_coding.h"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    using namespace shanhai::energy;
    if (size < 5) return 0;
    const auto coding = static_cast<Coding>(data[0] % 8);
    const std::vector<std::uint16_t> registers{static_cast<std::uint16_t>(data[1] << 8 | data[2]),
                                               static_cast<std::uint16_t>(data[3] << 8 | data[4])};
    const auto value = decode_registers(coding, registers);
    check_or_abort(!value || std::isfinite(*value), "a number or nothing");
    check_or_abort(value || coding == Coding::float32 || coding == Coding::float32_swapped,
                   "whole numbers are always some");
    return 0;
}

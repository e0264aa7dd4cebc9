// A number (8 bytes) and a format's code: something is shown, of a size that the code explains.
#include "kernel/sheets/number_format.h"

#include "base/check.h"

#include <cstddef>
#include <cstdint>
#include <cstring>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    using namespace shanhai::kernel;
    double value = 0;
    if (size < sizeof value) return 0;
    std::memcpy(&value, data, sizeof value);
    const std::string_view code(reinterpret_cast<const char*>(data) + sizeof value, size - sizeof value);
    const auto format = NumberFormat::parse(code);
    for (const Epoch epoch : {Epoch::of_1900, Epoch::of_1904})
        check_or_abort(format.show(value, epoch).size() < 100'000, "what is shown is bounded");
    check_or_abort(format.show("text").size() < 10'000, "so are texts");
    return 0;
}

// Whatever is accepted as JSON has one canonical form, and that form is accepted again and stays as it is.
#include "base/json.h"

#include "base/check.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto value = parse_json(text, {.bytes = 1 << 20, .depth = 64});
    if (!value) return 0;
    const std::string canonical = canonical_json(*value);
    const auto again = parse_json(canonical, {.bytes = 8 << 20, .depth = 64});
    check_or_abort(again.has_value(), "a canonical form is refused");
    check_or_abort(canonical_json(*again) == canonical, "a canonical form has another canonical form");
    return 0;
}

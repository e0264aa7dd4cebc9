// Each tile has one address.
#include "kernel/proof/tile_path.h"

#include "base/check.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto path = kernel::TilePath::parse(text);
    if (path) check_or_abort(path->text() == text, "a path is written as it was read");
    return 0;
}

#pragma once

#include "base/json.h"
#include "kernel/kernel.h"
#include "modules/press/checking/places.h"

#include <string_view>

namespace shanhai::press {

// Reads and judges every number of a text; the answer of POST /api/v1/check. `utf8` is well-formed.
json::object check_text(kernel::Kernel& kernel, const kernel::Principal& who, const Places& places,
                        std::string_view utf8);

} // namespace shanhai::press

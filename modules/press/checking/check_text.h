#pragma once

#include "base/json.h"
#include "kernel/kernel.h"
#include "modules/press/checking/places.h"
#include "modules/press/checking/stored_claims.h"

#include <memory>
#include <string_view>
#include <vector>

namespace shanhai::press {

// What a check knows beside the text and the figures.
struct Knowledge {
    std::shared_ptr<const Places> places;
    std::shared_ptr<const std::vector<RememberedTie>> ties;
    std::vector<std::shared_ptr<const StoredClaims>> claims;
};

// Reads and judges every number of a text; the answer of POST /api/v1/check. `utf8` is well-formed.
json::object check_text(kernel::Kernel& kernel, const kernel::Principal& who, const Knowledge& knowledge,
                        std::string_view utf8);

} // namespace shanhai::press

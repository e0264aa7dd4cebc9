#pragma once

#include "base/json.h"

namespace shanhai::api {

// JSON Schemas of everything that does not depend on the modules.
json::object fixed_schemas();

} // namespace shanhai::api

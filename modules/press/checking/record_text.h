#pragma once

#include "base/json.h"

#include <string>

namespace shanhai::press {

// A text field of a record or a request; empty when it is not there or something else.
inline std::string text_in(const json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->as_string()) : std::string();
}

} // namespace shanhai::press

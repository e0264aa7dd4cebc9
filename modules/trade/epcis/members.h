#pragma once

#include "base/json.h"

#include <string_view>

// Members of JSON that came from outside: any may be missing, or of another kind than the standard says.
namespace shanhai::trade {

inline const json::object* object_in(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value == nullptr ? nullptr : value->if_object();
}

// Nothing for an empty list, too.
inline const json::array* filled_list_in(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    const auto* list = value == nullptr ? nullptr : value->if_array();
    return list == nullptr || list->empty() ? nullptr : list;
}

// Empty when it is no text.
inline std::string_view text_in(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    const auto* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string_view{} : std::string_view(*text);
}

} // namespace shanhai::trade

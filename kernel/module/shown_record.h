#pragma once

#include "base/json.h"

#include <string>
#include <string_view>

// Records as the kernel shows them, read by the C++ of modules.
namespace shanhai::kernel {

// Empty where the field is empty, no text, or the reader may not see it.
inline std::string text_of(const json::object& record, std::string_view field) {
    const json::value* value = record.if_contains(field);
    return value == nullptr || !value->is_string() ? std::string() : std::string(value->get_string());
}

// A member of a reference: "id", "number", "label".
inline std::string reference_text(const json::object& record, std::string_view field, std::string_view member) {
    const json::value* reference = record.if_contains(field);
    return reference == nullptr || !reference->is_object() ? std::string() : text_of(reference->get_object(), member);
}

inline bool is_void(const json::object& record) {
    const json::value* value = record.if_contains("void");
    return value != nullptr && value->is_bool() && value->get_bool();
}

} // namespace shanhai::kernel

#pragma once

#include "base/json.h"

#include <string>
#include <string_view>

// Records as the HTTP interface shows them, read.
namespace shanhai::ocds {

// Empty where the field is empty, or the reader may not see it.
std::string text_of(const json::object& record, std::string_view field);
// A member of a reference: "id", "number", "label".
std::string reference_text(const json::object& record, std::string_view field, std::string_view member);
bool is_void(const json::object& record);

} // namespace shanhai::ocds

#pragma once

#include "base/json.h"

#include <charconv>
#include <optional>
#include <string_view>

namespace shanhai::energy {

// A number of a record as the kernel shows it: decimals and money come as text, whole numbers as numbers. Nothing where there is none,
// or the reader may not see it.
inline std::optional<double> number_of(const json::object& record, std::string_view field) {
    const auto* value = record.if_contains(field);
    if (value == nullptr) return std::nullopt;
    if (value->is_number()) return value->to_number<double>();
    if (!value->is_string()) return std::nullopt;
    const std::string_view text = value->get_string();
    double number = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc{}) return std::nullopt;
    return number;
}

} // namespace shanhai::energy

#pragma once

#include "kernel/module/shown_record.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Numbers of records as the kernel shows them.
namespace shanhai::ecology {

// A decimal; nothing where the field is empty.
inline std::optional<double> decimal_in(const json::object& record, std::string_view field) {
    const auto text = kernel::text_of(record, field);
    double value = 0;
    if (text.empty() || std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) return {};
    return value;
}

inline std::optional<std::int64_t> integer_in(const json::object& record, std::string_view field) {
    const auto* value = record.if_contains(field);
    if (value == nullptr || !value->is_int64()) return {};
    return value->get_int64();
}

inline bool flag_in(const json::object& record, std::string_view field) {
    const auto* value = record.if_contains(field);
    return value != nullptr && value->is_bool() && value->get_bool();
}

} // namespace shanhai::ecology

#pragma once

#include <cstdint>
#include <string>
#include <variant>

namespace shanhai::kernel {

// The value of one field as it stands in its column: nothing; an integer (integer, scaled decimal, money in fen, boolean
// 0/1, reference id); or text (text, ISO date, choice, canonical JSON of file and json fields).
using Value = std::variant<std::monostate, std::int64_t, std::string>;

inline bool is_null(const Value& value) { return std::holds_alternative<std::monostate>(value); }

} // namespace shanhai::kernel

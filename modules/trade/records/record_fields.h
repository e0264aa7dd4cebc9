#pragma once

#include "base/date.h"
#include "base/json.h"
#include "base/money.h"
#include "base/rational.h"
#include "kernel/module/shown_record.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>

// Fields of records of goods, as studies read them; nothing where they are empty or may not be seen.
namespace shanhai::trade {

inline double number_in(const json::object& record, const char* field) {
    return Rational::parse(kernel::text_of(record, field)).value_or(Rational()).approximate();
}

inline std::int64_t kilograms_in(const json::object& record, const char* field) {
    return std::llround(number_in(record, field));
}

inline std::int64_t fen_in(const json::object& record, const char* field) {
    return Money::parse(kernel::text_of(record, field)).value_or(Money::fen(0)).in_fen();
}

inline std::optional<Date> day_in(const json::object& record, const char* field) {
    const auto day = Date::parse(kernel::text_of(record, field));
    return day ? std::optional(*day) : std::nullopt;
}

// What JSON shows as a number. Records hold larger ones than anybody counts days with: those are the largest.
inline int whole_in(const json::object& record, const char* field) {
    const auto* value = record.if_contains(field);
    if (value == nullptr || !value->is_int64()) return 0;
    using Limits = std::numeric_limits<int>;
    return static_cast<int>(std::clamp<std::int64_t>(value->get_int64(), Limits::min(), Limits::max()));
}

// The id of a place, of which a record names one of several kinds.
inline std::string place_in(const json::object& record, std::initializer_list<const char*> fields) {
    for (const char* field : fields)
        if (auto id = kernel::reference_text(record, field, "id"); !id.empty()) return id;
    return {};
}

} // namespace shanhai::trade

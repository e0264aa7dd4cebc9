#pragma once

#include "base/date.h"
#include "base/money.h"
#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"

#include <string>
#include <string_view>

// What the audit reads of records as they are shown.
namespace shanhai::funds {

inline std::string id_of(const json::object& record, std::string_view reference) {
    return kernel::reference_text(record, reference, "id");
}

// 1970-01-01 where the field is empty or hidden.
inline Date day_of(const json::object& record, std::string_view field) {
    return Date::parse(kernel::text_of(record, field)).value_or(Date::from_days(0));
}

// Nothing counts as 0.00.
inline Money amount_of(const json::object& record, std::string_view field) {
    return Money::parse(kernel::text_of(record, field)).value_or(Money::fen(0));
}

// All records of a type that `who` may read, by their ids.
template <class Take>
Done each(kernel::Kernel& kernel, const kernel::Principal& who, const std::string& type, const Take& take) {
    return kernel::for_each_record(kernel, who, type, {}, [&](const json::object& record) -> Done {
        take(record);
        return {};
    });
}

} // namespace shanhai::funds

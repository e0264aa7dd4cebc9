#pragma once

#include "base/date.h"

#include <optional>
#include <span>
#include <string>

namespace shanhai::ecology {

// What has to flow at a section in some months, while it is valid.
struct RequiredFlow {
    std::string record; // "#12"
    std::string season;
    int from_month = 1, until_month = 12; // both included; 11 to 4 passes the new year
    Date valid_from = Date::from_days(0);
    std::optional<Date> valid_until; // included
    std::string flow;                // m³/s, as the record has it
    double cubic_metres_a_second = 0;

    bool holds_on(Date day) const;
};

// The one that counts on the day: of several, the one that became valid last, and a season goes before all the year. nullptr: none.
const RequiredFlow* required_on(std::span<const RequiredFlow> all, Date day);

} // namespace shanhai::ecology

#pragma once

#include "kernel/module/asked.h"

#include <string>

namespace shanhai::ecology {

struct AskedStation {
    std::string id; // "#12"
    json::object record;
    json::object shown() const; // {"id","code","label"}
};

// The member `station`: an id, a code or a name. "study.bad_member" without it, "record.not_found", also for what may not be read.
Result<AskedStation> asked_station(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked);

// Members `from` and `until` (included): days, by default the `usual_days` up to today. "study.bad_member" beyond `most_days`.
struct AskedDays {
    Date from, behind; // [from, behind)
    std::int64_t first_second() const;
    std::int64_t end_second() const;
};
Result<AskedDays> asked_days(kernel::Kernel& kernel, const json::object& asked, int usual_days, int most_days);

// Rounded to so many digits behind the point, for answers.
double rounded(double value, int digits);

} // namespace shanhai::ecology

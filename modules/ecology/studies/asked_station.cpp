#include "modules/ecology/studies/asked_station.h"

#include "kernel/series/step.h"

#include <cmath>

namespace shanhai::ecology {

using kernel::asked_day;
using kernel::bad_member;

json::object AskedStation::shown() const {
    return {{"id", kernel::text_of(record, "id")},
            {"code", kernel::text_of(record, "code")},
            {"label", kernel::text_of(record, "name")}};
}

Result<AskedStation> asked_station(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked) {
    const auto name = TRY(kernel::asked_text(asked, "station"));
    if (!name || name->empty()) return bad_member("station", kernel::some_of(kernel, who, "station", "code"));
    AskedStation station;
    station.record = TRY(kernel.get(who, "station", *name));
    station.id = "#" + kernel::text_of(station.record, "id");
    return station;
}

std::int64_t AskedDays::first_second() const { return kernel::begin_of_day(from.days()); }
std::int64_t AskedDays::end_second() const { return kernel::begin_of_day(behind.days()); }

Result<AskedDays> asked_days(kernel::Kernel& kernel, const json::object& asked, int usual_days, int most_days) {
    const auto until = TRY(asked_day(asked, "until")).value_or(kernel.now().day_in_shanghai());
    const auto from = TRY(asked_day(asked, "from")).value_or(until + (1 - usual_days));
    if (from > until || until - from >= most_days)
        return bad_member("until", "from + 0–" + std::to_string(most_days - 1));
    return AskedDays{from, until + 1};
}

double rounded(double value, int digits) {
    const double scale = std::pow(10.0, digits);
    return std::round(value * scale) / scale;
}

} // namespace shanhai::ecology

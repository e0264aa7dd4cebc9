#include "modules/ecology/rating/known_curves.h"

#include "kernel/module/every_record.h"
#include "modules/ecology/reception/shown_fields.h"

#include <algorithm>

namespace shanhai::ecology {

using kernel::text_of;

RatingCurve curve_of(const json::object& record) {
    const auto number = [&](std::string_view field) { return decimal_in(record, field).value_or(0); };
    return {number("factor"), number("exponent"), number("zero"), number("lowest"), number("highest")};
}

Result<std::map<std::string, StationCurves>> known_curves(kernel::Kernel& kernel, const kernel::Principal& who,
                                                          Moment lately) {
    std::map<std::string, StationCurves> known;
    TRY_DO(kernel::for_each_record(kernel, who, "rating_curve", {}, [&](const json::object& record) -> Done {
        const auto from = Date::parse(text_of(record, "valid_from"));
        const auto station = kernel::reference_text(record, "station", "id");
        if (!from || station.empty()) return {};
        auto& own = known["#" + station];
        own.curves.push_back({*from, curve_of(record)});
        const auto entered = Moment::parse(text_of(record, "created_at"));
        if (entered && *entered >= lately) own.fresh_from = std::min(own.fresh_from.value_or(*from), *from);
        return {};
    }));
    for (auto& [station, own] : known) std::ranges::sort(own.curves, {}, &DatedCurve::valid_from);
    return known;
}

} // namespace shanhai::ecology

#include "modules/ecology/flow/required_flow.h"

namespace shanhai::ecology {

bool RequiredFlow::holds_on(Date day) const {
    if (day < valid_from || (valid_until && *valid_until < day)) return false;
    const int month = day.month();
    return from_month <= until_month ? month >= from_month && month <= until_month
                                     : month >= from_month || month <= until_month;
}

const RequiredFlow* required_on(std::span<const RequiredFlow> all, Date day) {
    const RequiredFlow* best = nullptr;
    for (const auto& one : all) {
        if (!one.holds_on(day)) continue;
        const bool later = best == nullptr || one.valid_from > best->valid_from;
        const bool nearer = best != nullptr && one.valid_from == best->valid_from && best->season == "year";
        if (later || nearer) best = &one;
    }
    return best;
}

} // namespace shanhai::ecology

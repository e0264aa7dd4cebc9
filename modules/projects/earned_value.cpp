#include "modules/projects/earned_value.h"

#include <algorithm>
#include <cmath>

namespace shanhai::projects {

namespace {

constexpr std::int64_t one = 1'000'000;

Money part_of(Money whole, Millionths share) {
    return Money::fen(static_cast<std::int64_t>(static_cast<__int128>(whole.in_fen()) * share.value / one));
}

// Refunds can leave less than nothing paid: then there is nothing to divide by either.
std::optional<std::int64_t> index_of(Money above, Money below) {
    if (below.in_fen() <= 0) return {};
    return static_cast<std::int64_t>(static_cast<__int128>(above.in_fen()) * 1000 / below.in_fen());
}

} // namespace

Millionths Millionths::of(double share) {
    return {std::llround(std::clamp(std::isnan(share) ? 0.0 : share, 0.0, 1.0) * static_cast<double>(one))};
}

EarnedValue earned_value(Money budget, Millionths expected, Millionths done, Money paid) {
    EarnedValue value{.planned = part_of(budget, expected),
                      .earned = part_of(budget, done),
                      .paid = paid,
                      .schedule_index = {},
                      .cost_index = {}};
    value.schedule_index = index_of(value.earned, value.planned);
    value.cost_index = index_of(value.earned, value.paid);
    return value;
}

} // namespace shanhai::projects

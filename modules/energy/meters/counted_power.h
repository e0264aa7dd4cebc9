#pragma once

#include "kernel/series/reading.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// What a meter that counts energy tells about the power meanwhile.
namespace shanhai::energy {

// The energy that a meter had counted at a second (since 1970 in UTC), in kWh.
struct Count {
    std::int64_t at = 0, kwh = 0;
};

struct CounterKind {
    int quarters = 1;                     // between two counts, where none is missing
    std::optional<std::int64_t> wraps_at; // kWh; the number at which it begins anew by itself
    std::int64_t most_kw = 0;             // more than the meter can have seen
};

// The mean power, in kW, of each quarter-hour between two counts that stand at full quarter-hours; others are passed over. What was
// counted over several quarter-hours, as one count is missing, is spread over them evenly and suspect: how much is known, but not when.
// Missing: more than a day, and where the counter was set back, as nobody knows how far it had come. Suspect: what cannot be. Counts are in order.
std::vector<kernel::Reading> powers_between(std::span<const Count> counts, const CounterKind& kind);

} // namespace shanhai::energy

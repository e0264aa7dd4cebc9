#include "modules/energy/meters/counted_power.h"

#include "modules/energy/sun/solar_yield.h"

#include <utility>

namespace shanhai::energy {

namespace {

using kernel::Quality;
using kernel::Reading;

constexpr std::int64_t most_quarters_spread = 96; // a day
constexpr std::int64_t quarters_an_hour = 4;

// What was counted from one count to the next; nothing when the counter was set back meanwhile.
std::optional<std::int64_t> counted(const Count& from, const Count& to, const CounterKind& kind) {
    if (to.kwh >= from.kwh) return to.kwh - from.kwh;
    // It went round only where it stood near its end before and near its beginning after.
    const bool went_round = kind.wraps_at && from.kwh >= *kind.wraps_at / 10 * 9 && to.kwh <= *kind.wraps_at / 10 &&
                            from.kwh <= *kind.wraps_at;
    if (went_round) return *kind.wraps_at - from.kwh + to.kwh;
    return std::nullopt;
}

// kWh over some quarter-hours as kW of each: rounded so that together they are what was counted.
std::int64_t share(std::int64_t kwh, std::int64_t quarters, std::int64_t of) {
    const auto until = [&](std::int64_t quarter) { return kwh * quarters_an_hour * quarter / quarters; };
    return until(of + 1) - until(of);
}

} // namespace

std::vector<Reading> powers_between(std::span<const Count> counts, const CounterKind& kind) {
    std::vector<Reading> powers;
    const Count* before = nullptr;
    for (const auto& count : counts) {
        if (count.at % quarter_seconds != 0) continue;
        const auto* from = std::exchange(before, &count);
        if (from == nullptr) continue;
        const auto quarters = (count.at - from->at) / quarter_seconds;
        const auto energy = quarters <= most_quarters_spread ? counted(*from, count, kind) : std::nullopt;
        for (std::int64_t i = 0; i < quarters; ++i) {
            const auto at = from->at + i * quarter_seconds;
            if (!energy) {
                powers.push_back({at, 0, Quality::missing});
                continue;
            }
            const auto kw = share(*energy, quarters, i);
            const bool is_known = quarters <= kind.quarters && kw <= kind.most_kw;
            powers.push_back({at, kw, is_known ? Quality::good : Quality::suspect});
        }
    }
    return powers;
}

} // namespace shanhai::energy

#include "modules/energy/sun/weather.h"

#include "modules/energy/sun/solar_yield.h"

#include <algorithm>

namespace shanhai::energy {

namespace {

constexpr double kept_of_yesterday = 0.6;
constexpr double kept_of_last_quarter = 0.9;
constexpr double dullest = 0.15, brightest = 1;

} // namespace

// SplitMix64: each bit of the answer depends on each bit of what goes in.
double scattered(std::uint64_t seed, std::uint64_t number) {
    std::uint64_t mixed = seed + (number + 1) * 0x9E3779B97F4A7C15U;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBU;
    return static_cast<double>((mixed ^ (mixed >> 31)) >> 11) * 0x1p-53;
}

std::vector<double> trial_clearness(std::uint64_t seed, std::size_t days) {
    std::vector<double> clearness;
    clearness.reserve(days * quarters_a_day);
    double dullness = 0.3, cloud = 0;
    for (std::size_t day = 0; day < days; ++day) {
        dullness = kept_of_yesterday * dullness + (1 - kept_of_yesterday) * scattered(seed, day) * 1.1;
        // Skies are either mostly clear or mostly covered: the square pulls them apart.
        const double mean = 1.1 - dullness * dullness;
        for (std::size_t quarter = 0; quarter < quarters_a_day; ++quarter) {
            const double gust = scattered(~seed, day * quarters_a_day + quarter) - 0.5;
            cloud = kept_of_last_quarter * cloud + (1 - kept_of_last_quarter) * gust * 4 * dullness;
            clearness.push_back(std::clamp(mean + cloud, dullest, brightest));
        }
    }
    return clearness;
}

} // namespace shanhai::energy

#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

// Weather that never was, for trials: the same for the same seed, on any machine.
namespace shanhai::energy {

// Clearness of each quarter-hour of so many days: bright and dull days follow each other, clouds pass within a day.
std::vector<double> trial_clearness(std::uint64_t seed, std::size_t days);

// A number from 0 up to 1 that depends on both alone.
double scattered(std::uint64_t seed, std::uint64_t number);

} // namespace shanhai::energy

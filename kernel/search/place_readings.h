#pragma once

#include <span>
#include <string_view>
#include <utility>

// Readings that differ from the usual one of a character.
namespace shanhai::kernel {

// Names with the syllables that they are read with, one a character: {"重庆", "chong qing"}.
std::span<const std::pair<std::string_view, std::string_view>> place_readings();
// Characters with several readings in names; each is accepted. {"长", "chang zhang"}, the most usual in places first.
std::span<const std::pair<std::string_view, std::string_view>> open_readings();

} // namespace shanhai::kernel

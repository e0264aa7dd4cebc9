#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

// Numbers as devices keep them in registers of 16 bits.
namespace shanhai::energy {

enum class Coding { int16, uint16, int32, uint32, float32, int32_swapped, uint32_swapped, float32_swapped };

// The names that records use: "int16" …
std::optional<Coding> coding_named(std::string_view name);

std::size_t registers_of(Coding coding); // 1 or 2

// `registers`: as many as registers_of says. Nothing when it is no number (a floating one that is infinite or none).
std::optional<double> decode_registers(Coding coding, std::span<const std::uint16_t> registers);

} // namespace shanhai::energy

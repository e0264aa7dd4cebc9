#include "modules/energy/meters/register_coding.h"

#include "base/check.h"

#include <array>
#include <bit>
#include <cmath>
#include <utility>

namespace shanhai::energy {

namespace {

constexpr std::array<std::pair<std::string_view, Coding>, 8> names = {{{"int16", Coding::int16},
                                                                       {"uint16", Coding::uint16},
                                                                       {"int32", Coding::int32},
                                                                       {"uint32", Coding::uint32},
                                                                       {"float32", Coding::float32},
                                                                       {"int32_swapped", Coding::int32_swapped},
                                                                       {"uint32_swapped", Coding::uint32_swapped},
                                                                       {"float32_swapped", Coding::float32_swapped}}};

std::uint32_t wide(std::uint16_t high, std::uint16_t low) { return std::uint32_t{high} << 16 | low; }

double as_signed(std::uint32_t bits) { return static_cast<double>(static_cast<std::int32_t>(bits)); }

std::optional<double> as_floating(std::uint32_t bits) {
    const auto value = static_cast<double>(std::bit_cast<float>(bits));
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

} // namespace

std::optional<Coding> coding_named(std::string_view name) {
    for (const auto& [known, coding] : names)
        if (known == name) return coding;
    return std::nullopt;
}

std::size_t registers_of(Coding coding) { return coding == Coding::int16 || coding == Coding::uint16 ? 1 : 2; }

std::optional<double> decode_registers(Coding coding, std::span<const std::uint16_t> registers) {
    check(registers.size() >= registers_of(coding), "a coding needs its registers");
    const auto first = registers[0], second = registers.size() > 1 ? registers[1] : std::uint16_t{0};
    switch (coding) {
    case Coding::int16: return static_cast<double>(static_cast<std::int16_t>(first));
    case Coding::uint16: return static_cast<double>(first);
    case Coding::int32: return as_signed(wide(first, second));
    case Coding::uint32: return static_cast<double>(wide(first, second));
    case Coding::float32: return as_floating(wide(first, second));
    case Coding::int32_swapped: return as_signed(wide(second, first));
    case Coding::uint32_swapped: return static_cast<double>(wide(second, first));
    case Coding::float32_swapped: return as_floating(wide(second, first));
    }
    return std::nullopt;
}

} // namespace shanhai::energy

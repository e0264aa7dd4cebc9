#include "modules/energy/meters/modbus_answer.h"

#include <fmt/format.h>

#include <cstddef>

namespace shanhai::energy {

namespace {

constexpr std::size_t head_bytes = 6;                      // transaction, protocol, length
constexpr std::size_t least_length = 3, most_length = 254; // of what follows: unit, function and at least one byte more
constexpr std::uint8_t exception = 0x80;

std::uint8_t function_of(const RegistersAsked& asked) { return asked.input ? 4 : 3; }

std::uint16_t word(std::span<const std::uint8_t> bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

std::string exception_named(std::uint8_t code) {
    switch (code) {
    case 1: return "it does not know the function";
    case 2: return "it has no such register";
    case 3: return "it takes the number of registers for wrong";
    case 4: return "it failed";
    case 6: return "it is busy";
    case 10: return "its gateway has no way to it";
    case 11: return "it does not answer its gateway";
    default: return fmt::format("it answers with exception {}", code);
    }
}

// `body`: from the unit on.
ModbusAnswers::Registers read_body(std::span<const std::uint8_t> body, const RegistersAsked& asked) {
    if (body[0] != asked.unit)
        return std::unexpected(fmt::format("unit {} answers, {} was asked", body[0], asked.unit));
    const auto function = function_of(asked);
    if (body[1] == (function | exception)) return std::unexpected(exception_named(body[2]));
    if (body[1] != function) return std::unexpected(fmt::format("it answers to function {}", body[1]));
    const std::size_t bytes = 2UZ * asked.count;
    if (body[2] != bytes || body.size() != 3 + bytes)
        return std::unexpected("it answers with another number of registers");
    std::vector<std::uint16_t> registers;
    for (std::size_t i = 0; i < asked.count; ++i) registers.push_back(word(body, 3 + 2 * i));
    return registers;
}

} // namespace

std::array<std::uint8_t, 12> question(const RegistersAsked& asked) {
    const auto high = [](std::uint16_t number) { return static_cast<std::uint8_t>(number >> 8); };
    const auto low = [](std::uint16_t number) { return static_cast<std::uint8_t>(number & 0xFF); };
    return {high(asked.transaction),
            low(asked.transaction),
            0,
            0,
            0,
            6,
            asked.unit,
            function_of(asked),
            high(asked.first),
            low(asked.first),
            high(asked.count),
            low(asked.count)};
}

std::optional<ModbusAnswers::Registers> ModbusAnswers::to(const RegistersAsked& asked) {
    while (!lost_ && held_.size() >= head_bytes) {
        const std::size_t length = word(held_, 4);
        lost_ = word(held_, 2) != 0 || length < least_length || length > most_length;
        if (lost_ || held_.size() < head_bytes + length) break;
        std::optional<Registers> answer;
        if (word(held_, 0) == asked.transaction)
            answer = read_body(std::span<const std::uint8_t>(held_).subspan(head_bytes, length), asked);
        held_.erase(held_.begin(), held_.begin() + static_cast<std::ptrdiff_t>(head_bytes + length));
        if (answer) return answer;
    }
    return std::nullopt;
}

} // namespace shanhai::energy

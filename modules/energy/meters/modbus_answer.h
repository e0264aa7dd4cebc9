#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <vector>

// The frames of Modbus TCP that ask for registers and answer. Pure.
namespace shanhai::energy {

struct RegistersAsked {
    std::uint16_t transaction = 0;
    std::uint8_t unit = 1;
    bool input = false; // function 04, else 03
    std::uint16_t first = 0, count = 1;
};

std::array<std::uint8_t, 12> question(const RegistersAsked& asked);

// Cuts what a device sends into answers; bytes may come in any pieces.
class ModbusAnswers {
public:
    void feed(std::span<const std::uint8_t> bytes) { held_.insert(held_.end(), bytes.begin(), bytes.end()); }

    // The answer to that question, or what is wrong with it, in words; nothing while it has not come. Answers to earlier questions, which
    // came too late, are passed over.
    using Registers = std::expected<std::vector<std::uint16_t>, std::string>;
    std::optional<Registers> to(const RegistersAsked& asked);
    // What came is not Modbus: nothing after it can be read.
    bool is_lost() const { return lost_; }

private:
    std::vector<std::uint8_t> held_;
    bool lost_ = false;
};

} // namespace shanhai::energy

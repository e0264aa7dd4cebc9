#pragma once

#include "base/result.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace shanhai {

// An amount in hundredths of its currency (fen for CNY). Integer, because a sum of payments must not depend on
// their order; a type of its own, because a plain integer would let a head count be paid out.
class Money {
public:
    static constexpr Money fen(std::int64_t value) { return Money{value}; }

    // Reads what people type: "3.8亿", "1,200.50", "１２万元", "-5". Refuses more than two decimals of a yuan, also
    // when the third is a zero ("money.too_precise": 1.200 may be meant as twelve hundred), anything else that is not
    // an amount ("money.unreadable"), and overflow ("money.too_large").
    static Result<Money> parse(std::string_view text);

    constexpr std::int64_t in_fen() const { return fen_; }
    // "1600000.00": no grouping, always two decimals.
    std::string plain() const;

    constexpr auto operator<=>(const Money&) const = default;
    constexpr Money& operator+=(Money other) {
        fen_ += other.fen_;
        return *this;
    }
    constexpr Money& operator-=(Money other) {
        fen_ -= other.fen_;
        return *this;
    }
    friend constexpr Money operator+(Money a, Money b) { return a += b; }
    friend constexpr Money operator-(Money a, Money b) { return a -= b; }
    friend constexpr Money operator-(Money a) { return Money{-a.fen_}; }

private:
    constexpr explicit Money(std::int64_t value) : fen_(value) {}
    std::int64_t fen_ = 0;
};

// `value` / 10^scale as decimal text: scaled_text(8530, 2) is "85.30".
std::string scaled_text(std::int64_t value, int scale);

// Decimal text to an integer of 10^-scale units; plain digits, sign and one point only (no exponent), as in xsd:decimal.
// "decimal.unreadable", "decimal.too_precise" (non-zero digits beyond the scale), "decimal.too_large".
Result<std::int64_t> parse_scaled(std::string_view text, int scale);

} // namespace shanhai

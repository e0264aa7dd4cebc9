#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace shanhai {

// An exact fraction, for formulas over balances: a share of two sums in fen is not a floating-point number.
// Operations yield nullopt on overflow of 128 bits or division by zero.
class Rational {
public:
    constexpr Rational() = default;
    constexpr Rational(std::int64_t whole)
        : top_(whole) {} // NOLINT(google-explicit-constructor): a whole number is a fraction
    static std::optional<Rational> of(__int128 top, __int128 bottom);

    // "3.24" → 324/100. nullopt when it is not a decimal number.
    static std::optional<Rational> parse(const std::string& decimal);

    friend std::optional<Rational> add(Rational a, Rational b);
    friend std::optional<Rational> subtract(Rational a, Rational b);
    friend std::optional<Rational> multiply(Rational a, Rational b);
    friend std::optional<Rational> divide(Rational a, Rational b);
    // Negative, zero or positive as a is less than, equal to or greater than b.
    friend int compare(Rational a, Rational b);

    // Decimal text rounded half away from zero to `decimals` places.
    std::string text(int decimals) const;
    double approximate() const;
    bool is_zero() const { return top_ == 0; }
    friend bool operator==(Rational a, Rational b) { return a.top_ == b.top_ && a.bottom_ == b.bottom_; }

private:
    constexpr Rational(__int128 top, __int128 bottom) : top_(top), bottom_(bottom) {}
    __int128 top_ = 0;
    __int128 bottom_ = 1; // > 0, no common factor with top_
};

} // namespace shanhai

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace shanhai::kernel {

// A number as spreadsheets reckon when they show it: 15 significant decimal digits, rounded half away from zero.
// 1.005 is then shown as 1.01 with two decimals, whatever its binary neighbour says.
class ShownDecimal {
public:
    explicit ShownDecimal(double value); // finite

    bool negative() const { return negative_; }
    bool is_zero() const { return digits_.empty(); }
    // The power of ten of the first digit: 3 for 1234, -2 for 0.012. 0 for zero.
    int exponent() const { return is_zero() ? 0 : point_ - 1; }

    void shift(int powers_of_ten) {
        if (!is_zero()) point_ += powers_of_ten;
    }
    // Rounds to so many digits behind the point; negative: to tens, hundreds ….
    void round(int decimals);
    void round_to_significant(int count) { round(count - point_); }

    std::string whole() const;                          // without leading zeros; empty below 1
    std::string decimals(std::size_t count) const;      // exactly so many, after `round`
    std::string significant() const { return digits_; } // without trailing zeros
    std::string plain() const;                          // "0.0125", "1200", no sign

private:
    bool negative_ = false;
    std::string digits_; // no zero at either end; empty for zero
    int point_ = 0;      // the value is 0.DIGITS × 10^point_
};

// A number as "General" shows it: at most 11 characters without its sign, in E notation when it does not fit.
std::string general_text(double value);
// All 15 digits, no grouping, E notation beyond 10^21 or below 10^-9: what is stored, for programs.
std::string stored_text(double value);

} // namespace shanhai::kernel

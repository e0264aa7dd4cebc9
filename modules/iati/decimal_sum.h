#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shanhai::iati {

// True for the lexical form of xsd:decimal without blanks around it: sign, digits, one point, at least one digit.
bool is_decimal(std::string_view text);

// The decimal in units of 10^-scale, rounded half away from zero. nullopt when it is no decimal or beyond 64 bits.
std::optional<std::int64_t> rounded_decimal(std::string_view text, int scale);

// The exact sum of decimals of any length: what was published may have more digits than any amount of money has.
class DecimalSum {
public:
    // Requires is_decimal(text).
    void add(std::string_view text);
    // At least two decimals and no more than needed: "123.45", "1000.00", "-0.125".
    std::string text() const;

private:
    // A magnitude: digits before the point, last first, and digits behind it, first first; values 0 to 9.
    struct Digits {
        std::string whole;
        std::string fraction;
        void add(std::string_view whole_text, std::string_view fraction_text);
        bool less_than(const Digits& other) const;
        void subtract(const Digits& smaller);
        void align(Digits& other);
    };
    Digits positive_;
    Digits negative_;
};

} // namespace shanhai::iati

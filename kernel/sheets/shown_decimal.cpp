#include "kernel/sheets/shown_decimal.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace shanhai::kernel {

namespace {

constexpr std::size_t general_width = 11;

std::string sign_of(const ShownDecimal& number) { return number.negative() && !number.is_zero() ? "-" : ""; }

// "1.23457E+11" from the digits that are left.
std::string scientific(const ShownDecimal& number) {
    const std::string digits = number.significant();
    std::string text = digits.substr(0, 1);
    if (digits.size() > 1) text += "." + digits.substr(1);
    const int exponent = number.exponent();
    const std::string power = std::to_string(std::abs(exponent));
    return text + (exponent < 0 ? "E-" : "E+") + (power.size() < 2 ? "0" : "") + power;
}

} // namespace

ShownDecimal::ShownDecimal(double value) : negative_(std::signbit(value)) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.14e", std::fabs(value));
    const std::string_view written(text.data());
    const auto exponent_at = written.find('e');
    for (const char c : written.substr(0, exponent_at))
        if (c != '.') digits_ += c;
    while (!digits_.empty() && digits_.back() == '0') digits_.pop_back();
    point_ = digits_.empty() ? 0 : std::atoi(text.data() + exponent_at + 1) + 1;
}

void ShownDecimal::round(int decimals) {
    const int kept = point_ + decimals;
    if (is_zero() || kept >= static_cast<int>(digits_.size())) return;
    if (kept < 0) {
        digits_.clear();
        point_ = 0;
        return;
    }
    const bool up = digits_[static_cast<std::size_t>(kept)] >= '5';
    digits_.resize(static_cast<std::size_t>(kept));
    if (up) {
        while (!digits_.empty() && digits_.back() == '9') digits_.pop_back();
        if (digits_.empty()) {
            digits_ = "1";
            ++point_;
        } else {
            ++digits_.back();
        }
    }
    while (!digits_.empty() && digits_.back() == '0') digits_.pop_back();
    if (digits_.empty()) point_ = 0;
}

std::string ShownDecimal::whole() const {
    if (point_ <= 0) return {};
    std::string text = digits_.substr(0, static_cast<std::size_t>(point_));
    text.resize(static_cast<std::size_t>(point_), '0');
    return text;
}

std::string ShownDecimal::decimals(std::size_t count) const {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        const int at = point_ + static_cast<int>(i);
        text += at >= 0 && at < static_cast<int>(digits_.size()) ? digits_[static_cast<std::size_t>(at)] : '0';
    }
    return text;
}

std::string ShownDecimal::plain() const {
    std::string text = whole();
    if (text.empty()) text = "0";
    const int behind = static_cast<int>(digits_.size()) - point_;
    if (!is_zero() && behind > 0) text += "." + decimals(static_cast<std::size_t>(behind));
    return text;
}

std::string general_text(double value) {
    if (!std::isfinite(value)) return "#NUM!";
    ShownDecimal number(value);
    if (number.is_zero()) return "0";
    const int power = number.exponent();
    // Plain when that loses nothing, or only digits behind the first ten.
    if (power >= -20 && power <= 10 && number.plain().size() <= general_width) return sign_of(number) + number.plain();
    if (power >= -4 && power <= 10) {
        ShownDecimal rounded = number;
        rounded.round(power < 0 ? 9 : 9 - power < 0 ? 0 : 9 - power);
        if (rounded.exponent() <= 10) return sign_of(rounded) + rounded.plain();
    }
    number.round_to_significant(6);
    return sign_of(number) + scientific(number);
}

std::string stored_text(double value) {
    if (!std::isfinite(value)) return {};
    const ShownDecimal number(value);
    const int power = number.exponent();
    return sign_of(number) + (power > 20 || power < -9 ? scientific(number) : number.plain());
}

} // namespace shanhai::kernel

#pragma once

#include "base/rational.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace shanhai::press {

// A number as written, without unit: 44.8亿, 1,322, 两千四百五, 十余万, 三五百, 三分之一, 一又二分之一.
struct Numeral {
    std::size_t begin = 0;
    std::size_t end = 0;
    Rational value;
    std::optional<Rational> high = {}; // the larger of two that were said together: 三五百 is 300 to 500
    Rational step = 1;                 // what one unit of the last printed digit is worth: 44.8亿 → 10,000,000
    bool more = false;                 // 余, 多, 几 or 来 inside or behind: 十余万, 300余
    bool chinese = false;              // no Arabic digit in it
    bool round = false;                // begins with 百, 千, 万 or 亿 and no digit: 百余, 千名
    bool fraction = false;
    bool several = false;   // begins with 几 or 数, which stand for some of the unit behind them: 几百, 数十万
    bool thousands = false; // printed with separators: 1,322
    bool decimal = false;
    std::int64_t last_unit = 1; // of the letter it ends in, from 百 on: 10,000 in 3.5万
    std::size_t digits = 0;     // Arabic digits when it is nothing else; 0 otherwise
};

// The longest number that begins at `at`. Linear in its length.
std::optional<Numeral> numeral_at(std::u32string_view text, std::size_t at);

// 三, 两, 十 …; −1 for anything else.
int chinese_digit(char32_t c);
bool may_begin_numeral(char32_t c);

} // namespace shanhai::press

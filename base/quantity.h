#pragma once

#include "base/rational.h"

#include <optional>
#include <string>
#include <string_view>

namespace shanhai {

// How a printed number is meant.
enum class Qualifier {
    exact,    // 44.8亿, 1385个
    nearly,   // 近, 接近, 将近
    over,     // 超, 超过, 逾, 突破, 过
    plus,     // 余, 多 behind the number
    approx,   // 约, 左右; nominal counts such as 百村, 万师
    at_least, // 不少于, 以上
    at_most,  // 不超过, 以内
};
std::optional<Qualifier> qualifier_named(std::string_view name);
std::string_view name_of(Qualifier qualifier);

struct Interval {
    Rational low;
    std::optional<Rational> high; // nullopt: unbounded
    bool low_open = false;
    bool high_open = true;
    bool contains(Rational value) const;
};

// How wide the words are: the numbers in the rules below. Texts of other writers may need others.
struct QualifierWidths {
    Rational nearly = 1; // units of the last non-zero digit
    Rational over = 1;   // the same
    Rational plus = 1;   // the same
    Rational approx = 5; // per cent to both sides
};

// The numbers that a printed number v ≥ 0 stands for. A computed value agrees with the printed one when it lies inside.
//
//   exact     v is rounded half up to its last printed digit: [v − p/2, v + p/2), where p (`precision`) is what one unit
//             of that digit is worth. 44.8亿: p = 1000万, 4,475,000,000 up to 4,485,000,000. A count is printed in full:
//             p = 1, and as counts are whole, only v itself agrees.
//   nearly    below v by no more than a tenth of its leading digit's unit, and by no more than one unit of its last
//             non-zero digit: 近2万 [19,000, 20,000), 近7.4万 [73,000, 74,000), 近100亿 [90亿, 100亿), 近1850 [1,840, 1,850).
//   over      above v by less than one unit of its last non-zero digit, because a writer who had more would have said
//             more: 超85% (85, 86), 超300亿 (300亿, 400亿), 超276万 (276万, 277万). v itself is not over v.
//   plus      the same interval: 1500余 (1,500, 1,600), 10多 (10, 20), 2.1千万余 (21,000,000, 22,000,000). 余 and 多 say
//             that something is left over, so v itself is not meant. (Recognizers-Text reads 十余万 as an open interval, too.)
//   approx    [v − 5 %, v + 5 %], both ends included.
//   at_least  [v, ∞).
//   at_most   [0, v], for v ≥ 0.
//
// `precision` matters to `exact` only: the others look at the digits of v, which for them are never padding.
Interval meaning(Rational printed, Rational precision, Qualifier qualifier, const QualifierWidths& widths = {});

// What one unit of the last non-zero digit of a plain decimal is worth: "4480000000" → 10000000, "85.3" → 0.1,
// "122" → 1; of zero: 1.
Rational last_digit(std::string_view plain_decimal);

} // namespace shanhai

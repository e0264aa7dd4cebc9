#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace shanhai::ecology::hj212 {

// A row of appendix B: what a code stands for.
struct Factor {
    std::string code;      // of 2017: "w01018"; an x stands for any digit, as in "i3331x"
    std::string name;      // 化学需氧量
    std::string code_2005; // "011"; empty when it had none
    std::string unit;      // 毫克/升
    std::string digits;    // "N5.1": places before and behind the point
};

// All of them, in the order of the table. factors.csv, compiled in.
const std::vector<Factor>& factors();
// By the code of 2017, or nullptr.
const Factor* factor_of(std::string_view code);
// By the code of HJ/T 212-2005, or nullptr.
const Factor* factor_of_2005(std::string_view code);

} // namespace shanhai::ecology::hj212

#pragma once

#include "base/date.h"

#include <optional>
#include <string>
#include <string_view>

// Dates and numbers as offices type them.
namespace shanhai::kernel {

// "2023.4.3", "2023/04/03", "2023-4-3 00:00", "20230403", "２０２３年４月３日", "二〇二三年四月三日"; "2023年4月" and "2023.4"
// are the first day of the month. "23.4.3" is 2023-04-03; other years of two digits may be days or months as well. nullopt for
// those and for what is no day.
std::optional<Date> office_date(std::string_view text);

struct OfficeNumber {
    std::string decimal;  // "12000000", "-0.5": plain digits
    bool percent = false; // "85%": decimal is then "85"
    bool scaled = false;  // it named its own unit: 万, 亿 …
};
// "1,200万", "1 200", "3.8亿元", "1.2亿元整", "4,300米" of metres, "¥1,200.50", "（1,200）" (negative), "－5", "85％", "1.2E+05", and with `unit` behind it. nullopt otherwise.
std::optional<OfficeNumber> office_number(std::string_view text, std::string_view unit = {});

// A plain decimal times 10^powers.
std::string shifted(std::string_view decimal, int powers);

// 是/否, 有/无, √/×, yes/no, true/false, 1/0.
std::optional<bool> office_boolean(std::string_view text);

} // namespace shanhai::kernel

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// Numbers as official papers print them.
namespace shanhai::kernel {

// A plain decimal with its unit: "4480000000.00" CNY → "44.8亿元", "1385" project → "1385个项目", "234567" person_time →
// "23.46万人次", "85.30" percent → "85.3%". Money from 万 on and counts from 10万 on are shortened to two decimals, rounded half
// away from zero; zeros that say nothing are left out. In English "CNY 4,480 million". "—" for an empty value.
std::string office_number(const std::string& value, const std::string& unit, std::string_view language);

// The same without the unit, for the cells of a table whose head names it.
std::string plain_number(const std::string& value);

// The unit of a column: 万元 where its largest amount of money reaches 100万 (in English CNY million), else the plain one.
struct ColumnUnit {
    std::string word; // "万元"; empty when there is none
    std::int64_t by = 1;
    int decimals = 0; // of shortened numbers
};
ColumnUnit column_unit(const std::vector<std::string>& values, const std::string& unit, std::string_view language);
std::string column_number(const std::string& value, const ColumnUnit& unit);

// "个项目", "projects"; "%" of percent. The unit's own name when it has no word here.
std::string unit_word(const std::string& unit, std::string_view language);
bool has_unit_word(const std::string& unit);

// "2025年1月15日", "15 January 2025"; the text itself when it is no day.
std::string office_date(const std::string& iso, std::string_view language);

} // namespace shanhai::kernel

#pragma once

#include "kernel/sheets/number_format.h"

#include <string>

// How one section of a number format shows a value.
namespace shanhai::kernel {

// `value` without its sign.
std::string lay_out_number(const NumberFormat::Section& section, double value);
// A count of days since the workbook's epoch. 255 times "#" for what is no date, as spreadsheets do.
std::string lay_out_date(const NumberFormat::Section& section, double serial, Epoch epoch);
// [DBNum1] 1 一百二十三, 2 壹佰贰拾叁, 3 full-width digits; as a quantity, or digit by digit as in years.
std::string in_chinese_numerals(std::string_view digits, int form, bool digit_by_digit);

} // namespace shanhai::kernel

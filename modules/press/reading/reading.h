#pragma once

#include "base/quantity.h"
#include "modules/press/reading/clean_text.h"
#include "modules/press/reading/lexicon.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::press {

// quantity: a number of something. ordinal: a place in an order (第十批, 第二名). date: a day, month or year.
// name: a number that is part of a name (六个援藏, 百校牵手). label: a number that names a thing and counts nothing (22村, telephone).
enum class Kind { quantity, ordinal, date, name, label };
std::string_view name_of(Kind kind);

// One number of the text, read. Positions are in CleanText::chars.
struct Reading {
    std::size_t begin = 0; // with its qualifier and unit
    std::size_t end = 0;
    std::size_t number_begin = 0;
    std::size_t number_end = 0;
    Kind kind = Kind::quantity;
    std::optional<Rational> value; // in `unit`; nothing for telephone numbers and the like
    std::string unit;
    Qualifier qualifier = Qualifier::exact;
    Rational precision = 1; // what one unit of the last printed digit is worth, in `unit`
    std::optional<Rational>
        high;               // the upper end when two numbers were said (三五百, 20至30名) or one that means two (数百)
    bool high_open = false; // `high` itself is not meant: 数百 is less than a thousand
    bool fraction = false;  // 三分之一, in percent
    std::string noun;       // what is counted, as the text says it
    std::optional<Rational>
        also; // another value that the words may mean: 增长3倍 is also said of what is now three times
};

// Every number of the text, in order. `document_year` resolves 今年 and 4月3日; 0 when unknown.
std::vector<Reading> read(std::u32string_view text, const Lexicon& lexicon, int document_year = 0);

// The year a text speaks from: its dateline, else the latest year that it names outside of plans. 0 when it names none.
int year_of_text(std::u32string_view text);

// The numbers that a reading means.
Interval interval_of(const Reading& reading);

} // namespace shanhai::press

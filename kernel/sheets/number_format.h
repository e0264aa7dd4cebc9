#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::kernel {

// The day that a workbook counts from.
enum class Epoch { of_1900, of_1904 };

// A spreadsheet's number format (ECMA-376 part 1, 18.8.31), as "#,##0.00;[Red]-#,##0.00" or "yyyy\"年\"m\"月\"".
class NumberFormat {
public:
    // One thing that a section shows. Public for the files that lay it out, and for nobody else.
    struct Piece {
        enum class Kind {
            literal,
            digit, // 0, # or ? in `text`
            point,
            comma,
            percent,
            exponent, // "E+", "e-" … in `text`
            slash,
            general,
            text,
            year,
            month,
            day,
            chinese_weekday,
            hour,
            minute,
            second,
            subsecond, // `count` digits behind the point
            elapsed_hours,
            elapsed_minutes,
            elapsed_seconds,
            half_day, // "AM/PM" … in `text`
        };
        Kind kind = Kind::literal;
        std::string text;
        int count = 1;
    };
    struct Condition {
        std::string operation; // < <= > >= = <>
        double value = 0;
        bool holds(double number) const;
    };
    struct Section {
        std::vector<Piece> pieces;
        std::optional<Condition> condition;
        int chinese_numerals = 0; // of [DBNum1] to [DBNum3]
        bool in_chinese = false;  // names of months and weekdays
        bool is_date = false;
        bool has(Piece::Kind kind) const;
    };

    // Never refuses: what cannot be understood is shown as it stands, as spreadsheets do. Codes beyond 1,024 bytes are General.
    static NumberFormat parse(std::string_view code);
    // The formats that have a number and no code in the file, as China's Excel has them; General when there is none.
    static std::string_view built_in(int id);

    std::string show(double value, Epoch epoch) const;
    std::string show(std::string_view text) const;

    const std::string& code() const { return code_; }
    bool is_general() const { return general_; }
    bool is_date() const { return !sections_.empty() && sections_[0].is_date; }
    bool has_time() const; // hours, minutes or seconds: more than a day is meant
    bool has_day() const;  // a year, month or day is shown
    bool is_percent() const;

private:
    const Section* section_for(double value, bool& without_sign) const;

    std::vector<Section> sections_; // for numbers; at least one
    std::optional<Section> for_text_;
    bool general_ = false;
    std::string code_;
};

} // namespace shanhai::kernel

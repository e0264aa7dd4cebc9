#pragma once

#include "base/rational.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How points, grades and runs of grades follow from numbers. Work is assessed, never a person.
namespace shanhai::governance {

enum class ScoringRule { judged, proportion, threshold };
ScoringRule scoring_rule_named(std::string_view name); // what is not known is judged

struct ScoringTerms {
    ScoringRule rule = ScoringRule::judged;
    std::int64_t points = 0; // in hundredths
    Rational full_at, zero_at;
};

// Points in hundredths, rounded half up; nothing when people judge, or when there is no value.
// In proportion: all at `full_at` and beyond, none at `zero_at` and beyond on the other side, whichever of them is larger.
// A threshold at which `full_at` lies below `zero_at` is one that must not be exceeded.
std::optional<std::int64_t> score_of(const ScoringTerms& terms, const std::optional<Rational>& value);

// The least shares of the points, in thousandths, from which each grade is given; those that are not named are not given.
struct GradeLine {
    std::string grade; // as official_grade.grade
    std::int64_t from = 0;
};
// "poor" when none is reached; empty without any line. Lines from the best grade down.
std::string grade_of(const std::vector<GradeLine>& lines, std::int64_t score, std::int64_t points);

// "十一"; numbers from 100 on, and negative ones, in digits.
std::string number_words(int number);

struct YearOfGrade {
    int year = 0;
    std::string grade;
    int run = 1; // 连续第几年: years in a row with this grade, by this year
};
// With the runs as they follow from the years, oldest first. Of two grades of one year the later entered one counts.
std::vector<YearOfGrade> runs_of(const std::map<int, std::string>& grade_by_year);
// "连续第五年获“好”" in Chinese, from two years on; else "获“好”".
std::string run_words(const YearOfGrade& year, std::string_view grade_title);

} // namespace shanhai::governance

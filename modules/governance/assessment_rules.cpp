#include "modules/governance/assessment_rules.h"

#include "base/money.h"

#include <algorithm>

namespace shanhai::governance {

namespace {

std::optional<Rational> share_reached(const ScoringTerms& terms, Rational value) {
    const auto way = subtract(terms.full_at, terms.zero_at), gone = subtract(value, terms.zero_at);
    if (!way || !gone) return {};
    const auto share = divide(*gone, *way);
    if (!share) return {};
    if (compare(*share, Rational(0)) < 0) return Rational(0);
    return compare(*share, Rational(1)) > 0 ? Rational(1) : *share;
}

} // namespace

ScoringRule scoring_rule_named(std::string_view name) {
    if (name == "proportion") return ScoringRule::proportion;
    return name == "threshold" ? ScoringRule::threshold : ScoringRule::judged;
}

std::optional<std::int64_t> score_of(const ScoringTerms& terms, const std::optional<Rational>& value) {
    if (terms.rule == ScoringRule::judged || !value) return {};
    if (terms.rule == ScoringRule::threshold) {
        const bool less_is_better = compare(terms.full_at, terms.zero_at) < 0;
        const auto side = compare(*value, terms.full_at);
        return (less_is_better ? side <= 0 : side >= 0) ? terms.points : 0;
    }
    const auto share = share_reached(terms, *value);
    if (!share) return {};
    const auto points = multiply(*share, Rational(terms.points));
    const auto whole = points ? parse_scaled(points->text(0), 0) : Result<std::int64_t>(refuse("decimal.unreadable"));
    return whole ? std::optional(*whole) : std::nullopt;
}

std::string grade_of(const std::vector<GradeLine>& lines, std::int64_t score, std::int64_t points) {
    if (lines.empty() || points <= 0) return {};
    for (const auto& line : lines)
        if (static_cast<__int128>(score) * 1000 >= static_cast<__int128>(line.from) * points) return line.grade;
    return "poor";
}

std::string number_words(int number) {
    constexpr std::string_view digits[] = {"零", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    if (number >= 100 || number < 0) return std::to_string(number);
    std::string words;
    if (number >= 20) words += digits[number / 10];
    if (number >= 10) words += "十";
    if (number % 10 != 0 || number == 0) words += digits[number % 10];
    return words;
}

std::vector<YearOfGrade> runs_of(const std::map<int, std::string>& grade_by_year) {
    std::vector<YearOfGrade> years;
    for (const auto& [year, grade] : grade_by_year) {
        const bool goes_on = !years.empty() && years.back().year == year - 1 && years.back().grade == grade;
        years.push_back({year, grade, goes_on ? years.back().run + 1 : 1});
    }
    return years;
}

std::string run_words(const YearOfGrade& year, std::string_view grade_title) {
    std::string words = year.run > 1 ? "连续第" + number_words(year.run) + "年获" : std::string("获");
    return words.append("“").append(grade_title).append("”");
}

} // namespace shanhai::governance

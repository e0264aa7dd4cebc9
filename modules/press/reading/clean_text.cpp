#include "modules/press/reading/clean_text.h"

#include "modules/press/reading/code_points.h"

#include <algorithm>
#include <optional>

namespace shanhai::press {

namespace {

struct Given {
    char32_t c;
    std::uint32_t at;
};
using Line = std::vector<Given>;

// The letters of numbers and units in traditional characters.
constexpr std::u32string_view traditional = U"個點萬億餘幾兩貳參陸負圓錢萊臺場項條種類頭戶畝噸";
constexpr std::u32string_view simplified = U"个点万亿余几两贰叁陆负圆钱莱台场项条种类头户亩吨";
static_assert(traditional.size() == simplified.size());

bool full_width_digit(char32_t c) { return c >= U'０' && c <= U'９'; }

// Full-width ASCII becomes half-width, but for the punctuation of Chinese sentences, which is no decimal point and no
// thousands separator unless it stands between full-width digits.
char32_t folded(std::u32string_view text, std::size_t i) {
    const char32_t c = text[i];
    if (c == U'．' || c == U'，') {
        const bool inside =
            i > 0 && i + 1 < text.size() && full_width_digit(text[i - 1]) && full_width_digit(text[i + 1]);
        return inside ? c - 0xFEE0 : c;
    }
    if (c == U'；' || c == U'：' || c == U'！' || c == U'？' || c == U'（' || c == U'）') return c;
    if (const auto found = traditional.find(c); found != std::u32string_view::npos) return simplified[found];
    if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFEE0;
    if (is_space(c)) return U' ';
    if (c == U'﹪') return U'%';
    return c;
}

bool invisible(char32_t c) {
    return (c >= 0x200B && c <= 0x200F) || c == 0xFEFF || c == 0xAD || c == 0x2060 ||
           (c < 0x20 && c != U'\n' && c != U'\t');
}

// Bad extraction prints every character of a heading twice: 勇勇做做新新. Four pairs of three different characters in a row
// are no Chinese.
void undouble(Line& line) {
    Line result;
    result.reserve(line.size());
    for (std::size_t i = 0; i < line.size();) {
        std::size_t pairs = 0;
        std::size_t different = 0;
        char32_t seen[3] = {};
        while (i + 2 * pairs + 1 < line.size() && line[i + 2 * pairs].c == line[i + 2 * pairs + 1].c) {
            const char32_t c = line[i + 2 * pairs].c;
            if (different < 3 && std::find(seen, seen + different, c) == seen + different) seen[different++] = c;
            ++pairs;
        }
        const bool doubled = pairs >= 4 && different == 3;
        for (std::size_t k = 0; k < std::max<std::size_t>(pairs, 1); ++k) {
            result.push_back(line[i + (pairs ? 2 * k : 0)]);
            if (!doubled && pairs) result.push_back(line[i + 2 * k + 1]);
        }
        i += std::max<std::size_t>(2 * pairs, 1);
    }
    line = std::move(result);
}

// How many digits stand in a row from `at` on, or before it.
std::size_t digits_from(const Line& line, std::size_t at) {
    std::size_t n = 0;
    while (at + n < line.size() && is_digit(line[at + n].c)) ++n;
    return n;
}
std::size_t digits_before(const Line& line, std::size_t at) {
    std::size_t n = 0;
    while (n < at && is_digit(line[at - n - 1].c)) ++n;
    return n;
}

// Full-width marks inside a number, whatever width its digits have: 3．6万吨, 12，800万元. The comma is one of thousands only
// where nothing else can be meant: a group of three with something counted behind it, and before it a number that would
// otherwise count nothing.
void fold_marks(Line& line) {
    for (std::size_t i = 1; i + 1 < line.size(); ++i) {
        const std::size_t left = is_space(line[i - 1].c) && i > 1 ? i - 2 : i - 1;
        const std::size_t right = is_space(line[i + 1].c) && i + 2 < line.size() ? i + 2 : i + 1;
        if (line[i].c == U'．' && is_digit(line[left].c) && is_digit(line[right].c)) line[i].c = U'.';
        if (line[i].c != U'，' || digits_from(line, i + 1) != 3) continue;
        const std::size_t first = digits_before(line, i);
        const std::size_t begin = i - first;
        if (first == 0 || first > 3 || line[begin].c == U'0' || i + 4 >= line.size()) continue;
        const char32_t before = begin > 0 ? line[begin - 1].c : U'\0', behind = line[i + 4].c;
        const bool group = before == U',' && begin > 1 && is_digit(line[begin - 2].c);
        const bool point = (behind == U'.' || behind == U'．') && i + 5 < line.size() && is_digit(line[i + 5].c);
        const bool counted = point || (is_han(behind) && behind != U'年') || behind == U'%';
        if (counted && before != U'第' && (group || (begin > 0 && is_han(before)))) line[i].c = U',';
    }
}

std::vector<Line> lines_of(std::u32string_view given) {
    std::vector<Line> lines(1);
    for (std::size_t i = 0; i < given.size(); ++i) {
        const char32_t c = given[i];
        if (c == U'\r' && i + 1 < given.size() && given[i + 1] == U'\n') continue;
        if (c == U'\n' || c == U'\r' || c == U'\f' || c == 0x2028 || c == 0x2029 || c == 0x85) {
            lines.emplace_back();
            continue;
        }
        if (!invisible(c)) lines.back().push_back({folded(given, i), static_cast<std::uint32_t>(i)});
    }
    for (auto& line : lines) {
        while (!line.empty() && is_space(line.back().c)) line.pop_back();
        std::size_t lead = 0;
        while (lead < line.size() && is_space(line[lead].c)) ++lead;
        line.erase(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(lead));
        undouble(line);
        fold_marks(line);
    }
    std::erase_if(lines, [](const Line& line) { return line.empty(); });
    return lines;
}

std::size_t printed_width(const Line& line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](Given g) { return !is_space(g.c); }));
}

// How long the lines of this text are when they are full: what nine in ten do not exceed.
std::size_t full_width(const std::vector<Line>& lines) {
    std::vector<std::size_t> widths;
    for (const auto& line : lines) widths.push_back(printed_width(line));
    if (widths.empty()) return 0;
    const auto ninth = widths.begin() + static_cast<std::ptrdiff_t>(widths.size() * 9 / 10);
    std::nth_element(widths.begin(), ninth, widths.end());
    return *ninth;
}

bool closes_paragraph(char32_t c) {
    return c == U'。' || c == U'！' || c == U'？' || c == U'：' || c == U'!' || c == U'?' || c == U'…' || c == U'.';
}

bool opens_paragraph(const Line& line) {
    const char32_t c = line.front().c;
    return c == U'—' || c == U'-' || c == U'●' || c == U'■' || c == U'◆' || c == U'•' || c == U'#' ||
           (c >= U'①' && c <= U'⑳') || (c == U'电' && line.size() > 1 && line[1].c == U'话');
}

constexpr std::size_t sure_line = 24; // printed characters

// 达到了3⏎8.5亿元: behind a word that leads to an amount, digits that count nothing go on in the next line. 附件3⏎2023年 do not.
bool broken_between_digits(const Line& line, const Line& next) {
    constexpr std::u32string_view leads = U"了达到至超近约过有共为额资增升占余计破";
    const std::size_t first = digits_before(line, line.size());
    if (first == 0 || first > 4 || first == line.size() || !leads.contains(line[line.size() - first - 1].c))
        return false;
    const std::size_t rest = digits_from(next, 0);
    const char32_t behind = rest < next.size() ? next[rest].c : U'\0';
    return rest > 0 && (is_han(behind) || behind == U'%' || behind == U'.') && behind != U'年';
}

// 38.⏎5亿元 and 5⏎.6亿: the break stands at the point of a number. "3." alone is the number of an entry, and "3、" or "3." at
// the head of the next line is, too.
bool broken_at_point(const Line& line, const Line& next) {
    if (next.front().c == U'.' && is_digit(line.back().c)) return next.size() > 1 && is_digit(next[1].c);
    const std::size_t point = line.size() - 1;
    const std::size_t whole = digits_before(line, point), decimals = digits_from(next, 0);
    if (line[point].c != U'.' || whole == 0 || whole == point || decimals == 0) return false;
    const char32_t behind = decimals < next.size() ? next[decimals].c : U'\0';
    if (behind == U'.' || behind == U'、' || behind == U')' || behind == U'）') return false;
    // An English sentence may end in a number and the next begin with one.
    const bool chinese = std::any_of(line.begin(), line.end(), [](Given g) { return is_han(g.c); });
    return chinese && (is_han(behind) || behind == U'%' || behind == U'‰' || is_space(behind));
}

// Was the line broken inside a sentence? A heading is short and has no comma; a broken line is full or has one.
bool broken(const Line& line, const Line& next, std::size_t full) {
    if (broken_at_point(line, next) || broken_between_digits(line, next)) return true;
    char32_t last = line.back().c;
    if (is_closing_quote(last) || last == U'）' || last == U')')
        for (std::size_t i = line.size(); i-- > 0 && (is_closing_quote(last) || last == U'）' || last == U')');)
            last = line[i].c;
    if (closes_paragraph(last) || opens_paragraph(next)) return false;
    const std::size_t width = printed_width(line);
    if (width * 5 >= full * 4 && full >= 12) return true;
    // Whole sentences and then the beginning of one: whatever the other lines are like, no heading is so.
    const bool sentence = std::any_of(line.begin(), line.end(), [](Given g) { return g.c == U'。'; });
    if (sentence && width >= sure_line && (is_han(last) || last == U'，' || last == U'、')) return true;
    const bool comma = std::any_of(
        line.begin(), line.end(), [](Given g) { return g.c == U'，' || g.c == U'、' || g.c == U'；' || g.c == U'。'; });
    return comma && (width * 5 >= full * 3 || last == U'，' || last == U'、');
}

bool cjk_side(char32_t c) {
    return is_han(c) || (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFFEF) || c == U'“' || c == U'”' ||
           c == U'—' || c == U'％' || c == U'%';
}

bool is_span(char32_t c) { return c == U'-' || c == U'–' || c == U'~'; }

// Whether a space between two characters says nothing: beside Chinese, and around the point of a number.
bool idle_space(std::u32string_view before, char32_t after) {
    if (before.empty()) return true;
    const char32_t left = before.back();
    if (cjk_side(left) || cjk_side(after)) return true;
    const auto digit_before = [&](std::size_t back) {
        return before.size() >= back && is_digit(before[before.size() - back]);
    };
    if (is_digit(left) && (after == U'.' || after == U'/' || after == U'+' || is_span(after))) return true;
    return (left == U'.' || left == U'+' || left == U'/' || is_span(left)) && digit_before(2) && is_digit(after);
}

// 12,⏎800万元: the break stands behind the comma of a number's thousands.
bool continues_group(std::u32string_view before, const Line& next) {
    return before.size() > 1 && is_digit(before[before.size() - 2]) && digits_from(next, 0) == 3 && next.size() > 3 &&
           is_han(next[3].c);
}

} // namespace

CleanText clean(std::u32string_view given) {
    const auto lines = lines_of(given);
    const std::size_t full = full_width(lines);
    CleanText text;
    const auto put = [&](char32_t c, std::uint32_t at) {
        text.chars.push_back(c);
        text.origin.push_back(at);
    };
    for (std::size_t n = 0; n < lines.size(); ++n) {
        std::optional<Given> space;
        bool loose_comma = false; // with a space before it, as no sentence has one: 1 , 286 . 5
        for (const auto& [c, at] : lines[n]) {
            if (is_space(c)) {
                if (!space) space = Given{U' ', at};
                continue;
            }
            const bool digit_left = !text.chars.empty() && is_digit(text.chars.back());
            const bool loose = space && c == U',' && digit_left;
            const bool idle = loose || (loose_comma && is_digit(c)) || idle_space(text.chars, c);
            if (space && !idle) put(space->c, space->at);
            loose_comma = loose;
            space.reset();
            put(c, at);
        }
        if (n + 1 == lines.size()) break;
        const bool joined = broken(lines[n], lines[n + 1], full);
        const bool letters = is_letter(text.chars.back()) && is_letter(lines[n + 1].front().c);
        if (!joined)
            put(U'\n', lines[n].back().at + 1);
        else if (letters || (text.chars.back() == U',' && !continues_group(text.chars, lines[n + 1])))
            put(U' ', lines[n].back().at + 1);
    }
    return text;
}

} // namespace shanhai::press

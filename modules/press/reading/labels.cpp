#include "modules/press/reading/code_points.h"
#include "modules/press/reading/scanner.h"

// Numbers that name or address something and count nothing: telephones, pages, links, codes.
namespace shanhai::press {

namespace {

constexpr std::size_t longest_road = 5, longest_formula = 12;

bool code_character(char32_t c) {
    return is_digit(c) || is_letter(c) || c == U'-' || c == U'_' || c == U'.' || c == U'/' || c == U':' || c == U'@' ||
           c == U'?' || c == U'&' || c == U'=' || c == U'%' || c == U'#';
}

} // namespace

std::size_t Scanner::put_label(std::size_t begin, std::size_t end, Kind kind) {
    Reading reading;
    reading.begin = reading.number_begin = begin;
    reading.end = reading.number_end = end;
    reading.kind = kind;
    put(std::move(reading));
    return end;
}

// G318, S5: roads of the country and of provinces. 1+5+N: a formula with a letter counts nothing.
std::size_t Scanner::read_letter_name(std::size_t at) {
    const char32_t c = text_[at];
    if (at > 0 && (is_letter(text_[at - 1]) || is_digit(text_[at - 1]) || text_[at - 1] == U'-')) return 0;
    std::size_t end = at + 1;
    if (std::u32string_view(U"GSXYC").contains(c) && is_digit(look(end))) {
        while (is_digit(look(end))) ++end;
        const char32_t behind = look(end);
        const bool code = is_letter(behind) || behind == U'-' || behind == U'.';
        return code || end - at > longest_road ? 0 : put_label(at, end, Kind::name);
    }
    if (!is_digit(c)) return 0;
    bool letter = false;
    for (end = at; end - at < longest_formula;) {
        const std::size_t part = end;
        while (is_digit(look(end))) ++end;
        if (end == part && is_letter(look(end)) && !is_letter(look(end + 1))) {
            letter = true;
            ++end;
        }
        if (end == part || look(end) != U'+') break;
        ++end;
    }
    return letter && end > at + 2 && text_[end - 1] != U'+' ? put_label(at, end, Kind::name) : 0;
}

// 139 0892 1234, 0892 8822315: digits set in the groups of a telephone number.
std::size_t Scanner::read_spaced_telephone(std::size_t at) {
    if (!is_digit(text_[at]) || (at > 0 && (is_digit(text_[at - 1]) || text_[at - 1] == U'.'))) return 0;
    std::vector<std::size_t> groups;
    std::size_t end = at;
    while (groups.size() < 4 && is_digit(look(end))) {
        const std::size_t begin = end;
        while (is_digit(look(end)) && end - begin < 9) ++end;
        groups.push_back(end - begin);
        if ((!is_space(look(end)) && look(end) != U'-') || !is_digit(look(end + 1))) break;
        ++end;
    }
    if (is_digit(look(end)) || look(end) == U'.' || look(end) == U'%') return 0;
    const bool mobile = groups == std::vector<std::size_t>{3, 4, 4} && text_[at] == U'1';
    const bool landline = groups.size() == 2 && text_[at] == U'0' && (groups[0] == 3 || groups[0] == 4) &&
                          (groups[1] == 7 || groups[1] == 8);
    return mobile || landline ? put_label(at, end, Kind::label) : 0;
}

std::size_t Scanner::skip_label(std::size_t at) {
    const char32_t c = text_[at];
    const auto label = [&](std::size_t end) { return put_label(at, end, Kind::label); };
    if (const auto next = read_letter_name(at)) return next;
    if (const auto next = read_spaced_telephone(at)) return next;
    // A link or a mail address.
    if (says(at, U"http://") || says(at, U"https://") || says(at, U"www.")) {
        std::size_t end = at;
        while (code_character(look(end)) || look(end) == U'+' || look(end) == U'(' || look(end) == U')') ++end;
        return end;
    }
    // (0531)85196701, 0531-85196701, 13812345678
    const bool bracket = (c == U'(' || c == U'（') && look(at + 1) == U'0' && is_digit(look(at + 2));
    if (bracket || (is_digit(c) &&
                    (at == 0 || (!is_digit(text_[at - 1]) && !is_letter(text_[at - 1]) && text_[at - 1] != U'.')))) {
        std::size_t end = at;
        std::size_t digits = 0;
        bool joined = bracket;
        for (;; ++end) {
            if (is_digit(look(end)))
                ++digits;
            else if ((look(end) == U'-' && is_digit(look(end + 1)) && digits > 0) ||
                     (bracket && end < at + 8 &&
                      (look(end) == U'(' || look(end) == U'（' || look(end) == U')' || look(end) == U'）')))
                joined = true;
            else
                break;
        }
        const bool mobile = digits == 11 && c == U'1' && !joined;
        const bool telephone =
            joined && digits >= 10 && digits <= 13 && (c == U'0' || bracket || c == U'4' || c == U'1');
        const bool service = c == U'0' && digits >= 10 && !joined;
        if ((mobile || telephone || service) && !is_han(look(end)) && look(end) != U'.') return label(end);
        if ((telephone || mobile) && look(end) != U'元' && look(end) != U'.') return label(end);
    }
    if (!is_digit(c) || (at > 0 && is_digit(text_[at - 1]))) return 0;
    // 6 专版, 第3版 at the head of a page.
    const bool line_begin = at == 0 || text_[at - 1] == U'\n';
    std::size_t end = at;
    while (is_digit(look(end))) ++end;
    if (line_begin && end - at <= 3 &&
        (says(end, U"专版") || says(end, U"版 ") || says(end, U"版\n") || says(end, U"要闻") || says(end, U"特刊")))
        return label(end);
    // 5G, 3D, G20, PM2.5, COVID-19: letters stick to the digits.
    const char32_t before = at > 0 ? text_[at - 1] : U'\0';
    if (is_letter(before) || (before == U'-' && at > 1 && is_letter(text_[at - 2]))) {
        while (is_digit(look(end)) || look(end) == U'.') ++end;
        return end;
    }
    if (is_letter(look(end))) {
        if (words_.units.longest(text_, end)) return 0;
        const bool scale = (look(end) == U'k' || look(end) == U'K' || look(end) == U'e') && !is_letter(look(end + 1));
        const bool english = is_letter(look(end + 1)) && is_letter(look(end + 2));
        if (!scale && !english) {
            while (is_letter(look(end)) || is_digit(look(end))) ++end;
            return end;
        }
    }
    return 0;
}

} // namespace shanhai::press

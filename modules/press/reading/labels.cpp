#include "modules/press/reading/code_points.h"
#include "modules/press/reading/scanner.h"

// Numbers that name or address something and count nothing: telephones, pages, links, codes.
namespace shanhai::press {

namespace {

bool code_character(char32_t c) {
    return is_digit(c) || is_letter(c) || c == U'-' || c == U'_' || c == U'.' || c == U'/' || c == U':' || c == U'@' ||
           c == U'?' || c == U'&' || c == U'=' || c == U'%' || c == U'#';
}

} // namespace

std::size_t Scanner::skip_label(std::size_t at) {
    const char32_t c = text_[at];
    const auto label = [&](std::size_t end) {
        Reading reading;
        reading.begin = reading.number_begin = at;
        reading.end = reading.number_end = end;
        reading.kind = Kind::label;
        put(std::move(reading));
        return end;
    };
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

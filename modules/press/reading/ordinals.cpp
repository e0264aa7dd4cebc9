#include "modules/press/reading/code_points.h"
#include "modules/press/reading/scanner.h"

// Places in an order: 第十批, 第七、第八批, 首届, 第二名, 二等奖.
namespace shanhai::press {

std::size_t Scanner::read_ordinal(std::size_t at) {
    const auto number = this->number(at + 1);
    if (!number || number->decimal || number->fraction || number->more) return 0;
    std::size_t end = number->end;
    if (look(end) == U'版' && look(end + 1) != U'本') { // 转第3版: a page
        Reading page;
        page.begin = page.number_begin = at;
        page.end = page.number_end = end + 1;
        page.kind = Kind::label;
        put(std::move(page));
        return end + 1;
    }
    std::string unit = "ordinal";
    if (const auto word = words_.ordinal_rank.longest(text_, end)) {
        unit = "rank";
        end += word.length;
    } else if (const auto of = words_.ordinal_of.longest(text_, end)) {
        end += of.length;
    } else if (look(end) != U'、' || look(end + 1) != U'第') {
        return number->end; // 第十二师, 第二条件: a name or a phrase
    }
    Reading reading;
    reading.begin = at;
    reading.end = end;
    reading.number_begin = at + 1;
    reading.number_end = number->end;
    reading.kind = Kind::ordinal;
    reading.value = number->value;
    reading.unit = unit;
    put(std::move(reading));
    return end;
}

// 首届, 首家, 首例
std::size_t Scanner::read_first(std::size_t at) {
    const auto word = words_.ordinal_first.longest(text_, at + 1);
    if (!word) return 0;
    if (at > 0 && (text_[at - 1] == U'之' || text_[at - 1] == U'居' || text_[at - 1] == U'位')) return 0;
    if (says(at, U"首次") || says(at, U"首位")) return at + 2; // said of an act, no place in an order of things
    Reading reading;
    reading.begin = reading.number_begin = at;
    reading.number_end = at + 1;
    reading.end = at + 1 + word.length;
    reading.kind = Kind::ordinal;
    reading.value = Rational(1);
    reading.unit = "ordinal";
    put(std::move(reading));
    return at + 1 + word.length;
}

// 二等奖; in 一、二、三等奖 the kinds of prizes are told and no place.
std::size_t Scanner::read_prize(const Numeral& number) {
    if (!says(number.end, U"等奖") || !number.chinese) return 0;
    const std::size_t end = number.end + 2;
    if (number.begin > 0 && (text_[number.begin - 1] == U'、' || text_[number.begin - 1] == U'和')) return end;
    Reading reading;
    reading.begin = reading.number_begin = number.begin;
    reading.number_end = number.end;
    reading.end = end;
    reading.kind = Kind::ordinal;
    reading.value = number.value;
    reading.unit = "rank";
    put(std::move(reading));
    return end;
}

// 一期工程, 二期扩建, 一期、二期项目: which of the phases. 两期培训班 and 三期培训 are so many.
bool Scanner::is_phase(const Numeral& number) const {
    constexpr int most_phases = 9;
    const double value = number.value.approximate();
    if (value < 1 || value > most_phases || number.decimal || number.fraction || number.high || number.more)
        return false;
    if (number.end != number.begin + 1 || look(number.begin) == U'两' || look(number.end) != U'期') return false;
    return words_.phase_of.longest(text_, number.end + 1).length > 0;
}

std::size_t Scanner::read_phase(const Numeral& number) {
    bool phase = is_phase(number);
    if (const char32_t joint = look(number.end + 1); !phase && (joint == U'、' || joint == U'和'))
        if (const auto next = this->number(number.end + 2); next && look(number.end) == U'期' && is_phase(*next))
            phase = number.end == number.begin + 1 && look(number.begin) != U'两';
    if (!phase) return 0;
    Reading reading;
    reading.begin = reading.number_begin = number.begin;
    reading.number_end = number.end;
    reading.end = number.end + 1;
    reading.kind = Kind::ordinal;
    reading.value = number.value;
    reading.unit = "ordinal";
    put(std::move(reading));
    return found_.back().end;
}

} // namespace shanhai::press

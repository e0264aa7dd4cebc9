#include "modules/press/reading/numeral.h"

#include "modules/press/reading/code_points.h"

#include <algorithm>
#include <string>

namespace shanhai::press {

namespace {

constexpr std::int64_t ten_thousand = 10'000;
constexpr std::int64_t hundred_million = 100'000'000;
constexpr std::int64_t trillion = 1'000'000'000'000;
constexpr std::size_t most_digits = 25; // more overflow what a Rational can hold after scaling; nobody counts so far

std::int64_t small_unit(char32_t c) {
    switch (c) {
    case U'十':
    case U'拾': return 10;
    case U'百':
    case U'佰': return 100;
    case U'千':
    case U'仟': return 1000;
    default: return 0;
    }
}

// 兆 begins a unit in 兆瓦 and 兆赫, 千 in 千克, and in 千米 behind Arabic digits.
constexpr std::u32string_view behind_kilo = U"克瓦伏赫卡";
constexpr std::u32string_view behind_mega = U"瓦赫字比位欧帕巴焦卡";

std::int64_t big_unit(char32_t c) {
    switch (c) {
    case U'万':
    case U'萬': return ten_thousand;
    case U'亿':
    case U'億': return hundred_million;
    case U'兆': return trillion;
    default: return 0;
    }
}

bool says_more(char32_t c) { return c == U'余' || c == U'餘' || c == U'多' || c == U'几' || c == U'幾' || c == U'来'; }
bool is_several(char32_t c) { return c == U'几' || c == U'幾'; }
// 数十, 几百; inside a number (十几) only 几 is said.
bool begins_several(char32_t c) { return is_several(c) || c == U'数'; }

// One number being read; every part leaves `ok` false when it no longer fits 128 bits.
class NumeralReader {
public:
    NumeralReader(std::u32string_view text, std::size_t at) : text_(text.substr(0, at + longest)), at_(at) {
        result_.begin = at;
    }

    std::optional<Numeral> read() {
        const bool negative = take_sign();
        if (!read_body()) return std::nullopt;
        result_.end = at_;
        if (negative) result_.value = times(result_.value, -1);
        if (!ok_) return std::nullopt;
        return result_;
    }

private:
    // No number is longer; what never ends must not be read again from each of its places.
    static constexpr std::size_t longest = 64;

    char32_t look(std::size_t ahead = 0) const {
        const std::size_t at = at_ + ahead;
        if (at >= text_.size()) return U'\0';
        const char32_t next = at + 1 < text_.size() ? text_[at + 1] : U'\0';
        const bool mega = text_[at] == U'兆' && behind_mega.contains(next);
        const bool kilo =
            text_[at] == U'千' && (behind_kilo.contains(next) || (next == U'米' && at > 0 && is_digit(text_[at - 1])));
        return mega || kilo ? U'\0' : text_[at];
    }
    std::size_t spaces() const {
        std::size_t n = 0;
        while (is_space(look(n))) ++n;
        return n;
    }
    Rational times(Rational a, Rational b) {
        const auto product = multiply(a, b);
        ok_ = ok_ && product.has_value();
        return product.value_or(Rational(0));
    }
    Rational plus(Rational a, Rational b) {
        const auto sum = add(a, b);
        ok_ = ok_ && sum.has_value();
        return sum.value_or(Rational(0));
    }

    bool take_sign() {
        const char32_t c = look();
        const char32_t before = at_ > 0 ? text_[at_ - 1] : U'\0';
        const bool minus = (c == U'-' || c == U'−') && !is_digit(before) && !is_letter(before) && before != U'-' &&
                           !is_han(before) && before != U'%';
        if (minus || c == U'负' || c == U'負') {
            if (!may_begin_numeral(look(1))) return false;
            ++at_;
            return true;
        }
        if (c == U'零' && look(1) == U'下') {
            at_ += 2;
            return true;
        }
        return false;
    }

    bool read_body() {
        const bool after_point = at_ > 0 && text_[at_ - 1] == U'.';
        if (look() == U'.' && (after_point || look(1) == U'.')) return false;
        if (is_digit(look()) || (look() == U'.' && is_digit(look(1)))) return read_mixed();
        result_.chinese = true;
        return read_units();
    }

    // Arabic digits, with what makes them larger behind them.
    bool read_mixed() {
        if (!read_arabic()) return false;
        const std::size_t gap = spaces();
        if (small_unit(look(gap)) || big_unit(look(gap)) || (says_more(look(gap)) && big_unit(look(gap + 1)))) {
            at_ += gap;
            const std::size_t digits = result_.digits;
            result_.digits = 0;
            if (!read_units(literal_)) return false;
            if (at_ == literal_end_) result_.digits = digits;
        } else {
            result_.value = literal_;
            result_.step = literal_step_;
        }
        return true;
    }

    bool read_arabic() {
        const std::size_t begin = at_;
        std::string plain;
        while (is_digit(look())) plain.push_back(static_cast<char>(text_[at_++]));
        const bool groups = !plain.empty() && plain.size() <= 3;
        while (groups && look() == U',' && is_digit(look(1)) && is_digit(look(2)) && is_digit(look(3)) &&
               !is_digit(look(4))) {
            for (std::size_t i = 1; i <= 3; ++i) plain.push_back(static_cast<char>(look(i)));
            at_ += 4;
            result_.thousands = true;
        }
        if (groups && !result_.thousands) take_spaced(plain, begin);
        std::size_t decimals = 0;
        if (look() == U'.' && is_digit(look(1))) {
            plain.push_back('.');
            ++at_;
            while (is_digit(look())) {
                plain.push_back(static_cast<char>(text_[at_++]));
                ++decimals;
            }
        }
        take_exponent(plain);
        if (plain.size() > most_digits || decimals > 9) return false;
        if (plain.front() == '.') plain.insert(plain.begin(), '0');
        const auto value = Rational::parse(plain);
        if (!value) return false;
        literal_ = *value;
        literal_end_ = at_;
        literal_step_ = 1;
        if (plain.find('.') == std::string::npos) decimals = 0;
        for (std::size_t i = 0; i < decimals; ++i) literal_step_ = *divide(literal_step_, 10);
        result_.decimal = decimals > 0;
        result_.digits = decimals > 0 || result_.thousands ? 0 : at_ - begin;
        if ((look() == U'k' || look() == U'K') && !is_letter(look(1))) {
            ++at_;
            literal_ = times(literal_, 1000);
            literal_step_ = times(literal_step_, 1000);
            result_.digits = 0;
        }
        return true;
    }

    // 4 500 and 1 234 567, set in groups of three; 3 0 0, every digit set apart. 第 3 500 is a place and a count.
    void take_spaced(std::string& plain, std::size_t begin) {
        const char32_t before = begin > 0 ? text_[begin - 1] : U'\0';
        const bool stuck = before == U'第' || before == U'.' || before == U'/' || before == U'-' || is_letter(before) ||
                           (is_space(before) && begin > 1 && is_digit(text_[begin - 2]));
        if (stuck || plain.front() == '0') return;
        const auto group_of = [&](std::size_t ahead, std::size_t size) {
            if (!is_space(look(ahead))) return false;
            for (std::size_t i = 1; i <= size; ++i)
                if (!is_digit(look(ahead + i))) return false;
            const char32_t behind = look(ahead + size + 1);
            return !is_digit(behind) && behind != U'/' && behind != U':' && behind != U'：';
        };
        std::size_t size = 3, end = 0;
        if (!group_of(0, size) && plain.size() == 1) size = 1;
        while (group_of(end, size)) end += size + 1;
        if (end == 0 || (size == 1 && (end < 4 || !is_han(look(end))))) return;
        for (std::size_t i = 0; i < end; ++i)
            if (is_digit(look(i))) plain.push_back(static_cast<char>(look(i)));
        at_ += end;
        result_.thousands = true;
    }

    // 2e5, 12.32e+14: the digits are moved, so that no power has to be computed.
    void take_exponent(std::string& plain) {
        if (look() != U'e' && look() != U'E') return;
        std::size_t n = look(1) == U'+' ? 2 : 1;
        const std::size_t digits = n;
        std::size_t power = 0;
        while (is_digit(look(n)) && n < digits + 2) power = power * 10 + (look(n++) - U'0');
        if (n == digits || is_digit(look(n)) || is_letter(look(n))) return;
        at_ += n;
        const auto point = plain.find('.');
        const std::size_t behind = point == std::string::npos ? 0 : plain.size() - point - 1;
        if (point != std::string::npos) plain.erase(point, 1);
        if (power >= behind)
            plain.append(power - behind, '0');
        else
            plain.insert(plain.size() - (behind - power), ".");
    }

    // 两千四百五, 十余万, 三五百万: digits and units from the left, with what has been read so far in `total_` (above 万) and
    // `section_` (below it).
    bool read_units(std::optional<Rational> first = {}) {
        pending_ = first;
        if (first) step_ = literal_step_;
        if (!first && look_digit() < 0 && small_unit(look()) == 0 && big_unit(look()) == 0 && !begins_several(look()))
            return false;
        if (!first && (big_unit(look()) || small_unit(look()) > 10)) result_.round = true;
        if (!first && begins_several(look())) {
            // 几十 says a number, 几个 does not.
            if (small_unit(look(1)) == 0 && big_unit(look(1)) == 0) return false;
            ++at_;
            pending_ = 1;
            pending_arabic_ = false;
            result_.more = result_.several = true;
        }
        if (!first && read_digit_string()) return true;
        while (ok_ && take_part()) {}
        return finish();
    }

    int look_digit(std::size_t ahead = 0) const { return chinese_digit(look(ahead)); }

    // 二〇二四 and 一三三四五三一: three or more digits without a unit, or any with 〇 behind the first.
    bool read_digit_string() {
        std::size_t n = 0;
        while (look_digit(n) >= 0 && look(n) != U'两' && look(n) != U'兩') ++n;
        if (n < 3 && !(n == 2 && (look_digit(1) == 0 || look_digit(0) == 0))) return false;
        if (n > 18 || small_unit(look(n)) || big_unit(look(n))) return false;
        std::int64_t value = 0;
        for (std::size_t i = 0; i < n; ++i) value = value * 10 + look_digit(i);
        at_ += n;
        result_.value = value;
        result_.digits = n;
        take_decimals();
        return true;
    }

    bool take_part() {
        const std::size_t gap = spaces();
        const char32_t c = look(gap);
        const bool spaced = gap > 0 && !(small_unit(c) || big_unit(c) || chinese_digit(c) >= 0);
        if (spaced) return false;
        if (const auto unit = small_unit(c)) return take_small(gap, unit);
        if (const auto unit = big_unit(c)) return take_big(gap, unit);
        if (says_more(c)) return take_more(gap);
        if (pending_ && !arabic_pending()) return take_pair(gap);
        if (pending_) return false;
        if (const int digit = chinese_digit(c); digit >= 0) {
            if (gap > 0 && last_unit_ == 0) return false;
            at_ += gap + 1;
            if (digit == 0) {
                zero_ = true;
            } else {
                pending_ = digit;
                pending_arabic_ = false;
            }
            read_something_ = true;
            return true;
        }
        if (is_digit(c) && last_unit_ > 0) return take_arabic_part(gap);
        return false;
    }

    bool arabic_pending() const { return pending_arabic_; }

    // 5万4千6百
    bool take_arabic_part(std::size_t gap) {
        std::size_t n = 0;
        while (is_digit(look(gap + n))) ++n;
        if (n > 4 || look(gap + n) == U'.') return false;
        const char32_t behind = look(gap + n);
        if (!small_unit(behind) && !big_unit(behind) && !zero_) return false;
        std::int64_t value = 0;
        for (std::size_t i = 0; i < n; ++i) value = value * 10 + (look(gap + i) - U'0');
        at_ += gap + n;
        pending_ = Rational(value);
        pending_arabic_ = true;
        return true;
    }

    // 三五百, 五六十, 十五六万: two digits that name a range.
    bool take_pair(std::size_t gap) {
        const int digit = chinese_digit(look(gap));
        if (gap > 0 || digit <= 0 || pair_) return false;
        const auto low = pending_->approximate();
        if (digit <= low || digit > low + 2) return false;
        pair_low_ = static_cast<int>(low);
        pair_ = digit;
        ++at_;
        return true;
    }

    bool take_small(std::size_t gap, std::int64_t unit) {
        if (last_unit_ > 0 && last_unit_ <= unit) return false;
        if (!pending_ && read_something_ && !zero_ && last_unit_ == 0 && !result_.more) return false;
        at_ += gap + 1;
        read_something_ = true;
        if (pair_) pair_scale_ = unit;
        section_ = plus(section_, times(pending_.value_or(Rational(1)), unit));
        step_ = times(arabic_pending() && pending_ ? literal_step_ : Rational(1), unit);
        forget(unit);
        return true;
    }

    bool take_big(std::size_t gap, std::int64_t unit) {
        if (pending_)
            section_ = plus(section_, *pending_);
        else if (!read_something_ && section_.is_zero())
            section_ = 1;
        at_ += gap + 1;
        read_something_ = true;
        const Rational below = section_;
        if (unit >= biggest_) {
            if (below.is_zero() && total_.is_zero()) return false;
            total_ = times(plus(total_, below), unit);
            biggest_ = unit;
        } else {
            total_ = plus(total_, times(below.is_zero() ? Rational(1) : below, unit));
        }
        if (pair_) pair_scale_ = times(pair_scale_, unit);
        step_ = times(pending_ ? (arabic_pending() ? literal_step_ : Rational(1)) : step_or_one(), unit);
        section_ = 0;
        forget(unit);
        return true;
    }

    Rational step_or_one() const {
        return last_unit_ > 0 && last_unit_ < ten_thousand ? Rational(last_unit_) : Rational(1);
    }

    void forget(std::int64_t unit) {
        pending_.reset();
        literal_step_ = 1;
        last_unit_ = unit;
        zero_ = false;
    }

    // 余 and its like: behind a round number (十余, 300余, 2万余) or inside (十余万, 一百零几万).
    bool take_more(std::size_t gap) {
        const char32_t c = look(gap);
        if (result_.more && !is_several(c)) return false;
        if (c == U'来' && !(last_unit_ > 0 && !pending_)) return false;
        if (is_several(c) && !(last_unit_ > 0 && !pending_)) return false;
        if (c == U'多' && (look(gap + 1) == U'于' || look(gap + 1) == U'少')) return false;
        if (c == U'来' && !big_unit(look(gap + 1)) && last_unit_ < 10) return false;
        at_ += gap + 1;
        result_.more = true;
        if (pending_) {
            section_ = plus(section_, *pending_);
            step_ = literal_step_;
            pending_.reset();
        }
        return true;
    }

    bool finish() {
        if (pending_ || pair_) settle_last_digit();
        result_.value = plus(total_, section_);
        result_.step = step_;
        if (pair_) {
            const auto low_digit = Rational(pair_low_);
            const auto gain = subtract(Rational(pair_), low_digit);
            result_.high = plus(result_.value, times(*gain, pair_scale_));
        }
        if (!read_something_ && !pending_seen_) return false;
        take_decimals();
        return ok_;
    }

    // 两千四百五 is 2,450; 五亿零六 is 500,000,006.
    void settle_last_digit() {
        if (!pending_) return;
        pending_seen_ = true;
        const bool short_for_unit = last_unit_ >= 100 && !zero_ && !arabic_pending();
        const std::int64_t unit = short_for_unit ? last_unit_ / 10 : 1;
        if (pair_) pair_scale_ = unit;
        section_ = plus(section_, times(*pending_, unit));
        step_ = unit;
        pending_.reset();
    }

    // 三点一四, 二十点一万
    void take_decimals() {
        std::size_t gap = spaces();
        if (look(gap) != U'点' && look(gap) != U'點') return;
        std::size_t next = gap + 1;
        while (is_space(look(next))) ++next;
        if (look_digit(next) < 0 || look(next) == U'两' || look(next) == U'兩') return;
        Rational worth = 1;
        std::size_t n = 0;
        while (look_digit(next + n) >= 0 && n < 9) {
            worth = *divide(worth, 10);
            result_.value = plus(result_.value, times(look_digit(next + n), worth));
            ++n;
        }
        at_ += next + n;
        result_.step = worth;
        result_.decimal = true;
        result_.digits = 0;
        while (const auto unit = big_unit(look())) {
            ++at_;
            result_.value = times(result_.value, unit);
            result_.step = times(result_.step, unit);
        }
    }

    std::u32string_view text_;
    std::size_t at_;
    Numeral result_;
    bool ok_ = true;
    Rational literal_, literal_step_ = 1;
    std::size_t literal_end_ = 0;
    Rational total_, section_, step_ = 1;
    std::optional<Rational> pending_;
    bool pending_arabic_ = true;
    std::int64_t last_unit_ = 0, biggest_ = 0;
    bool zero_ = false, read_something_ = false, pending_seen_ = false;
    int pair_ = 0, pair_low_ = 0;
    Rational pair_scale_ = 1;
};

std::size_t skip_spaces(std::u32string_view text, std::size_t at) {
    while (at < text.size() && is_space(text[at])) ++at;
    return at;
}

// 分之 and its place behind it; 0 when it does not stand at `at`.
std::size_t behind_parts_of(std::u32string_view text, std::size_t at) {
    at = skip_spaces(text, at);
    if (at >= text.size() || text[at] != U'分') return 0;
    at = skip_spaces(text, at + 1);
    if (at >= text.size() || text[at] != U'之') return 0;
    return skip_spaces(text, at + 1);
}

bool become_fraction(Numeral& number, Rational top, Rational bottom, std::size_t end) {
    const auto value = divide(top, bottom);
    if (!value) return false;
    number.value = *value;
    number.end = end;
    number.fraction = true;
    number.digits = 0;
    number.round = false;
    return true;
}

// 三分之一; 1/2.
bool read_plain_fraction(std::u32string_view text, Numeral& number) {
    if (const auto next = behind_parts_of(text, number.end)) {
        const auto top =
            next < text.size() && may_begin_numeral(text[next]) ? NumeralReader(text, next).read() : std::nullopt;
        return top && become_fraction(number, top->value, number.value, top->end);
    }
    const std::size_t slash = number.end;
    if (number.digits == 0 || slash + 1 >= text.size() || text[slash] != U'/' || !is_digit(text[slash + 1]))
        return false;
    const auto bottom = NumeralReader(text, slash + 1).read();
    const bool third = bottom && bottom->end < text.size() && text[bottom->end] == U'/'; // 2024/4/3
    return bottom && !third && become_fraction(number, number.value, bottom->value, bottom->end);
}

// The fraction behind a whole number, too: 一又二分之一, 1 3/5.
void read_fraction(std::u32string_view text, Numeral& number) {
    if (read_plain_fraction(text, number)) return;
    std::size_t next = skip_spaces(text, number.end);
    const bool joined = next < text.size() && text[next] == U'又';
    if (joined) next = skip_spaces(text, next + 1);
    if (!joined && (next == number.end || number.digits == 0)) return;
    if (next >= text.size() || !may_begin_numeral(text[next])) return;
    auto part = NumeralReader(text, next).read();
    if (!part || !read_plain_fraction(text, *part)) return;
    const bool negative = compare(number.value, 0) < 0;
    const auto sum = negative ? subtract(number.value, part->value) : add(number.value, part->value);
    if (!sum) return;
    number.value = *sum;
    number.end = part->end;
    number.fraction = true;
    number.digits = 0;
}

} // namespace

int chinese_digit(char32_t c) {
    switch (c) {
    case U'零':
    case U'〇': return 0;
    case U'一':
    case U'壹':
    case U'幺': return 1;
    case U'二':
    case U'贰':
    case U'貳':
    case U'两':
    case U'兩': return 2;
    case U'三':
    case U'叁':
    case U'參': return 3;
    case U'四':
    case U'肆': return 4;
    case U'五':
    case U'伍': return 5;
    case U'六':
    case U'陆':
    case U'陸': return 6;
    case U'七':
    case U'柒': return 7;
    case U'八':
    case U'捌': return 8;
    case U'九':
    case U'玖': return 9;
    default: return -1;
    }
}

bool may_begin_numeral(char32_t c) {
    return is_digit(c) || chinese_digit(c) >= 0 || small_unit(c) > 0 || big_unit(c) > 0 || begins_several(c) ||
           c == U'-' || c == U'−' || c == U'负' || c == U'負' || c == U'.';
}

std::optional<Numeral> numeral_at(std::u32string_view text, std::size_t at) {
    if (at >= text.size() || !may_begin_numeral(text[at])) return std::nullopt;
    auto number = NumeralReader(text, at).read();
    if (!number) return std::nullopt;
    read_fraction(text, *number);
    const char32_t last = text[number->end - 1];
    if (const auto unit = std::max(small_unit(last), big_unit(last)); unit > 10) number->last_unit = unit;
    return number;
}

} // namespace shanhai::press

#include "base/text.h"
#include "kernel/sheets/format_layout.h"
#include "kernel/sheets/shown_decimal.h"

#include <algorithm>
#include <cmath>
#include <span>

namespace shanhai::kernel {

namespace {

using Piece = NumberFormat::Piece;
using Section = NumberFormat::Section;
using Kind = Piece::Kind;
using Pieces = std::span<const Piece>;

bool is_digit(const Piece& piece) { return piece.kind == Kind::digit; }

std::size_t digits_in(Pieces pieces) { return static_cast<std::size_t>(std::ranges::count_if(pieces, is_digit)); }

std::size_t place_of(Pieces pieces, Kind kind) {
    return static_cast<std::size_t>(std::ranges::find(pieces, kind, &Piece::kind) - pieces.begin());
}

// A comma between two placeholders groups thousands.
bool groups_thousands(Pieces pieces) {
    bool before = false;
    bool comma = false;
    for (const Piece& piece : pieces) {
        if (is_digit(piece)) {
            if (comma) return true;
            before = true;
        }
        if (piece.kind == Kind::comma && before) comma = true;
    }
    return false;
}

// Commas right behind the last placeholder divide by a thousand each.
int scaling_commas(Pieces pieces) {
    int count = 0;
    bool behind_digit = false;
    for (const Piece& piece : pieces) {
        if (is_digit(piece)) {
            count = 0;
            behind_digit = true;
        } else if (piece.kind == Kind::comma && behind_digit) {
            ++count;
        } else {
            behind_digit = false;
        }
    }
    return count;
}

// What is no digit: literals as they stand; a comma before any placeholder is one.
void add_other(std::string& text, const Piece& piece, bool behind_digit) {
    if (piece.kind == Kind::literal || piece.kind == Kind::percent) text += piece.text;
    if (piece.kind == Kind::comma && !behind_digit) text += ",";
    if (piece.kind == Kind::slash || piece.kind == Kind::point) text += piece.text;
}

// Lays the digits of a whole number into placeholders from the right; the first one takes all that are left over.
std::string lay_out_whole(Pieces pieces, const std::string& digits, bool thousands, std::string_view sign = {}) {
    std::string text;
    std::size_t left = digits_in(pieces);
    bool seen = false;    // a placeholder
    bool started = false; // a digit: from here on missing ones are zeros
    const auto group = [&](std::size_t place, char shown) {
        if (thousands && place > 0 && place % 3 == 0) text += shown == ' ' ? ' ' : ',';
    };
    for (const Piece& piece : pieces) {
        if (!is_digit(piece)) {
            add_other(text, piece, seen);
            continue;
        }
        if (!seen) {
            text += sign;
            for (std::size_t place = digits.size(); place > left; --place) {
                text += digits[digits.size() - place];
                started = true;
                group(place - 1, '0');
            }
        }
        seen = true;
        --left; // the place of this one, from the right
        if (left < digits.size()) {
            text += digits[digits.size() - 1 - left];
            started = true;
            group(left, '0');
        } else if (piece.text == "0" || started) {
            text += '0';
            started = true;
            group(left, '0');
        } else if (piece.text == "?") {
            text += ' ';
            group(left, ' ');
        }
    }
    return text;
}

std::string lay_out_decimals(Pieces pieces, const ShownDecimal& number) {
    const std::string digits = number.decimals(digits_in(pieces));
    std::size_t shown = digits.find_last_not_of('0') + 1; // npos + 1 is none
    std::size_t place = 0;
    for (const Piece& piece : pieces) {
        if (!is_digit(piece)) continue;
        ++place;
        if (piece.text == "0") shown = std::max(shown, place);
    }
    std::string text;
    place = 0;
    for (const Piece& piece : pieces) {
        if (!is_digit(piece)) {
            add_other(text, piece, true);
            continue;
        }
        if (place < shown)
            text += digits[place];
        else if (piece.text == "?")
            text += ' ';
        ++place;
    }
    return text;
}

std::string lay_out_plain(Pieces pieces, double value) {
    ShownDecimal number(value);
    const auto point = place_of(pieces, Kind::point);
    const Pieces whole = pieces.first(point);
    const Pieces behind = point < pieces.size() ? pieces.subspan(point + 1) : Pieces{};
    const auto percents = std::ranges::count(pieces, Kind::percent, &Piece::kind);
    number.shift(2 * static_cast<int>(percents) - 3 * (scaling_commas(whole) + scaling_commas(behind)));
    number.round(static_cast<int>(digits_in(behind)));
    std::string text;
    if (digits_in(whole) == 0 && point < pieces.size()) { // ".00": nothing holds the whole but the point
        for (const Piece& piece : whole) add_other(text, piece, false);
        text += number.whole();
    } else {
        text = lay_out_whole(whole, number.whole(), groups_thousands(whole));
    }
    if (point < pieces.size()) text += "." + lay_out_decimals(behind, number);
    return text;
}

// "##0.0E+0" shows 12345 as 12.3E+3: the exponent is a multiple of the placeholders before the point.
std::string lay_out_scientific(Pieces pieces, double value) {
    const auto at = place_of(pieces, Kind::exponent);
    const Pieces mantissa = pieces.first(at);
    const Pieces power = pieces.subspan(at + 1);
    const auto point = place_of(mantissa, Kind::point);
    const Pieces whole = mantissa.first(point);
    const Pieces behind = point < mantissa.size() ? mantissa.subspan(point + 1) : Pieces{};
    const int step = std::max(1, static_cast<int>(digits_in(whole)));
    const auto exponent_of = [step](const ShownDecimal& number) {
        if (number.is_zero()) return 0;
        const int exponent = number.exponent();
        return (exponent >= 0 ? exponent / step : -((-exponent + step - 1) / step)) * step;
    };
    ShownDecimal number(value);
    int exponent = exponent_of(number);
    number.shift(-exponent);
    number.round(static_cast<int>(digits_in(behind)));
    if (const int carried = exponent_of(number); carried > 0) { // 9.99 became 10
        number.shift(-carried);
        exponent += carried;
    }
    std::string text = lay_out_whole(whole, number.is_zero() ? std::string(digits_in(whole), '0') : number.whole(),
                                     groups_thousands(whole));
    if (point < mantissa.size()) text += "." + lay_out_decimals(behind, number);
    const std::string& mark = pieces[at].text;
    text += mark[0];
    const std::string_view sign = exponent < 0 ? "-" : mark[1] == '+' ? "+" : "";
    return text + lay_out_whole(power, std::to_string(std::abs(exponent)), false, sign);
}

// ── fractions ────────────────────────────────────────────────────────────────────────────────────────────────────

struct Fraction {
    std::int64_t top = 0;
    std::int64_t bottom = 1;
};

// The nearest fraction with a denominator up to `most`, by continued fractions; 0 ≤ value.
Fraction nearest_fraction(double value, std::int64_t most) {
    Fraction before{1, 0};
    Fraction best{static_cast<std::int64_t>(value), 1};
    double rest = value - std::floor(value);
    while (rest > 1e-10) {
        const double turned = 1 / rest;
        const auto factor = static_cast<std::int64_t>(turned);
        const std::int64_t bottom = factor * best.bottom + before.bottom;
        if (bottom > most || factor > most) return best; // spreadsheets show π as 3 1/7, not the closer 3 14/99
        const Fraction next{factor * best.top + before.top, bottom};
        before = best;
        best = next;
        rest = turned - std::floor(turned);
    }
    return best;
}

struct FractionForm {
    Pieces whole;     // up to the literals before the numerator; empty when the fraction is improper
    Pieces between;   // those literals
    Pieces numerator; // with the literals that follow it
    Pieces denominator;
    Pieces after;
    std::int64_t fixed = 0; // "/8"
    bool has_whole() const { return digits_in(whole) > 0; }
    // Blanks keep columns in line where a placeholder asks for them.
    bool padded_before() const { return has_blank(whole) || has_blank(numerator); }
    bool padded() const { return padded_before() || has_blank(denominator); }
    bool whole_ends_blank() const { return !whole.empty() && whole.back().text == "?"; }

private:
    static bool has_blank(Pieces pieces) {
        return std::ranges::any_of(pieces, [](const Piece& piece) { return is_digit(piece) && piece.text == "?"; });
    }
};

FractionForm fraction_form(Pieces pieces) {
    FractionForm form;
    const auto slash = place_of(pieces, Kind::slash);
    std::size_t end = slash; // behind the numerator's last placeholder
    while (end > 0 && !is_digit(pieces[end - 1])) --end;
    std::size_t begin = end;
    while (begin > 0 && is_digit(pieces[begin - 1])) --begin;
    std::size_t whole_end = begin;
    while (whole_end > 0 && !is_digit(pieces[whole_end - 1])) --whole_end;
    if (whole_end == 0) { // no placeholder before: literals only
        form.between = pieces.first(begin);
    } else {
        form.whole = pieces.first(whole_end);
        form.between = pieces.subspan(whole_end, begin - whole_end);
    }
    form.numerator = pieces.subspan(begin, slash - begin);
    const Pieces rest = pieces.subspan(slash + 1);
    std::size_t last = rest.size(); // behind the denominator's last placeholder
    while (last > 0 && !is_digit(rest[last - 1])) --last;
    if (const auto first = std::ranges::find_if(rest, [](const Piece& piece) { return piece.kind == Kind::literal; });
        first == rest.begin() && first != rest.end() && first->text.find_first_of("123456789") == 0) {
        std::string number = first->text.substr(0, first->text.find_first_not_of("0123456789"));
        std::size_t used = 1;
        while (used < rest.size() && rest[used].kind == Kind::digit && rest[used].text == "0" && used < 6) {
            number += '0';
            ++used;
        }
        form.fixed = number.size() > 9 ? 0 : std::stoll(number);
        last = used;
    }
    form.denominator = rest.first(last);
    form.after = rest.subspan(last);
    return form;
}

std::string lay_out_denominator(const FractionForm& form, std::int64_t bottom) {
    if (form.fixed != 0) return std::to_string(form.fixed);
    std::string digits = std::to_string(bottom);
    const auto places = digits_in(form.denominator);
    std::string text;
    std::size_t place = 0;
    std::size_t zeros = 0; // "000" begins with zeros; "??" ends with blanks
    for (const Piece& piece : form.denominator) zeros += is_digit(piece) && piece.text == "0" ? 1 : 0;
    if (zeros == places && digits.size() < places) digits.insert(0, places - digits.size(), '0');
    for (const Piece& piece : form.denominator) {
        if (!is_digit(piece)) {
            add_other(text, piece, true);
            continue;
        }
        ++place;
        if (place == places && digits.size() >= place) // the last takes what is left
            text += digits.substr(place - 1);
        else if (place <= digits.size())
            text += digits[place - 1];
        else if (piece.text == "?")
            text += ' ';
    }
    return text;
}

std::string lay_out_fraction(Pieces pieces, double value) {
    const FractionForm form = fraction_form(pieces);
    std::int64_t most = 1;
    for (std::size_t i = 0; i < std::min<std::size_t>(digits_in(form.denominator), 9); ++i) most *= 10;
    most = std::max<std::int64_t>(most - 1, 1);
    double whole = form.has_whole() ? std::floor(value) : 0;
    const double part = value - whole;
    if (part > 1e15) return general_text(value);
    Fraction fraction = form.fixed != 0 ? Fraction{std::llround(part * static_cast<double>(form.fixed)), form.fixed}
                                        : nearest_fraction(part, most);
    if (form.has_whole() && fraction.top == fraction.bottom) {
        whole += 1;
        fraction = {0, fraction.bottom};
    }
    const std::string whole_digits = whole > 0 ? ShownDecimal(whole).whole() : "";
    std::string text;
    for (const Piece& piece : form.whole.empty() ? form.between : Pieces{}) add_other(text, piece, false);
    const bool zeros = std::ranges::any_of(form.numerator, [](const Piece& p) { return is_digit(p) && p.text == "0"; });
    if (form.has_whole() && fraction.top == 0 && !zeros) {
        // Nothing but the whole is shown, with blanks for the rest when the form asks for columns.
        text += lay_out_whole(form.whole, whole_digits.empty() ? "0" : whole_digits, groups_thousands(form.whole));
        if (form.padded()) {
            std::string literals;
            for (const Pieces run : {form.between, form.numerator, form.denominator})
                for (const Piece& piece : run) add_other(literals, piece, true);
            text.append(code_points(literals) + digits_in(form.numerator) + digits_in(form.denominator) + 1, ' ');
        }
    } else {
        const std::string numerator = std::to_string(fraction.top);
        const bool nought = whole_digits.empty() && fraction.top == 0 && form.whole_ends_blank();
        const std::string laid = lay_out_whole(form.whole, nought ? "0" : whole_digits, groups_thousands(form.whole));
        text += laid;
        std::string between;
        for (const Piece& piece : form.whole.empty() ? Pieces{} : form.between) add_other(between, piece, true);
        const bool whole_shown = !form.whole.empty() && laid.find_first_of("0123456789") != std::string::npos;
        if (form.has_whole() && !whole_shown)
            text.append(form.padded_before() ? code_points(between) : 0, ' ');
        else
            text += between;
        text += lay_out_whole(form.numerator, numerator, false);
        text += "/" + lay_out_denominator(form, fraction.bottom);
    }
    for (const Piece& piece : form.after) add_other(text, piece, true);
    return text;
}

} // namespace

std::string lay_out_number(const Section& section, double value) {
    const Pieces pieces(section.pieces);
    if (section.has(Kind::general)) {
        std::string text;
        for (const Piece& piece : pieces) {
            if (piece.kind != Kind::general)
                add_other(text, piece, false);
            else if (section.chinese_numerals != 0)
                text += in_chinese_numerals(general_text(value), section.chinese_numerals, false);
            else
                text += general_text(value);
        }
        return text;
    }
    const auto slash = place_of(pieces, Kind::slash);
    std::string text;
    if (section.has(Kind::exponent))
        text = lay_out_scientific(pieces, value);
    else if (slash < pieces.size() && digits_in(pieces.first(slash)) > 0)
        text = lay_out_fraction(pieces, value);
    else
        text = lay_out_plain(pieces, value);
    return section.chinese_numerals == 0 ? text : in_chinese_numerals(text, section.chinese_numerals, true);
}

} // namespace shanhai::kernel

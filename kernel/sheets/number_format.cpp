#include "kernel/sheets/number_format.h"

#include "base/text.h"
#include "kernel/sheets/format_layout.h"
#include "kernel/sheets/shown_decimal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace shanhai::kernel {

namespace {

using Piece = NumberFormat::Piece;
using Section = NumberFormat::Section;
using Kind = Piece::Kind;

constexpr std::size_t longest_code = 1'024;

std::size_t length_at(std::string_view code, std::size_t at) {
    const auto first = static_cast<unsigned char>(code[at]);
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return std::min(length, code.size() - at);
}

bool starts_with_ignoring_case(std::string_view text, std::string_view beginning) {
    return text.size() >= beginning.size() && lower_ascii(text.substr(0, beginning.size())) == lower_ascii(beginning);
}

bool is_time(Kind kind) {
    return kind == Kind::hour || kind == Kind::minute || kind == Kind::second || kind == Kind::elapsed_hours ||
           kind == Kind::elapsed_minutes || kind == Kind::elapsed_seconds || kind == Kind::half_day;
}

bool is_day(Kind kind) {
    return kind == Kind::year || kind == Kind::month || kind == Kind::day || kind == Kind::chinese_weekday;
}

// Reads one section of a code, up to its ";".
class SectionReader {
public:
    SectionReader(std::string_view code, std::size_t& at) : code_(code), at_(at) {}

    Section read() {
        while (at_ < code_.size() && code_[at_] != ';') read_piece();
        if (at_ < code_.size()) ++at_;
        tell_minutes_from_months();
        count_all_that_elapsed();
        section_.is_date = std::ranges::any_of(
            section_.pieces, [](const Piece& piece) { return is_time(piece.kind) || is_day(piece.kind); });
        return std::move(section_);
    }

private:
    void add(Kind kind, std::string text, int count = 1) { section_.pieces.push_back({kind, std::move(text), count}); }
    void literal(std::string_view text) {
        if (!section_.pieces.empty() && section_.pieces.back().kind == Kind::literal && !code_.empty())
            section_.pieces.back().text += text;
        else
            add(Kind::literal, std::string(text));
    }
    char here() const { return code_[at_]; }
    char next() const { return at_ + 1 < code_.size() ? code_[at_ + 1] : '\0'; }

    void read_piece() {
        const char c = here();
        if (c == '"') return quoted();
        if (c == '[') return bracketed();
        if (c == '\\' || c == '_' || c == '*') return escaped(c);
        if (letters(c)) return;
        switch (c) {
        case '0':
        case '#':
        case '?': add(Kind::digit, std::string(1, c)); break;
        case '.': return point();
        case ',': add(Kind::comma, ","); break;
        case '%': add(Kind::percent, "%"); break;
        case '/': add(Kind::slash, "/"); break;
        case '@': add(Kind::text, "@"); break;
        default: {
            const std::size_t length = length_at(code_, at_);
            literal(code_.substr(at_, length));
            at_ += length;
            return;
        }
        }
        ++at_;
    }

    void quoted() {
        const auto end = std::min(code_.find('"', at_ + 1), code_.size());
        literal(code_.substr(at_ + 1, end - at_ - 1));
        at_ = std::min(end + 1, code_.size());
    }

    // \x is x; _x is a blank as wide as x; *x fills the column, which is nothing in a text.
    void escaped(char how) {
        ++at_;
        if (at_ >= code_.size()) return;
        const std::size_t length = length_at(code_, at_);
        if (how == '\\') literal(code_.substr(at_, length));
        if (how == '_') literal(" ");
        at_ += length;
    }

    void bracketed() {
        const auto end = code_.find(']', at_);
        if (end == std::string_view::npos) {
            literal("[");
            ++at_;
            return;
        }
        const std::string_view inside = code_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
        if (inside.starts_with('$')) return currency(inside.substr(1));
        const std::string lower = lower_ascii(inside);
        if (lower.starts_with("dbnum") && lower.size() == 6) {
            section_.chinese_numerals = lower[5] >= '1' && lower[5] <= '3' ? lower[5] - '0' : 0;
        } else if (!lower.empty() && lower.find_first_not_of(lower[0]) == std::string::npos) {
            const int count = static_cast<int>(lower.size());
            if (lower[0] == 'h') add(Kind::elapsed_hours, "h", count);
            if (lower[0] == 'm') add(Kind::elapsed_minutes, "m", count);
            if (lower[0] == 's') add(Kind::elapsed_seconds, "s", count);
        } else if (!lower.empty() && std::string_view("<>=").find(lower[0]) != std::string_view::npos) {
            condition(lower);
        } // the rest are colours
    }

    // [$¥-804]: a symbol and a locale.
    void currency(std::string_view inside) {
        const auto dash = inside.rfind('-');
        const std::string_view symbol = inside.substr(0, dash);
        if (!symbol.empty()) literal(symbol);
        if (dash == std::string_view::npos) return;
        const auto locale = std::strtoul(std::string(inside.substr(dash + 1)).c_str(), nullptr, 16) & 0xFFFFU;
        constexpr std::array<unsigned long, 6> chinese = {0x0004, 0x0404, 0x0804, 0x0C04, 0x1004, 0x1404};
        if (std::ranges::find(chinese, locale) != chinese.end()) section_.in_chinese = true;
    }

    void condition(const std::string& text) {
        const auto end = text.find_first_not_of("<>=");
        if (end == std::string::npos) return;
        section_.condition = NumberFormat::Condition{text.substr(0, end), std::strtod(text.c_str() + end, nullptr)};
    }

    // Behind seconds, a point and zeros are parts of a second.
    void point() {
        const auto last = std::ranges::find_if(section_.pieces.rbegin(), section_.pieces.rend(),
                                               [](const Piece& piece) { return piece.kind != Kind::literal; });
        const bool behind_seconds = last != section_.pieces.rend() &&
                                    (last->kind == Kind::second || last->kind == Kind::elapsed_seconds) &&
                                    last == section_.pieces.rbegin();
        if (!behind_seconds || next() != '0') {
            add(Kind::point, ".");
            ++at_;
            return;
        }
        ++at_;
        int zeros = 0;
        for (; at_ < code_.size() && here() == '0'; ++at_) ++zeros;
        add(Kind::subsecond, ".", std::min(zeros, 9));
    }

    // What begins with a letter and means something. False when it is a plain letter.
    bool letters(char c) {
        const std::string_view rest = code_.substr(at_);
        for (const std::string_view name : {"General", "G/通用格式"}) {
            if (!starts_with_ignoring_case(rest, name)) continue;
            add(Kind::general, "");
            at_ += name.size();
            return true;
        }
        for (const std::string_view name : {"AM/PM", "A/P", "上午/下午"}) {
            if (!starts_with_ignoring_case(rest, name)) continue;
            add(Kind::half_day, std::string(rest.substr(0, name.size())));
            at_ += name.size();
            return true;
        }
        const bool has_digits = section_.has(Kind::digit);
        if ((c == 'e' || c == 'E') && has_digits && (next() == '+' || next() == '-')) {
            add(Kind::exponent, std::string(rest.substr(0, 2)));
            at_ += 2;
            return true;
        }
        return run(c);
    }

    bool run(char c) {
        const char lower = lower_ascii(std::string_view(&c, 1))[0];
        int count = 0;
        while (at_ + static_cast<std::size_t>(count) < code_.size() &&
               lower_ascii(code_.substr(at_ + static_cast<std::size_t>(count), 1))[0] == lower)
            ++count;
        std::optional<Kind> kind;
        switch (lower) {
        case 'y': kind = Kind::year; break;
        case 'm': kind = Kind::month; break;
        case 'd': kind = Kind::day; break;
        case 'h': kind = Kind::hour; break;
        case 's': kind = Kind::second; break;
        case 'e': // the year in full, as China's and Japan's Excel write it
            kind = Kind::year;
            break;
        case 'a':
            if (count >= 3) kind = Kind::chinese_weekday;
            break;
        case 'g': // an era's name: none in use
            at_ += static_cast<std::size_t>(count);
            return true;
        default: break;
        }
        if (!kind) return false;
        add(*kind, std::string(1, lower), lower == 'e' ? 4 : count);
        at_ += static_cast<std::size_t>(count);
        return true;
    }

    // m is minutes behind hours, and beside seconds.
    void tell_minutes_from_months() {
        Piece* before = nullptr;
        for (Piece& piece : section_.pieces) {
            if (!is_time(piece.kind) && !is_day(piece.kind)) continue;
            if (piece.kind == Kind::half_day) continue;
            if (before != nullptr) {
                const bool behind_hours = before->kind == Kind::hour || before->kind == Kind::elapsed_hours;
                const auto seconds = [](Kind kind) { return kind == Kind::second || kind == Kind::elapsed_seconds; };
                if (piece.kind == Kind::month && piece.count <= 2 && (behind_hours || seconds(before->kind)))
                    piece.kind = Kind::minute;
                if (seconds(piece.kind) && before->kind == Kind::month && before->count <= 2)
                    before->kind = Kind::minute;
            }
            before = &piece;
        }
    }

    // Beside [h], a plain h means all the hours, too.
    void count_all_that_elapsed() {
        constexpr std::array<std::pair<Kind, Kind>, 3> pairs = {{{Kind::hour, Kind::elapsed_hours},
                                                                 {Kind::minute, Kind::elapsed_minutes},
                                                                 {Kind::second, Kind::elapsed_seconds}}};
        for (const auto& [plain, elapsed] : pairs) {
            if (!section_.has(elapsed)) continue;
            for (Piece& piece : section_.pieces)
                if (piece.kind == plain) piece.kind = elapsed;
        }
    }

    std::string_view code_;
    std::size_t& at_;
    Section section_;
};

} // namespace

bool NumberFormat::Condition::holds(double number) const {
    if (operation == "<") return number < value;
    if (operation == "<=") return number <= value;
    if (operation == ">") return number > value;
    if (operation == ">=") return number >= value;
    if (operation == "=") return number == value;
    return number != value;
}

bool NumberFormat::Section::has(Piece::Kind kind) const {
    return std::ranges::any_of(pieces, [kind](const Piece& piece) { return piece.kind == kind; });
}

NumberFormat NumberFormat::parse(std::string_view code) {
    NumberFormat format;
    if (code.size() > longest_code || code.empty()) code = "General";
    format.code_ = code;
    format.general_ = lower_ascii(code) == "general" || code == "G/通用格式";
    std::size_t at = 0;
    while (at < code.size() && format.sections_.size() < 4) {
        format.sections_.push_back(SectionReader(code, at).read());
        if (at == code.size() && code.back() == ';' && format.sections_.size() < 4) {
            format.sections_.emplace_back(); // an empty last section shows nothing
            break;
        }
    }
    auto& sections = format.sections_;
    if (sections.size() == 4 || sections.back().has(Kind::text)) {
        format.for_text_ = std::move(sections.back());
        sections.pop_back();
    }
    if (sections.empty()) { // "@" alone shows numbers as they are
        sections.emplace_back();
        sections[0].pieces.push_back({Kind::general, "", 1});
    }
    return format;
}

std::string_view NumberFormat::built_in(int id) {
    // 27 to 36 and 50 to 58 belong to the locale; these are China's (18.8.30).
    static constexpr std::array<std::pair<int, std::string_view>, 48> codes = {{
        {1, "0"},
        {2, "0.00"},
        {3, "#,##0"},
        {4, "#,##0.00"},
        {5, "$#,##0_);($#,##0)"},
        {6, "$#,##0_);[Red]($#,##0)"},
        {7, "$#,##0.00_);($#,##0.00)"},
        {8, "$#,##0.00_);[Red]($#,##0.00)"},
        {9, "0%"},
        {10, "0.00%"},
        {11, "0.00E+00"},
        {12, "# ?/?"},
        {13, "# ?\?/?\?"},
        {14, "m/d/yy"},
        {15, "d-mmm-yy"},
        {16, "d-mmm"},
        {17, "mmm-yy"},
        {18, "h:mm AM/PM"},
        {19, "h:mm:ss AM/PM"},
        {20, "h:mm"},
        {21, "h:mm:ss"},
        {22, "m/d/yy h:mm"},
        {27, "yyyy\"年\"m\"月\""},
        {28, "m\"月\"d\"日\""},
        {29, "m\"月\"d\"日\""},
        {30, "m-d-yy"},
        {31, "yyyy\"年\"m\"月\"d\"日\""},
        {32, "h\"时\"mm\"分\""},
        {33, "h\"时\"mm\"分\"ss\"秒\""},
        {34, "上午/下午h\"时\"mm\"分\""},
        {35, "上午/下午h\"时\"mm\"分\"ss\"秒\""},
        {36, "yyyy\"年\"m\"月\""},
        {37, "#,##0_);(#,##0)"},
        {38, "#,##0_);[Red](#,##0)"},
        {39, "#,##0.00_);(#,##0.00)"},
        {40, "#,##0.00_);[Red](#,##0.00)"},
        {41, "_(* #,##0_);_(* \\(#,##0\\);_(* \"-\"_);_(@_)"},
        {42, "_($* #,##0_);_($* \\(#,##0\\);_($* \"-\"_);_(@_)"},
        {43, "_(* #,##0.00_);_(* \\(#,##0.00\\);_(* \"-\"?\?_);_(@_)"},
        {44, "_($* #,##0.00_);_($* \\(#,##0.00\\);_($* \"-\"?\?_);_(@_)"},
        {45, "mm:ss"},
        {46, "[h]:mm:ss"},
        {47, "mm:ss.0"},
        {48, "##0.0E+0"},
        {49, "@"},
        {50, "yyyy\"年\"m\"月\""},
        {57, "yyyy\"年\"m\"月\""},
        {58, "m\"月\"d\"日\""},
    }};
    if (id >= 51 && id <= 56) id = id == 52 ? 27 : id == 55 ? 34 : id == 56 ? 35 : 28;
    const auto found = std::ranges::find(codes, id, &std::pair<int, std::string_view>::first);
    return found == codes.end() ? "General" : found->second;
}

const Section* NumberFormat::section_for(double value, bool& without_sign) const {
    const auto count = sections_.size();
    const bool conditions = std::ranges::any_of(sections_, [](const Section& s) { return s.condition.has_value(); });
    if (!conditions) {
        if (count == 1) return &sections_[0];
        if (value < 0) {
            without_sign = true;
            return &sections_[1];
        }
        return count > 2 && value == 0 ? &sections_[2] : &sections_[0];
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(count, 2); ++i) {
        auto condition = sections_[i].condition;
        if (!condition && i == 1 && count == 2) break;
        if (!condition) condition = i == 0 ? Condition{">", 0} : Condition{"<", 0};
        if (!condition->holds(value)) continue;
        // A section that only negative numbers reach says so itself.
        without_sign = condition->operation.starts_with('<') && condition->operation != "<>" && condition->value <= 0;
        return &sections_[i];
    }
    return count > 1 ? &sections_.back() : nullptr;
}

std::string NumberFormat::show(double value, Epoch epoch) const {
    if (general_ || !std::isfinite(value)) return general_text(value);
    bool without_sign = false;
    const Section* section = section_for(value, without_sign);
    if (section == nullptr) return general_text(value);
    if (section->is_date) return lay_out_date(*section, value, epoch);
    const bool bare = section->pieces.empty();
    const std::string shown = lay_out_number(*section, std::fabs(value));
    return (value < 0 && !without_sign && !bare ? "-" : "") + shown;
}

std::string NumberFormat::show(std::string_view text) const {
    if (!for_text_) return std::string(text);
    std::string shown;
    for (const Piece& piece : for_text_->pieces) {
        if (piece.kind == Kind::text)
            shown += text;
        else if (piece.kind == Kind::literal)
            shown += piece.text;
    }
    return shown;
}

bool NumberFormat::has_time() const {
    return std::ranges::any_of(sections_[0].pieces, [](const Piece& piece) { return is_time(piece.kind); });
}

bool NumberFormat::has_day() const {
    return std::ranges::any_of(sections_[0].pieces, [](const Piece& piece) { return is_day(piece.kind); });
}

bool NumberFormat::is_percent() const { return !is_date() && sections_[0].has(Kind::percent); }

} // namespace shanhai::kernel

#include "kernel/transfer/office_values.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

namespace shanhai::kernel {

namespace {

constexpr std::size_t longest = 100;
constexpr int furthest_shift = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

// 二〇二三年十二月三十一日 → 2023年12月31日. Ten is a place between digits, a digit pair elsewhere.
std::string without_chinese_digits(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, char>, 12> digits = {{{"〇", '0'},
                                                                           {"○", '0'},
                                                                           {"零", '0'},
                                                                           {"一", '1'},
                                                                           {"二", '2'},
                                                                           {"三", '3'},
                                                                           {"四", '4'},
                                                                           {"五", '5'},
                                                                           {"六", '6'},
                                                                           {"七", '7'},
                                                                           {"八", '8'},
                                                                           {"九", '9'}}};
    constexpr std::string_view ten = "十";
    std::string plain;
    const auto digit_at = [&](std::size_t at) {
        return std::ranges::any_of(digits, [&](const auto& one) { return text.substr(at).starts_with(one.first); });
    };
    for (std::size_t at = 0; at < text.size();) {
        if (text.substr(at).starts_with(ten)) {
            if (plain.empty() || !is_digit(plain.back())) plain += '1';
            at += ten.size();
            if (!digit_at(at)) plain += '0';
            continue;
        }
        const auto found =
            std::ranges::find_if(digits, [&](const auto& one) { return text.substr(at).starts_with(one.first); });
        if (found != digits.end()) {
            plain += found->second;
            at += found->first.size();
        } else {
            plain += text[at++];
        }
    }
    return plain;
}

std::optional<int> number_of(std::string_view digits) {
    int number = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (!all_digits(digits) || read.ec != std::errc()) return std::nullopt;
    return number;
}

std::optional<Date> day_of(std::string_view year, std::string_view month, std::string_view day) {
    const auto y = number_of(year);
    const auto m = number_of(month);
    const auto d = number_of(day);
    if (month.size() > 2 || day.size() > 2 || !y || !m || !d) return std::nullopt;
    // Offices write the year first. 23.4.3 can be no other: no month is the 23rd, and 69 is further than anybody plans.
    constexpr int last_month = 12, furthest = 69, century = 2000;
    if (year.size() == 2 && *y > last_month && *y <= furthest) return Date::from_ymd(century + *y, *m, *d);
    return year.size() == 4 ? Date::from_ymd(*y, *m, *d) : std::nullopt;
}

// A time behind a date: digits, colons, 时分秒, nothing else.
bool is_time(std::string_view text) {
    const std::string plain = replace_all(replace_all(replace_all(std::string(text), "时", ":"), "分", ":"), "秒", "");
    return plain.contains(':') && plain.find_first_not_of("0123456789:. TZ") == std::string::npos;
}

bool take_end(std::string_view& text, std::string_view end) {
    if (end.empty() || !text.ends_with(end)) return false;
    text.remove_suffix(end.size());
    text = trim(text);
    return true;
}

bool take_begin(std::string_view& text, std::string_view begin) {
    if (!text.starts_with(begin)) return false;
    text.remove_prefix(begin.size());
    text = trim(text);
    return true;
}

// The words that people type for a unit of a field, when its name is a program's.
struct TypedUnit {
    std::string_view unit;
    std::array<std::string_view, 4> words;
};
constexpr std::array typed_units = {
    TypedUnit{"metre", {"米", "m", "公尺"}},
    TypedUnit{"km", {"公里", "千米", "km"}},
    TypedUnit{"sqm", {"平方米", "平米", "㎡", "m²"}},
    TypedUnit{"sqkm", {"平方公里", "km²"}},
    TypedUnit{"cbm", {"立方米", "立方", "m³", "方"}},
    TypedUnit{"tonne", {"吨", "t"}},
    TypedUnit{"kg", {"公斤", "千克", "kg"}},
    TypedUnit{"mu", {"亩", "市亩"}},
    TypedUnit{"hectare", {"公顷", "ha"}},
    TypedUnit{"MW", {"兆瓦", "MW"}},
    TypedUnit{"kW", {"千瓦", "kW"}},
    TypedUnit{"MWh", {"兆瓦时", "MWh"}},
    TypedUnit{"kWh", {"千瓦时", "度", "kWh"}},
    TypedUnit{"person", {"人", "名"}},
    TypedUnit{"person_time", {"人次"}},
    TypedUnit{"household", {"户"}},
    TypedUnit{"tree", {"株", "棵"}},
    TypedUnit{"project", {"个项目", "个", "项"}},
    TypedUnit{"item", {"项", "个", "件", "条"}},
    TypedUnit{"day", {"天", "日"}},
    TypedUnit{"month", {"个月"}},
    TypedUnit{"event", {"场", "次"}},
    TypedUnit{"visit", {"次"}},
    TypedUnit{"batch", {"批次", "批"}},
};

// The field's unit behind a number, as it is named, as people say it, or 元; 4,300米 of metres, not 4,300斤 of kilograms.
void take_unit(std::string_view& text, std::string_view unit) {
    if (take_end(text, unit)) return;
    const auto typed = std::ranges::find(typed_units, unit, &TypedUnit::unit);
    if (typed != typed_units.end() &&
        std::ranges::any_of(typed->words, [&](std::string_view word) { return take_end(text, word); }))
        return;
    take_end(text, "元");
}

// 1,200 and 1,2000: groups of three, or of four as some count in 万.
bool is_grouped(std::string_view whole) {
    const auto groups = split(whole, ',');
    if (groups.size() == 1) return true;
    const std::size_t size = groups[1].size();
    if ((size != 3 && size != 4) || groups[0].empty() || groups[0].size() > size) return false;
    return std::all_of(groups.begin() + 1, groups.end(),
                       [size](std::string_view group) { return group.size() == size; });
}

// Digits with groups, one point and perhaps an exponent; the rest of the value is the caller's.
std::optional<std::string> plain_decimal(std::string_view text) {
    int exponent = 0;
    if (const auto e = text.find_first_of("eE"); e != std::string_view::npos) {
        std::string_view power = text.substr(e + 1);
        if (power.starts_with('+')) power.remove_prefix(1);
        const auto read = std::from_chars(power.data(), power.data() + power.size(), exponent);
        if (read.ec != std::errc() || read.ptr != power.data() + power.size() || std::abs(exponent) > furthest_shift)
            return std::nullopt;
        text = text.substr(0, e);
    }
    const auto point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    const std::string_view behind = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    // 1 200, set apart by spaces instead of commas; both in one number are a mistake.
    const bool spaced = whole.contains(' ') && !whole.contains(',');
    const std::string groups = spaced ? replace_all(std::string(whole), " ", ",") : std::string(whole);
    if (!is_grouped(groups)) return std::nullopt;
    const std::string digits = replace_all(groups, ",", "");
    if (digits.empty() && behind.empty()) return std::nullopt;
    if ((!digits.empty() && !all_digits(digits)) || (!behind.empty() && !all_digits(behind))) return std::nullopt;
    return shifted((digits.empty() ? "0" : digits) + (behind.empty() ? "" : "." + std::string(behind)), exponent);
}

} // namespace

std::optional<Date> office_date(std::string_view given) {
    if (given.size() > longest) return std::nullopt;
    const std::string folded = without_chinese_digits(fold_width(trim(given)));
    std::string_view text = trim(folded);
    // Spaces may stand behind the points of a date (2023. 4. 3), and its time behind the last of them.
    for (auto gap = text.find_last_of(" T"); gap != std::string_view::npos && gap > 0;) {
        if (is_time(text.substr(gap + 1))) {
            text = trim(text.substr(0, gap));
            break;
        }
        gap = text.find_last_of(" T", gap - 1);
    }
    if (text.size() == 8 && all_digits(text)) return day_of(text.substr(0, 4), text.substr(4, 2), text.substr(6));
    if (text.size() == 6 && all_digits(text)) return day_of(text.substr(0, 4), text.substr(4), "1");
    std::string plain(text);
    for (const std::string_view mark : {"年", "月", ".", "/", "。", "．", "、"}) plain = replace_all(plain, mark, "-");
    plain = replace_all(replace_all(plain, "日", ""), "号", "");
    plain = replace_all(plain, " ", "");
    if (plain.ends_with('-')) plain.pop_back(); // 2023年4月
    const auto steps = split(plain, '-');
    if (steps.size() == 2) return day_of(steps[0], steps[1], "1");
    return steps.size() == 3 ? day_of(steps[0], steps[1], steps[2]) : std::nullopt;
}

std::string shifted(std::string_view decimal, int powers) {
    const bool negative = decimal.starts_with('-');
    if (negative) decimal.remove_prefix(1);
    const auto point = std::min(decimal.find('.'), decimal.size());
    std::string digits =
        std::string(decimal.substr(0, point)) + std::string(decimal.substr(std::min(point + 1, decimal.size())));
    int place = static_cast<int>(point) + powers; // of the point
    if (place < 0) {
        digits.insert(0, static_cast<std::size_t>(-place), '0');
        place = 0;
    }
    if (place > static_cast<int>(digits.size())) digits.resize(static_cast<std::size_t>(place), '0');
    std::string whole = digits.substr(0, static_cast<std::size_t>(place));
    std::string behind = digits.substr(static_cast<std::size_t>(place));
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
    while (behind.ends_with('0')) behind.pop_back();
    if (whole.empty()) whole = "0";
    if (!behind.empty()) whole += "." + behind;
    return (negative && whole != "0" ? "-" : "") + whole;
}

std::optional<OfficeNumber> office_number(std::string_view given, std::string_view unit) {
    if (given.size() > longest) return std::nullopt;
    const std::string folded = fold_width(trim(given));
    std::string_view text = trim(folded);
    bool negative = false;
    if (text.starts_with('(') && text.ends_with(')') && text.size() > 2) {
        negative = true;
        text = trim(text.substr(1, text.size() - 2));
    }
    const auto take_sign = [&] {
        for (const std::string_view minus : {"-", "−", "－", "负"})
            if (take_begin(text, minus)) return void(negative = !negative);
        take_begin(text, "+");
    };
    take_sign();
    for (const std::string_view currency : {"人民币", "RMB", "CNY", "¥", "￥"}) take_begin(text, currency);
    if (!negative) take_sign();
    OfficeNumber number;
    number.percent = take_end(text, "%");
    if (!take_end(text, "元整") && !take_end(text, "元正") && !number.percent) take_unit(text, unit);
    int powers = 0;
    constexpr std::array<std::pair<std::string_view, int>, 5> scales = {
        {{"亿", 8}, {"万", 4}, {"千", 3}, {"百", 2}, {"十", 1}}};
    for (bool found = true; found && !number.percent;) { // 百万, 万亿
        found = false;
        for (const auto& [name, power] : scales) {
            if (!take_end(text, name)) continue;
            powers += power;
            number.scaled = found = true;
        }
        if (powers > furthest_shift) return std::nullopt;
    }
    const auto plain = plain_decimal(text);
    if (!plain) return std::nullopt;
    number.decimal = shifted((negative ? "-" : "") + *plain, powers);
    return number;
}

std::optional<bool> office_boolean(std::string_view given) {
    const std::string text = lower_ascii(fold_width(trim(given)));
    for (const std::string_view yes : {"是", "有", "√", "✓", "✔", "yes", "y", "true", "1"})
        if (text == yes) return true;
    for (const std::string_view no : {"否", "无", "×", "✗", "no", "n", "false", "0"})
        if (text == no) return false;
    return std::nullopt;
}

} // namespace shanhai::kernel

#include "kernel/bulletins/office_style.h"

#include "base/date.h"
#include "base/rational.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace shanhai::kernel {

namespace {

struct UnitWord {
    std::string_view unit, zh, en;
};

// What units are called on paper. The check of texts (modules/press) reads each of them as the same unit again, so that a
// bulletin's own numbers can be checked.
constexpr std::array words = {
    UnitWord{"CNY", "元", "CNY"},
    UnitWord{"USD", "美元", "USD"},
    UnitWord{"EUR", "欧元", "EUR"},
    UnitWord{"GBP", "英镑", "GBP"},
    UnitWord{"JPY", "日元", "JPY"},
    UnitWord{"HKD", "港元", "HKD"},
    UnitWord{"percent", "%", "%"},
    UnitWord{"ratio", "", ""},
    UnitWord{"CNY_per_project", "元/个项目", "CNY a project"},
    UnitWord{"CNY_per_tonne", "元/吨", "CNY a tonne"},
    UnitWord{"CNY_per_household", "元/户次", "CNY a household"},
    UnitWord{"store", "家门店", "shops"},
    UnitWord{"warehouse", "个仓库", "warehouses"},
    UnitWord{"base", "个基地", "bases"},
    UnitWord{"cbm", "立方米", "m³"},
    UnitWord{"hour", "小时", "hours"},
    UnitWord{"minute", "分钟", "minutes"},
    UnitWord{"project", "个项目", "projects"},
    UnitWord{"person", "人", "people"},
    UnitWord{"person_time", "人次", "person-times"},
    UnitWord{"household", "户", "households"},
    UnitWord{"item", "项", "items"},
    UnitWord{"slip", "份督办单", "slips"},
    UnitWord{"meeting", "次会议", "meetings"},
    UnitWord{"task", "项任务", "tasks"},
    UnitWord{"party", "个", "parties"},
    UnitWord{"pair", "对", "pairs"},
    UnitWord{"batch", "批次", "batches"},
    UnitWord{"line", "条", "lines"},
    UnitWord{"inspection", "次检查", "inspections"},
    UnitWord{"article", "条", "articles"},
    UnitWord{"year_count", "年", "years"},
    UnitWord{"check", "次", "checks"},
    UnitWord{"point_per_visit", "分", "points"},
    UnitWord{"year", "年", "years"},
    UnitWord{"visit", "次", "visits"},
    UnitWord{"transaction", "笔", "transactions"},
    UnitWord{"sqm", "平方米", "m²"},
    UnitWord{"km", "公里", "km"},
    UnitWord{"mu", "亩", "mu"},
    UnitWord{"tonne", "吨", "tonnes"},
    UnitWord{"MW", "兆瓦", "MW"},
    UnitWord{"MWh", "兆瓦时", "MWh"},
    UnitWord{"plant", "座电站", "plants"},
    UnitWord{"tree", "株", "trees"},
    UnitWord{"river", "条河流", "rivers"},
    UnitWord{"rule", "项制度", "rules"},
    UnitWord{"round", "轮", "rounds"},
    UnitWord{"point", "分", "points"},
    UnitWord{"pledge", "份", "pledges"},
    UnitWord{"institution", "家机构", "institutions"},
    UnitWord{"organisation", "家", "organisations"},
    UnitWord{"milestone", "个节点", "milestones"},
    UnitWord{"issue", "期", "issues"},
    UnitWord{"honour", "项荣誉", "honours"},
    UnitWord{"finding", "个", "findings"},
    UnitWord{"event", "场活动", "events"},
    UnitWord{"claim", "条", "claims"},
    UnitWord{"case", "个案例", "cases"},
    UnitWord{"agreement", "份协议", "agreements"},
    UnitWord{"activity", "个活动", "activities"},
    UnitWord{"school", "所学校", "schools"},
    UnitWord{"hospital", "家医院", "hospitals"},
    UnitWord{"enterprise", "家企业", "enterprises"},
    UnitWord{"village", "个村", "villages"},
    UnitWord{"county", "个县", "counties"},
    UnitWord{"team", "个团队", "teams"},
    UnitWord{"contract", "份合同", "contracts"},
    UnitWord{"payment", "笔", "payments"},
};

const UnitWord* word_of(std::string_view unit) {
    const auto found = std::ranges::find(words, unit, &UnitWord::unit);
    return found == words.end() ? nullptr : &*found;
}

bool is_currency(std::string_view unit) {
    return unit.size() == 3 && std::ranges::all_of(unit, [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool reaches(const Rational& value, std::int64_t bound) {
    return compare(value, bound) >= 0 || compare(value, -bound) <= 0;
}

// Divided by what a word stands for, to two decimals.
std::optional<std::string> shortened(const Rational& value, std::int64_t by) {
    const auto divided = divide(value, by);
    if (!divided) return std::nullopt;
    return without_idle_zeros(divided->text(2));
}

// "1234567.5" → "1,234,567.5", as English sets numbers.
std::string grouped(std::string text) {
    const auto point = std::min(text.find('.'), text.size());
    const std::size_t first = text.starts_with('-') ? 1 : 0;
    for (std::size_t at = point; at > first + 3; at -= 3) text.insert(at - 3, ",");
    return text;
}

struct Magnitude {
    std::int64_t by;
    std::string_view word;
};

// The largest word that the amount reaches; nothing when it is written in full.
std::optional<Magnitude> magnitude_of(const Rational& value, std::string_view unit, bool english) {
    constexpr std::int64_t wan = 10'000, yi = 100'000'000, million = 1'000'000;
    if (unit == "percent" || unit == "ratio") return std::nullopt;
    if (english) return reaches(value, million) ? std::optional(Magnitude{million, " million"}) : std::nullopt;
    if (reaches(value, yi)) return Magnitude{yi, "亿"};
    const bool money = is_currency(unit) || unit.starts_with("CNY_per");
    return reaches(value, money ? wan : 10 * wan) ? std::optional(Magnitude{wan, "万"}) : std::nullopt;
}

} // namespace

bool has_unit_word(const std::string& unit) { return word_of(unit) != nullptr; }

std::string unit_word(const std::string& unit, std::string_view language) {
    const auto* word = word_of(unit);
    if (word == nullptr) return unit;
    return std::string(language == "en" ? word->en : word->zh);
}

std::string plain_number(const std::string& value) { return value.empty() ? "—" : without_idle_zeros(value); }

ColumnUnit column_unit(const std::vector<std::string>& values, const std::string& unit, std::string_view language) {
    constexpr std::int64_t large = 1'000'000;
    const bool english = language == "en";
    const auto word = unit_word(unit, language);
    const bool any = is_currency(unit) && std::ranges::any_of(values, [](const std::string& value) {
                         const auto read = Rational::parse(value);
                         return read && reaches(*read, large);
                     });
    if (!any) return {word, 1, 0};
    return english ? ColumnUnit{word + " million", large, 2} : ColumnUnit{"万" + word, 10'000, 2};
}

std::string column_number(const std::string& value, const ColumnUnit& unit) {
    const auto read = Rational::parse(value);
    if (!read || unit.by == 1) return plain_number(value);
    const auto divided = divide(*read, unit.by);
    return divided ? divided->text(unit.decimals) : plain_number(value);
}

std::string office_number(const std::string& value, const std::string& unit, std::string_view language) {
    const auto read = Rational::parse(value);
    if (!read) return value.empty() ? "—" : value;
    const bool english = language == "en";
    std::string number = without_idle_zeros(value);
    std::string_view magnitude;
    if (const auto word = magnitude_of(*read, unit, english)) {
        if (auto divided = shortened(*read, word->by)) {
            number = *std::move(divided);
            magnitude = word->word;
        }
    }
    const std::string name = unit_word(unit, language);
    if (!english) return fmt::format("{}{}{}", number, magnitude, name);
    if (is_currency(unit)) return fmt::format("{} {}{}", name, grouped(number), magnitude);
    return fmt::format("{}{}{}{}", grouped(number), magnitude, unit == "percent" || name.empty() ? "" : " ", name);
}

std::string office_date(const std::string& iso, std::string_view language) {
    const auto day = Date::parse(iso);
    if (!day) return iso;
    if (language != "en") return fmt::format("{}年{}月{}日", day->year(), day->month(), day->day());
    constexpr std::array months = {"January", "February", "March",     "April",   "May",      "June",
                                   "July",    "August",   "September", "October", "November", "December"};
    return fmt::format("{} {} {}", day->day(), months[static_cast<std::size_t>(day->month() - 1)], day->year());
}

} // namespace shanhai::kernel

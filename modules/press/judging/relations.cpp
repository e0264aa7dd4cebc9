#include "modules/press/judging/relations.h"

#include "modules/press/reading/code_points.h"
#include "modules/press/reading/numeral.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

// Arithmetic inside a text. An alarm (contradicts) is raised only where the words leave no other reading; everything else that
// can be computed is told as it is.
namespace shanhai::press {

namespace {

constexpr std::size_t sentences_near = 160; // how far apart, in characters, numbers may stand that belong together
constexpr std::size_t most_list = 12;

std::string plain(double value) {
    std::string text = std::to_string(std::round(value * 10'000) / 10'000);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

class Finder {
public:
    Finder(std::u32string_view text, const std::vector<Reading>& readings) : text_(text), readings_(readings) {}

    std::vector<Relation> run() {
        for (std::size_t i = 0; i < readings_.size(); ++i) {
            if (!readings_[i].value) continue;
            share(i);
            growth(i);
            change(i);
            listed(i);
            per_unit(i);
            target(i);
        }
        said_again();
        spans();
        anniversaries();
        return std::move(found_);
    }

private:
    double value(std::size_t i) const { return readings_[i].value->approximate(); }
    std::u32string_view before(std::size_t i, std::size_t most) const {
        const std::size_t end = readings_[i].begin;
        const std::size_t begin = end > most ? end - most : 0;
        return text_.substr(begin, end - begin);
    }
    static bool has(std::u32string_view text, std::u32string_view word) {
        return text.find(word) != std::u32string_view::npos;
    }
    bool same_sentence(std::size_t a, std::size_t b) const {
        const std::size_t from = std::min(readings_[a].end, readings_[b].end),
                          to = std::max(readings_[a].begin, readings_[b].begin);
        if (to < from || to - from > sentences_near) return to < from;
        return std::none_of(text_.begin() + static_cast<std::ptrdiff_t>(from),
                            text_.begin() + static_cast<std::ptrdiff_t>(to), ends_sentence);
    }
    bool counts(std::size_t i) const {
        return readings_[i].kind == Kind::quantity && readings_[i].value && !readings_[i].high;
    }
    void tell(std::string kind, std::vector<std::size_t> of, std::string arithmetic, std::string verdict) {
        found_.push_back({std::move(kind), std::move(of), std::move(arithmetic), std::move(verdict)});
    }

    // 安排3.8亿元，其中县以下投入3.24亿元、占85.3%: percent, part and whole of one sentence.
    void share(std::size_t i) {
        if (readings_[i].unit != "percent" || i < 2 || !counts(i)) return;
        if (!has(before(i, 6), U"占")) return;
        const std::size_t part = i - 1;
        if (!counts(part) || !same_sentence(part, i) || value(part) <= 0) return;
        for (std::size_t whole = part; whole-- > 0 && same_sentence(whole, i);) {
            if (!counts(whole) || readings_[whole].unit != readings_[part].unit || value(whole) < value(part)) continue;
            const double ratio = value(part) / value(whole) * 100;
            const double printed = value(i), half = readings_[i].precision.approximate() / 2;
            // Both ends are rounded, too: the share may lie between the extremes of what they stand for.
            const double low = (value(part) - readings_[part].precision.approximate() / 2) /
                               (value(whole) + readings_[whole].precision.approximate() / 2) * 100;
            const double high = (value(part) + readings_[part].precision.approximate() / 2) /
                                (value(whole) - readings_[whole].precision.approximate() / 2) * 100;
            const bool close = std::abs(ratio - printed) <= half + 1e-9;
            const bool possible = printed + half >= low && printed - half <= high;
            const bool loose = readings_[i].qualifier != Qualifier::exact ||
                               readings_[part].qualifier != Qualifier::exact ||
                               readings_[whole].qualifier != Qualifier::exact;
            tell("ratio", {part, whole, i},
                 plain(value(part)) + " / " + plain(value(whole)) + " × 100 = " + plain(ratio),
                 close               ? "rounding"
                 : possible || loose ? "open"
                                     : "contradicts");
            return;
        }
    }

    // 项目33个，比2022年增长15%: a count of whole things had a whole number before it.
    void growth(std::size_t i) {
        const bool percent = readings_[i].unit == "percent", amount = !percent && counts(i);
        if (!counts(i) || readings_[i].qualifier != Qualifier::exact) return;
        const auto words = before(i, 26);
        const bool up = has(words, U"增长") || has(words, U"增加") || has(words, U"提高"),
                   down = has(words, U"下降") || has(words, U"减少");
        const bool compared = has(words, U"比") || has(words, U"同比") || has(words, U"较");
        if (!(up || down) || !compared) return;
        // 数量、额度分别增长15%、317万元: the first belongs to the first, the second to the second.
        std::vector<std::size_t> bases;
        for (std::size_t base = i; base-- > 0 && same_sentence(base, i) && bases.size() < 4;)
            if (counts(base) && readings_[base].unit != "percent" && !has(before(base, 26), U"增长"))
                bases.insert(bases.begin(), base);
        if (bases.empty()) return;
        const bool respectively = has(words, U"分别");
        if (percent) {
            const std::size_t base = respectively ? bases.front() : bases.back();
            const double was = value(base) / (1 + (down ? -1 : 1) * value(i) / 100);
            const double half = readings_[i].precision.approximate() / 2;
            const bool whole_things =
                readings_[base].unit != "CNY" && readings_[base].precision == Rational(1) && value(base) < 10'000;
            bool some = !whole_things;
            if (whole_things) {
                const double sign = down ? -1 : 1;
                for (double old : {std::floor(was), std::ceil(was), std::floor(was) - 1, std::ceil(was) + 1})
                    some =
                        some || (old > 0 && std::abs((value(base) / old - 1) * 100 * sign - value(i)) <= half + 1e-9);
            }
            tell("growth", {base, i},
                 plain(value(base)) + " / (1 " + (down ? "−" : "+") + " " + plain(value(i)) + " / 100) = " + plain(was),
                 some                                            ? "agrees"
                 : readings_[base].qualifier == Qualifier::exact ? "contradicts"
                                                                 : "open");
        } else if (amount && has(before(i, 26), U"增")) {
            for (const std::size_t base : bases)
                if (readings_[base].unit == readings_[i].unit && value(base) >= value(i)) {
                    tell("growth", {base, i},
                         plain(value(base)) + " − " + plain(value(i)) + " = " + plain(value(base) - value(i)),
                         "agrees");
                    return;
                }
        }
    }

    // 由2500斤跃升到8500斤, 500多管提升到6000管, 1600克增至1800克
    void change(std::size_t i) {
        if (i == 0 || !counts(i)) return;
        const auto words = before(i, 4); // the verb stands at the number: 1800克和1750克 is no change
        const bool rose = has(words, U"升到") || has(words, U"升至") || has(words, U"增至") || has(words, U"增加到") ||
                          has(words, U"提高到") || has(words, U"增长到") || has(words, U"扩大到");
        const bool fell = has(words, U"降到") || has(words, U"降至") || has(words, U"减少到") ||
                          has(words, U"缩短到") || has(words, U"压缩到");
        if (!rose && !fell) return;
        // 1600克和1400克 … 分别增至1800克和1750克: the first of the one pair becomes the first of the other.
        const std::size_t nearest = has(before(i, 8), U"分别") && i > 1 ? i - 1 : i;
        for (std::size_t from = nearest; from-- > 0 && i - from < 4;) {
            if (!counts(from) || readings_[from].unit != readings_[i].unit ||
                readings_[i].begin - readings_[from].end > sentences_near / 2 || value(from) == 0)
                continue;
            const bool wrong_way = (rose && value(i) < value(from)) || (fell && value(i) > value(from));
            tell("change", {from, i},
                 plain(value(i)) + " / " + plain(value(from)) + " = " + plain(value(i) / value(from)) + ", " +
                     plain(value(i)) + " − " + plain(value(from)) + " = " + plain(value(i) - value(from)),
                 wrong_way ? "contradicts" : "agrees");
            return;
        }
    }

    // 临床心理科、中医康复科、神经外科、泌尿科等4个特色科室: as many names as were counted.
    void listed(std::size_t i) {
        if (readings_[i].kind == Kind::date || readings_[i].kind == Kind::ordinal || readings_[i].kind == Kind::label)
            return;
        if (readings_[i].qualifier != Qualifier::exact || value(i) < 2 || value(i) > most_list) return;
        std::size_t end = readings_[i].begin;
        if (end == 0) return;
        const bool and_so_on = text_[end - 1] == U'等';
        if (and_so_on) --end;
        std::size_t begin = end, names = 1, name = 0;
        while (begin > 0 && !ends_clause(text_[begin - 1])) {
            if (text_[begin - 1] == U'、' || text_[begin - 1] == U'和') {
                if (name == 0) return;
                ++names;
                name = 0;
            } else if (++name > 12) {
                break;
            }
            --begin;
        }
        if (names < 2) return;
        const auto said = static_cast<std::size_t>(value(i));
        // Behind 等 more may be meant than is named; without it the list before a number may be of other things.
        if (names == said)
            tell("list_count", {i}, std::to_string(names) + " = " + std::to_string(said), "agrees");
        else if (and_so_on && names > said + 1)
            tell("list_count", {i}, std::to_string(names) + " > " + std::to_string(said), "open");
    }

    // What one number comes to for each of another beside it: money a project, people a batch, kilograms a mu, yuan a mu.
    void per_unit(std::size_t i) {
        if (!counts(i)) return;
        static const std::map<std::string, std::vector<std::string>> each{
            {"CNY", {"project", "mu", "enterprise", "CNY"}},
            {"person", {"batch", "person"}},
            {"person_time", {"batch", "class", "event"}},
            {"kg", {"mu"}},
            {"tree", {"mu"}},
            {"site", {"river"}},
            {"tonne", {"mu"}},
            {"project", {"project"}}};
        const auto units = each.find(readings_[i].unit);
        if (units == each.end()) return;
        std::size_t told = 0;
        for (std::size_t k = i > 3 ? i - 3 : 0; k < std::min(readings_.size(), i + 4) && told < 2; ++k) {
            if (k == i || !counts(k) || value(k) <= 0 || !same_sentence(i, k)) continue;
            if (std::ranges::find(units->second, readings_[k].unit) == units->second.end()) continue;
            const bool of_one_kind = readings_[k].unit == readings_[i].unit;
            if (of_one_kind && value(i) >= value(k)) continue; // a part of a whole, once
            tell(of_one_kind ? "part_total" : "ratio", {i, k},
                 plain(value(i)) + " / " + plain(value(k)) + " = " + plain(value(i) / value(k)), "open");
            ++told;
        }
    }

    // The same words around the same kind of number, twice in a text.
    void said_again() {
        std::map<std::string, std::vector<std::size_t>> by_thing;
        for (std::size_t i = 0; i < readings_.size(); ++i)
            if (counts(i) && readings_[i].noun.size() >= 6)
                by_thing[readings_[i].unit + "|" + readings_[i].value->text(6)].push_back(i);
            else if (counts(i) && readings_[i].unit == "CNY")
                by_thing["CNY|" + readings_[i].value->text(2)].push_back(i);
        for (const auto& [thing, places] : by_thing)
            for (std::size_t k = 1; k < places.size() && k < 4; ++k)
                if (value(places[k]) >= 10)
                    tell("within_text", {places[0], places[k]},
                         plain(value(places[0])) + " − " + plain(value(places[k])) + " = 0", "agrees");
    }

    // 2017—2019年 and 3年来; 2023—2025 and 三年规划.
    void spans() {
        std::map<double, std::size_t> lengths; // a number of years → where it is said
        for (std::size_t i = 0; i < readings_.size(); ++i)
            if (readings_[i].unit == "year_count" && readings_[i].value) lengths.try_emplace(value(i), i);
        for (std::size_t i = 0; i + 1 < readings_.size(); ++i) {
            if (readings_[i].unit != "year" || readings_[i + 1].unit != "year" ||
                readings_[i + 1].begin - readings_[i].end > 3)
                continue;
            const double years = value(i + 1) - value(i) + 1;
            if (const auto said = lengths.find(years); said != lengths.end())
                tell("calendar", {i, i + 1, said->second},
                     plain(value(i + 1)) + " − " + plain(value(i)) + " + 1 = " + plain(years), "agrees");
        }
    }

    // 1994年 and 30周年 in a text of 2024.
    void anniversaries() {
        std::map<double, std::size_t> years;
        for (std::size_t i = 0; i < readings_.size(); ++i)
            if (readings_[i].unit == "year") years.try_emplace(value(i), i);
        std::size_t told = 0;
        for (std::size_t i = 0; i < readings_.size() && told < 20; ++i) {
            if (readings_[i].unit != "anniversary_year") continue;
            for (const auto& [year, k] : years) {
                if (!years.contains(year + value(i))) continue;
                tell("calendar", {k, i}, plain(year) + " + " + plain(value(i)) + " = " + plain(year + value(i)),
                     "agrees");
                ++told;
                break;
            }
        }
    }

    // 千生定向 … 定向招生计划700人: a name that promises a round number, and what was counted.
    void target(std::size_t i) {
        if (readings_[i].kind != Kind::name || readings_[i].qualifier != Qualifier::approx) return;
        const auto catchword = text_.substr(readings_[i].end, 2);
        if (catchword.size() < 2 || !is_han(catchword[0]) || !is_han(catchword[1])) return;
        for (std::size_t k = i + 1; k < std::min(readings_.size(), i + 10); ++k) {
            if (!counts(k) || readings_[k].begin - readings_[i].end > sentences_near) continue;
            const auto words = before(k, 12);
            if (!has(words, catchword) && !(readings_[k].unit == "pair" && has(words, U"结对") && catchword == U"牵手"))
                continue;
            tell("target", {k, i}, plain(value(k)) + " / " + plain(value(i)) + " = " + plain(value(k) / value(i)),
                 "open");
            return;
        }
    }

    std::u32string_view text_;
    const std::vector<Reading>& readings_;
    std::vector<Relation> found_;
};

} // namespace

std::vector<Relation> relations_of(std::u32string_view text, const std::vector<Reading>& readings) {
    return Finder(text, readings).run();
}

} // namespace shanhai::press

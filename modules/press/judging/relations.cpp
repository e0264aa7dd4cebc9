#include "modules/press/judging/relations.h"

#include "base/date.h"
#include "modules/press/reading/code_points.h"
#include "modules/press/reading/lexicon.h"
#include "modules/press/reading/numeral.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

// Arithmetic inside a text. An alarm (contradicts) is raised only where the words leave no other reading; everything else that
// can be computed is told as it is.
namespace shanhai::press {

namespace {

constexpr std::size_t sentences_near = 160; // how far apart, in characters, numbers may stand that belong together
constexpr std::size_t section_near = 900;   // of one city's or one subject's
constexpr std::size_t same_words = 6;
constexpr std::size_t most_looks = 60;
constexpr std::size_t most_list = 12;

std::string plain(double value) { return without_idle_zeros(std::to_string(std::round(value * 10'000) / 10'000)); }

const std::set<std::string>& measured_units() {
    static const std::set<std::string> units = [] {
        std::set<std::string> result;
        for (const auto& word : own_lexicon().units.meanings()) result.insert(word.unit);
        return result;
    }();
    return units;
}

bool has_rate(const std::string& unit) { return unit.find("_per_") != std::string::npos; }

class Finder {
public:
    Finder(std::u32string_view text, const std::vector<Reading>& readings) : text_(text), readings_(readings) {}

    std::vector<Relation> run() {
        for (std::size_t i = 0; i < readings_.size(); ++i) {
            if (!readings_[i].value) continue;
            share(i);
            if (!growth_of_years(i)) growth(i);
            change(i);
            listed(i);
            per_unit(i);
            target(i);
            rate_of_amount(i);
            part_of_larger(i);
            parts_of_total(i);
            total_behind(i);
            weekday(i);
            digits_of_label(i);
        }
        said_again();
        said_otherwise();
        same_day_twice();
        batches();
        sums();
        spans();
        anniversaries();
        years_since();
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
    // Of whole things, each of them counted: 46个; not 3.2万个, and no measure.
    bool counted_out(std::size_t i) const {
        const auto& unit = readings_[i].unit;
        return readings_[i].qualifier == Qualifier::exact && readings_[i].precision == Rational(1) &&
               !measured_units().contains(unit) && !has_rate(unit);
    }
    // How far a number may lie from what is printed.
    double slack(std::size_t i) const { return counted_out(i) ? 0 : readings_[i].precision.approximate() / 2; }
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
        // 汉族占50%，藏族占30%: percents are parts of a whole that is not printed.
        if (!counts(part) || readings_[part].unit == "percent" || !same_sentence(part, i) || value(part) <= 0) return;
        for (std::size_t whole = part; whole > 0;) {
            --whole;
            if (!same_sentence(whole, i)) return;
            if (!counts(whole) || readings_[whole].unit != readings_[part].unit || value(whole) < value(part)) continue;
            if (is_listed_with(whole, part)) return;
            const double ratio = value(part) / value(whole) * 100;
            const double printed = value(i), half = readings_[i].precision.approximate() / 2;
            // Both ends are rounded, too: the share may lie between the extremes of what they stand for.
            const double low = (value(part) - slack(part)) / (value(whole) + slack(whole)) * 100;
            const double high = (value(part) + slack(part)) / (value(whole) - slack(whole)) * 100;
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
        for (std::size_t next = i; next > 0 && bases.size() < 4; --next) {
            const std::size_t base = next - 1;
            if (!same_sentence(base, i)) break;
            const auto& unit = readings_[base].unit;
            if (counts(base) && unit != "percent" && unit != "percentage_point" && !has(before(base, 26), U"增长"))
                bases.insert(bases.begin(), base);
        }
        if (bases.empty()) return;
        const bool respectively = has(words, U"分别");
        if (percent) {
            const std::size_t base = respectively ? bases.front() : bases.back();
            const double was = value(base) / (1 + (down ? -1 : 1) * value(i) / 100);
            const double half = readings_[i].precision.approximate() / 2;
            const bool whole_things = counted_out(base) && value(base) < 10'000;
            bool some = false;
            if (whole_things) {
                const double sign = down ? -1 : 1;
                for (double old : {std::floor(was), std::ceil(was), std::floor(was) - 1, std::ceil(was) + 1})
                    some =
                        some || (old > 0 && std::abs((value(base) / old - 1) * 100 * sign - value(i)) <= half + 1e-9);
            }
            tell("growth", {base, i},
                 plain(value(base)) + " / (1 " + (down ? "−" : "+") + " " + plain(value(i)) + " / 100) = " + plain(was),
                 !whole_things ? "open"
                 : some        ? "agrees"
                               : "contradicts");
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
        for (std::size_t from = nearest; from > 0;) {
            --from;
            if (i - from >= 4) return;
            if (!counts(from) || readings_[from].unit != readings_[i].unit ||
                readings_[i].begin - readings_[from].end > sentences_near / 2 || value(from) == 0)
                continue;
            const bool wrong_way = (rose && value(i) < value(from)) || (fell && value(i) > value(from));
            tell("change", {from, i},
                 plain(value(i)) + " / " + plain(value(from)) + " = " + plain(value(i) / value(from)) + ", " +
                     plain(value(i)) + " − " + plain(value(from)) + " = " + plain(value(i) - value(from)),
                 wrong_way ? "contradicts" : "agrees");
            growth_of_change(from, i, rose);
            return;
        }
    }

    // 由5.2亿元增加到6.5亿元，增长25%: the rate is that of the two.
    void growth_of_change(std::size_t from, std::size_t to, bool rose) {
        const std::size_t rate = to + 1;
        if (rate >= readings_.size() || !counts(rate) || readings_[rate].unit != "percent" || !same_sentence(to, rate))
            return;
        const auto between = text_.substr(readings_[to].end, readings_[rate].begin - readings_[to].end);
        const bool says = rose ? has(between, U"增长") || has(between, U"提高") || has(between, U"增加")
                               : has(between, U"下降") || has(between, U"减少");
        // 其中县级增长…, 同比增长…: of something else, or against another year.
        if (!says || between.size() > 6 || has(between, U"年均")) return;
        rate_of(from, to, rate, rose);
    }

    void rate_of(std::size_t from, std::size_t to, std::size_t rate, bool rose) {
        const auto ends = [&](std::size_t i, double sign) { return value(i) + sign * slack(i); };
        const double sign = rose ? 1 : -1, half = readings_[rate].precision.approximate() / 2;
        const double told_rate = (value(to) / value(from) - 1) * 100 * sign;
        const double one = (ends(to, 1) / ends(from, -1) - 1) * 100 * sign,
                     other = (ends(to, -1) / ends(from, 1) - 1) * 100 * sign;
        const bool close = std::abs(told_rate - value(rate)) <= half + 1e-9;
        const bool possible = value(rate) + half >= std::min(one, other) && value(rate) - half <= std::max(one, other);
        const bool loose = readings_[rate].qualifier != Qualifier::exact ||
                           readings_[to].qualifier != Qualifier::exact || readings_[from].qualifier != Qualifier::exact;
        tell("growth", {from, to, rate},
             "(" + plain(value(to)) + " / " + plain(value(from)) +
                 " − 1) × 100 = " + plain((value(to) / value(from) - 1) * 100),
             close               ? "rounding"
             : possible || loose ? "open"
                                 : "contradicts");
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
            {"CNY", {"project", "mu", "enterprise", "CNY", "person", "year_count"}},
            {"person", {"batch", "person", "year_count", "class", "school"}},
            {"person_time", {"batch", "class", "event"}},
            {"batch", {"year_count"}},
            {"kg", {"mu"}},
            {"tree", {"mu"}},
            {"site", {"river"}},
            {"tonne", {"mu"}},
            {"variety", {"category"}},
            {"project", {"enterprise"}}};
        const auto units = each.find(readings_[i].unit);
        if (units == each.end()) return;
        std::size_t told = 0;
        for (std::size_t step = 1; step <= 4 && told < 3; ++step) {
            for (const std::size_t k : {i - step, i + step}) {
                if (k >= readings_.size() || !counts(k) || value(k) <= 0 || !near(i, k))
                    continue; // i − step wraps around
                if (std::ranges::find(units->second, readings_[k].unit) == units->second.end()) continue;
                const bool of_one_kind = readings_[k].unit == readings_[i].unit;
                if (of_one_kind && value(i) >= value(k)) continue; // a part of a whole, once
                tell(of_one_kind ? "part_total" : "ratio", {i, k},
                     plain(value(i)) + " / " + plain(value(k)) + " = " + plain(value(i) / value(k)), "open");
                ++told;
            }
        }
    }

    // In one paragraph and not far apart.
    bool near(std::size_t a, std::size_t b) const {
        const std::size_t from = std::min(readings_[a].end, readings_[b].end),
                          to = std::max(readings_[a].begin, readings_[b].begin);
        if (to < from) return true;
        return to - from <= sentences_near && text_.substr(from, to - from).find(U'\n') == std::u32string_view::npos;
    }

    // 安排3.8亿元……年度投资完成率93.7%: what the rate would come to of the amount before it.
    void rate_of_amount(std::size_t i) {
        if (!counts(i) || readings_[i].unit != "percent" || !before(i, 8).ends_with(U"率")) return;
        for (std::size_t k = i; k > 0;) {
            --k;
            if (i - k > 6) return;
            if (!counts(k) || readings_[k].unit != "CNY" || has(before(k, 12), U"其中")) continue;
            if (readings_[i].begin - readings_[k].end > sentences_near) return;
            // The same amount said before in the text is the same amount.
            std::vector<std::size_t> of{k, i};
            for (std::size_t first = 0; first < k; ++first) {
                if (!counts(first) || readings_[first].unit != "CNY" || readings_[first].value != readings_[k].value)
                    continue;
                of.insert(of.begin(), first);
                break;
            }
            tell("ratio", std::move(of),
                 plain(value(k)) + " × " + plain(value(i)) + " / 100 = " + plain(value(k) * value(i) / 100), "open");
            return;
        }
    }

    // 跑遍17个乡镇 … 覆盖11个牧区乡: places of one rank, the fewer perhaps among the more.
    void part_of_larger(std::size_t i) {
        static const std::set<std::string> units{"township", "village", "county",    "school",
                                                 "hospital", "project", "enterprise"};
        if (!counts(i) || !units.contains(readings_[i].unit)) return;
        std::size_t looked = 0;
        for (std::size_t k = i; k-- > 0 && looked < most_looks; ++looked) {
            if (readings_[i].begin - readings_[k].end > section_near) return;
            if (!counts(k) || readings_[k].unit != readings_[i].unit || value(k) <= value(i)) continue;
            tell("part_total", {i, k}, plain(value(k)) + " − " + plain(value(i)) + " = " + plain(value(k) - value(i)),
                 "open");
            return;
        }
    }

    // 共1890人，其中干部1322人、群众376人、学生192人: parts of one kind behind 其中 come to no more than the whole.
    void parts_of_total(std::size_t i) {
        if (!counts(i)) return;
        std::vector<std::size_t> parts;
        double sum = 0, play = 0;
        bool loose = readings_[i].qualifier != Qualifier::exact;
        for (std::size_t k = i + 1; k < std::min(readings_.size(), i + 1 + most_list) && same_sentence(i, k); ++k) {
            if (parts.empty() && !has(text_.substr(readings_[i].end, readings_[k].begin - readings_[i].end), U"其中"))
                return;
            if (!counts(k) || readings_[k].unit != readings_[i].unit) continue;
            parts.push_back(k);
            sum += value(k);
            play += slack(k);
            loose = loose || readings_[k].qualifier != Qualifier::exact;
        }
        const bool one_too_large = parts.size() == 1 && !loose && sum >= value(i) + play + slack(i);
        if (parts.size() < 2 && !one_too_large) return;
        std::string arithmetic;
        for (const auto part : parts) arithmetic += (arithmetic.empty() ? "" : " + ") + plain(value(part));
        arithmetic += " = " + plain(sum);
        parts.insert(parts.begin(), i);
        play += slack(i);
        // Things may be of two kinds at once (党员…、妇女…); money is not spent twice, and one part alone is never the larger.
        const double over = sum - value(i);
        const bool too_much = readings_[i].unit == "CNY" && over > play && !loose;
        const bool part_too_large =
            one_too_large || (!loose && std::any_of(parts.begin() + 1, parts.end(),
                                                    [&](std::size_t part) { return value(part) > value(i) + play; }));
        tell("part_total", std::move(parts), arithmetic,
             std::abs(over) <= 1e-9 * value(i) ? "agrees"
             : std::abs(over) <= slack(i)      ? "rounding"
             : too_much || part_too_large      ? "contradicts"
                                               : "open");
    }

    // 教育1.2亿元、医疗0.8亿元，合计2亿元: the whole behind its parts.
    void total_behind(std::size_t i) {
        if (!counts(i) || readings_[i].qualifier != Qualifier::exact) return;
        const auto words = before(i, 4);
        if (!has(words, U"合计") && !has(words, U"共计") && !has(words, U"总计")) return;
        std::vector<std::size_t> parts;
        double sum = 0, play = slack(i);
        bool loose = false;
        for (std::size_t k = i; k > 0 && parts.size() < most_list && same_sentence(k - 1, i);) {
            --k;
            if (!counts(k) || readings_[k].unit != readings_[i].unit) break;
            parts.insert(parts.begin(), k);
            sum += value(k);
            play += slack(k);
            loose = loose || readings_[k].qualifier != Qualifier::exact;
        }
        if (parts.size() < 2) return;
        const auto from = readings_[parts.front()].begin;
        const auto said = text_.substr(from, readings_[i].begin - from);
        loose = loose || has(said, U"等") || has(said, U"其中") || has(said, U"分别");
        std::string arithmetic;
        for (const auto part : parts) arithmetic += (arithmetic.empty() ? "" : " + ") + plain(value(part));
        parts.push_back(i);
        const double over = std::abs(sum - value(i));
        tell("part_total", std::move(parts), arithmetic + " = " + plain(sum),
             over <= 1e-9 * value(i) ? "agrees"
             : over <= play          ? "rounding"
             : loose                 ? "open"
                                     : "contradicts");
    }

    // 2022年5亿元，2023年6亿元，同比增长25%: the rate is that of one year against the year before.
    bool growth_of_years(std::size_t i) {
        if (i < 4 || !counts(i) || readings_[i].unit != "percent") return false;
        const std::size_t now = i - 1, was = i - 3;
        for (const std::size_t one : {now, was})
            if (!counts(one) || readings_[one - 1].unit != "year" || !readings_[one - 1].value) return false;
        if (readings_[now].unit != readings_[was].unit || readings_[now].unit == "percent" || !same_sentence(was, i) ||
            value(now - 1) != value(was - 1) + 1 || value(was) <= 0)
            return false;
        const auto between = text_.substr(readings_[now].end, readings_[i].begin - readings_[now].end);
        const bool rose = has(between, U"增长"), compared = has(between, U"同比") || has(between, U"比上年");
        if (!compared || !(rose || has(between, U"下降")) || between.size() > 8) return false;
        rate_of(was, now, i, rose);
        return true;
    }

    // 教师500人、医生200人: neither is a part of the other.
    bool is_listed_with(std::size_t one, std::size_t other) const {
        const auto between = text_.substr(readings_[one].end, readings_[other].begin - readings_[one].end);
        return has(between, U"、") && !has(between, U"其中");
    }

    // 2020年1月9日 星期四
    void weekday(std::size_t i) {
        if (readings_[i].unit != "date" || !readings_[i].value) return;
        const auto behind = text_.substr(std::min(readings_[i].end, text_.size()), 6);
        std::size_t at = behind.find(U"星期");
        std::size_t word = 2;
        if (at == std::u32string_view::npos) at = behind.find(U'周'), word = 1;
        if (at > 2 || at + word >= behind.size()) return;
        constexpr std::u32string_view names = U"日一二三四五六";
        auto said = names.find(behind[at + word]);
        if (behind[at + word] == U'天') said = 0;
        const auto whole = static_cast<int>(value(i));
        const auto date = Date::from_ymd(whole / 10'000, whole / 100 % 100, whole % 100);
        if (said == std::u32string_view::npos || !date) return;
        const auto weekday = static_cast<std::size_t>((date->weekday() + 1) % 7); // as `names` has them
        tell("calendar", {i},
             to_utf8(text_.substr(readings_[i].begin, readings_[i].end - readings_[i].begin)) + " = 星期" +
                 to_utf8(names.substr(weekday, 1)),
             weekday == said ? "agrees" : "contradicts");
    }

    // “4513”工作思路，坚持“甲、乙、丙、丁”…: as many quoted lists as digits, each as long as its digit says.
    void digits_of_label(std::size_t i) {
        if (readings_[i].kind == Kind::quantity || readings_[i].kind == Kind::date) return;
        const auto label = text_.substr(readings_[i].number_begin, readings_[i].number_end - readings_[i].number_begin);
        if (label.size() < 3 || label.size() > 6 || !std::ranges::all_of(label, is_digit)) return;
        const auto rest = text_.substr(readings_[i].end, 400);
        std::size_t at = 0;
        if (!rest.empty() && is_closing_quote(rest[0])) at = 1;
        std::string arithmetic;
        for (const char32_t digit : label) {
            const auto open =
                std::find_if(rest.begin() + static_cast<std::ptrdiff_t>(at), rest.end(), is_opening_quote);
            const auto close = std::find_if(open, rest.end(), is_closing_quote);
            if (close == rest.end()) return;
            const auto items = static_cast<std::size_t>(std::count(open, close, U'、')) + 1;
            if (items != digit - U'0') return;
            arithmetic += (arithmetic.empty() ? "" : ", ") + std::to_string(items);
            at = static_cast<std::size_t>(close - rest.begin()) + 1;
        }
        tell("list_count", {i}, arithmetic + " = " + to_utf8(label), "agrees");
    }

    // The same number of the same kind of thing, twice in a text: perhaps of one thing, perhaps of two that only share it.
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
                         plain(value(places[0])) + " − " + plain(value(places[k])) + " = 0", "open");
    }

    // The same words with another number: perhaps one is a part of the other, or of another time.
    void said_otherwise() {
        std::map<std::u32string, std::size_t> said;
        for (std::size_t i = 0; i < readings_.size(); ++i) {
            if (!counts(i)) continue;
            const auto words = before(i, same_words);
            if (words.size() < same_words || !std::ranges::all_of(words, is_han)) continue;
            const auto [first, fresh] = said.try_emplace(std::u32string(words) + wide(readings_[i].unit), i);
            if (fresh || readings_[first->second].value == readings_[i].value) continue;
            const std::size_t k = first->second;
            const bool larger = value(k) > value(i);
            tell("part_total", {k, i},
                 plain(larger ? value(i) : value(k)) + " / " + plain(larger ? value(k) : value(i)) + " = " +
                     plain(larger ? value(i) / value(k) : value(k) / value(i)),
                 "open");
        }
    }

    void same_day_twice() {
        std::map<double, std::size_t> days;
        for (std::size_t i = 0; i < readings_.size(); ++i) {
            if (readings_[i].unit != "date" || !readings_[i].value) continue;
            const auto [first, fresh] = days.try_emplace(value(i), i);
            if (!fresh) tell("calendar", {first->second, i}, plain(value(i)) + " = " + plain(value(i)), "agrees");
        }
    }

    // 累计派出10批 and 第十批; 第八批 and 第十批, each counted by who sends.
    void batches() {
        std::map<double, std::size_t> ordinals;
        std::vector<std::size_t> counted;
        for (std::size_t i = 0; i < readings_.size(); ++i) {
            if (!readings_[i].value) continue;
            if (readings_[i].kind == Kind::ordinal && text_[readings_[i].end - 1] == U'批') {
                ordinals.try_emplace(value(i), i);
            } else if (readings_[i].unit == "batch" && counts(i)) {
                counted.push_back(i);
            }
        }
        for (const auto i : counted)
            if (const auto same = ordinals.find(value(i)); same != ordinals.end())
                tell("ordinal", {i, same->second}, plain(value(i)) + " = " + plain(value(i)), "agrees");
        for (auto one = ordinals.begin(); one != ordinals.end() && ordinals.size() < 6; ++one)
            for (auto other = std::next(one); other != ordinals.end(); ++other)
                tell("ordinal", {one->second, other->second},
                     plain(other->first) + " − " + plain(one->first) + " = " + plain(other->first - one->first),
                     "open");
    }

    // 19 and 10 projects, and 29: perhaps the two are the one, perhaps they only happen to add up.
    void sums() {
        std::map<std::string, std::vector<std::size_t>> by_unit;
        for (std::size_t i = 0; i < readings_.size(); ++i)
            if (counts(i) && value(i) >= 10 && readings_[i].qualifier == Qualifier::exact &&
                readings_[i].unit == "project")
                by_unit[readings_[i].unit].push_back(i);
        for (const auto& [unit, places] : by_unit) {
            std::size_t told = 0;
            for (std::size_t c = 0; c < places.size() && told < 10; ++c) {
                const auto is_close = [&](std::size_t k) {
                    const auto a = readings_[places[k]].begin, b = readings_[places[c]].begin;
                    return (a > b ? a - b : b - a) <= section_near;
                };
                const std::size_t from = c > 12 ? c - 12 : 0, until = std::min(places.size(), c + 13);
                for (std::size_t a = from; a < until && told < 10; ++a) {
                    for (std::size_t b = a + 1; b < until && told < 10; ++b) {
                        if (a == c || b == c || !is_close(a) || !is_close(b)) continue;
                        if (value(places[a]) == value(places[b]) ||
                            value(places[a]) + value(places[b]) != value(places[c]))
                            continue;
                        tell("part_total", {places[a], places[b], places[c]},
                             plain(value(places[a])) + " + " + plain(value(places[b])) + " = " +
                                 plain(value(places[c])),
                             "open");
                        ++told;
                    }
                }
            }
        }
    }

    // 2022年7月……进藏一周年、第二年: both fall in the year after.
    void years_since() {
        std::optional<std::size_t> start;
        for (std::size_t i = 0; i < readings_.size() && !start; ++i)
            if (readings_[i].unit == "year_month" && readings_[i].value) start = i;
        if (!start) return;
        const double year = std::floor(value(*start) / 100);
        for (std::size_t i = 0; i < readings_.size(); ++i) {
            if (!readings_[i].value || value(i) < 1 || value(i) > 5) continue;
            const bool anniversary = readings_[i].unit == "anniversary_year" || before(i, 2) == U"进藏" ||
                                     before(i, 2) == U"进疆" || before(i, 2) == U"入藏" || before(i, 2) == U"入疆";
            const bool ordinal = readings_[i].kind == Kind::ordinal && text_[readings_[i].end - 1] == U'年';
            if (!ordinal &&
                !(anniversary && (readings_[i].unit == "anniversary_year" || readings_[i].unit == "year_count")))
                continue;
            const double falls = year + value(i) - (ordinal ? 1 : 0);
            tell("calendar", {*start, i}, plain(year) + " + " + plain(falls - year) + " = " + plain(falls), "open");
        }
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
            // 两年突出重点，一年巩固提升: the stages of a plan of three years.
            for (std::size_t k = i + 2; k + 1 < std::min(readings_.size(), i + 8); ++k) {
                for (std::size_t l = k + 1; l < std::min(readings_.size(), k + 4); ++l) {
                    if (readings_[k].unit != "year_count" || readings_[l].unit != "year_count" || !counts(k) ||
                        !counts(l) || !same_sentence(k, l) || value(k) + value(l) != years)
                        continue;
                    tell("calendar", {i, i + 1, k, l}, plain(value(k)) + " + " + plain(value(l)) + " = " + plain(years),
                         "agrees");
                }
            }
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
            // 万师援教 … 培训教师1.4万余人次: by its catchword, or by what it counts.
            const bool same_thing =
                readings_[i].end > 0 && has(words, text_.substr(readings_[i].end - 1, 1)) &&
                (readings_[k].unit == readings_[i].unit || readings_[k].unit == readings_[i].unit + "_time");
            const bool paired = readings_[k].unit == "pair" && has(words, U"结对") && catchword == U"牵手";
            if (!has(words, catchword) && !same_thing && !paired) continue;
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

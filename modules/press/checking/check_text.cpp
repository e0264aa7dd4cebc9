#include "modules/press/checking/check_text.h"

#include "base/text.h"
#include "modules/press/judging/relations.h"
#include "modules/press/reading/code_points.h"
#include "modules/press/reading/reading.h"

#include <algorithm>
#include <map>
#include <optional>

namespace shanhai::press {

namespace {

constexpr std::size_t words_before = 24, words_behind = 14; // how far from a number the words of its figure may stand
constexpr std::size_t most_candidates = 3;

// What a reading is about, as its sentence and what stands before it say.
struct About {
    const Place* giver = nullptr;
    const Place* receiver = nullptr;
    std::string period;
};

struct Tie {
    const kernel::Figure* figure = nullptr;
    std::size_t length = 0;   // of the word that named it
    std::size_t distance = 0; // between word and number
};

struct Judgement {
    std::string verdict = "untied";
    std::string figure;
    kernel::Where where;
    std::string expected;
    std::string difference;
    Text because;
    std::vector<std::string> candidates;
};

json::value number_json(const Rational& value) {
    const double approximate = value.approximate();
    const auto whole = static_cast<std::int64_t>(approximate);
    if (value == Rational(whole)) return whole;
    return approximate;
}

std::string plain(const Rational& value) {
    std::string text = value.text(6);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
    return text;
}

class Checker {
public:
    Checker(kernel::Kernel& kernel, const kernel::Principal& who, const Places& places, std::u32string_view given)
        : kernel_(kernel), who_(who), given_(given), text_(clean(given)), year_(year_of_text(text_.chars)),
          readings_(read(text_.chars, own_lexicon(), year_)), mentions_(places.mentioned(text_.chars)) {
        for (const auto& figure : kernel.schema().figures) {
            for (const auto& word : figure.words) words_[wide(word)].push_back(&figure);
            words_[wide(figure.title.zh)].push_back(&figure);
        }
        for (const auto& [word, figures] : words_) table_.add(word, figures);
    }

    json::object run() {
        json::array quantities, relations;
        std::map<std::string, int> verdicts;
        const auto found = relations_of(text_.chars, readings_);
        std::vector<const Relation*> alarm(readings_.size(), nullptr);
        for (const auto& relation : found)
            if (relation.verdict == "contradicts")
                for (const auto of : relation.of) alarm[of] = &relation;
        for (std::size_t i = 0; i < readings_.size(); ++i) {
            const auto about = about_of(readings_[i]);
            auto judgement = judge(readings_[i], about);
            if (alarm[i] && judgement.verdict != "differs") {
                judgement.verdict = "contradicts";
                judgement.because = {"文中算式不合：" + alarm[i]->arithmetic,
                                     "The text's own arithmetic does not fit: " + alarm[i]->arithmetic};
            }
            ++verdicts[judgement.verdict];
            quantities.push_back(shown(readings_[i], about, judgement));
        }
        for (const auto& relation : found) {
            json::array of;
            for (const auto index : relation.of) of.push_back(index);
            relations.push_back(json::object{{"kind", relation.kind},
                                             {"of", std::move(of)},
                                             {"arithmetic", relation.arithmetic},
                                             {"verdict", relation.verdict}});
        }
        json::object counts;
        for (const auto* verdict : {"agrees", "differs", "untied", "contradicts"}) counts[verdict] = verdicts[verdict];
        return {
            {"quantities", std::move(quantities)}, {"relations", std::move(relations)}, {"counts", std::move(counts)}};
    }

private:
    // The nearest place of each side before the number; without one, the first behind it in the same sentence.
    About about_of(const Reading& reading) const {
        About about;
        auto next = std::ranges::lower_bound(mentions_, reading.begin, {}, &Places::Mention::begin);
        std::size_t looked = 0;
        for (auto it = next; it != mentions_.begin() && looked < 200 && !(about.giver && about.receiver); ++looked) {
            --it;
            auto& side = it->place->giver ? about.giver : about.receiver;
            if (!side) side = it->place;
        }
        for (; next != mentions_.end() && !(about.giver && about.receiver); ++next) {
            const auto gap = std::u32string_view(text_.chars)
                                 .substr(reading.end, next->begin > reading.end ? next->begin - reading.end : 0);
            if (gap.size() > 60 || std::ranges::any_of(gap, ends_sentence)) break;
            auto& side = next->place->giver ? about.giver : about.receiver;
            if (!side) side = next->place;
        }
        about.period = period_of(reading);
        return about;
    }

    std::string period_of(const Reading& reading) const {
        if (reading.kind == Kind::date && reading.value) return date_text(reading);
        const auto at = std::ranges::lower_bound(readings_, reading.begin, {}, &Reading::begin);
        std::size_t looked = 0;
        for (auto it = at; it != readings_.begin() && looked < 100; ++looked) {
            --it;
            if (it->kind == Kind::date && it->value) return date_text(*it).substr(0, 4);
        }
        return year_ ? std::to_string(year_) : std::string();
    }

    static std::string date_text(const Reading& reading) {
        const auto value = static_cast<int>(reading.value->approximate());
        const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
        if (reading.unit == "date")
            return std::to_string(value / 10'000) + "-" + two(value / 100 % 100) + "-" + two(value % 100);
        if (reading.unit == "year_month") return std::to_string(value / 100) + "-" + two(value % 100);
        return std::to_string(value);
    }

    static bool unit_fits(const kernel::Figure& figure, const Reading& reading) {
        if (figure.unit == reading.unit) return true;
        return figure.money && figure.unit == "money" && reading.unit == "CNY";
    }

    // Figures whose words stand beside the number and whose unit it has, the best first.
    std::vector<Tie> ties_of(const Reading& reading) const {
        std::vector<Tie> ties;
        const std::u32string_view text = text_.chars;
        std::size_t begin = reading.begin;
        while (begin > 0 && reading.begin - begin < words_before && !ends_sentence(text[begin - 1])) --begin;
        std::size_t end = reading.end;
        while (end < text.size() && end - reading.end < words_behind && !ends_clause(text[end])) ++end;
        for (std::size_t at = begin; at < end; ++at) {
            const auto word = table_.longest(text.substr(0, end), at);
            if (!word) continue;
            const bool overlaps = at < reading.end && at + word.length > reading.begin && at >= reading.number_begin;
            if (overlaps) continue;
            const std::size_t distance =
                at + word.length <= reading.begin ? reading.begin - at - word.length : at - std::min(at, reading.end);
            for (const auto* figure : *word.meaning)
                if (unit_fits(*figure, reading)) ties.push_back({figure, word.length, distance});
        }
        std::ranges::sort(ties, [](const Tie& a, const Tie& b) {
            if (a.distance / 4 != b.distance / 4) return a.distance < b.distance;
            return a.length != b.length ? a.length > b.length : a.figure->name < b.figure->name;
        });
        const auto doubled = std::ranges::unique(ties, {}, &Tie::figure);
        ties.erase(doubled.begin(), doubled.end());
        return ties;
    }

    static bool has_dimension(const kernel::Figure& figure, std::string_view name) {
        return std::ranges::any_of(figure.dimensions, [&](const auto& dimension) { return dimension.name == name; });
    }

    Judgement judge(const Reading& reading, const About& about) const {
        Judgement judgement;
        if (!reading.value || reading.kind != Kind::quantity) {
            judgement.because = {"不是统计数", "Not a count"};
            return judgement;
        }
        const auto ties = ties_of(reading);
        for (const auto& tie : ties)
            if (judgement.candidates.size() < most_candidates) judgement.candidates.push_back(tie.figure->name);
        if (ties.empty()) {
            judgement.because = {"还没有对应的指标", "No figure answers for it yet"};
            judgement.candidates = same_unit(reading);
            return judgement;
        }
        const auto& figure = *ties.front().figure;
        if (about.period.empty() || (!about.giver && !about.receiver)) {
            judgement.because = {"文中没有说明地方或时段", "The text does not say which place or period"};
            return judgement;
        }
        if (about.giver && has_dimension(figure, "giver")) judgement.where.emplace_back("giver", about.giver->code);
        if (about.receiver && has_dimension(figure, "region"))
            judgement.where.emplace_back("region", about.receiver->code);
        judgement.where.emplace_back("year", about.period.substr(0, 4));
        const auto cells =
            kernel_.figure(who_, {.figure = figure.name, .where = judgement.where, .by = {}, .as_of = {}});
        if (!cells || cells->empty() || !cells->front().value) {
            judgement.where.clear();
            judgement.because = {"指标在这个地方和时段没有数", "The figure has no value for that place and period"};
            return judgement;
        }
        judgement.figure = figure.name;
        judgement.expected = cells->front().text;
        const auto computed = *cells->front().value;
        if (interval_of(reading).contains(computed)) {
            judgement.verdict = "agrees";
            judgement.because = {"与台账算得的数相符", "It is what the records come to"};
        } else {
            judgement.verdict = "differs";
            if (const auto difference = subtract(*reading.value, computed)) judgement.difference = plain(*difference);
            judgement.because = {"台账算得 " + judgement.expected + "，相差 " + judgement.difference,
                                 "The records come to " + judgement.expected + ", a difference of " +
                                     judgement.difference};
        }
        return judgement;
    }

    std::vector<std::string> same_unit(const Reading& reading) const {
        std::vector<std::string> names;
        for (const auto& figure : kernel_.schema().figures)
            if (unit_fits(figure, reading) && figure.headline && names.size() < most_candidates)
                names.push_back(figure.name);
        return names;
    }

    json::object shown(const Reading& reading, const About& about, const Judgement& judgement) const {
        const auto [begin, end] = text_.given(reading.begin, reading.end);
        const auto or_null = [](const std::string& text) {
            return text.empty() ? json::value(nullptr) : json::value(text);
        };
        json::object shown{{"start", begin}, {"end", end}, {"text", to_utf8(given_.substr(begin, end - begin))}};
        const bool valued = reading.value.has_value();
        shown["value"] = valued ? number_json(*reading.value) : json::value(nullptr);
        shown["unit"] = or_null(reading.unit);
        shown["qualifier"] = name_of(reading.qualifier);
        shown["low"] = shown["high"] = nullptr;
        if (valued && reading.qualifier == Qualifier::exact && !reading.high) {
            shown["low"] = shown["high"] = number_json(*reading.value);
        } else if (valued) {
            const auto interval = interval_of(reading);
            shown["low"] = number_json(interval.low);
            if (interval.high) shown["high"] = number_json(*interval.high);
        }
        shown["kind"] = name_of(reading.kind);
        shown["counted"] = or_null(reading.noun);
        shown["giver"] = about.giver ? json::value(about.giver->name) : json::value(nullptr);
        shown["receiver"] = about.receiver ? json::value(about.receiver->name) : json::value(nullptr);
        shown["period"] = or_null(about.period);
        shown["figure"] = or_null(judgement.figure);
        json::object where;
        for (const auto& [name, key] : judgement.where) where[name] = key;
        shown["where"] = judgement.figure.empty() ? json::value(nullptr) : json::value(std::move(where));
        shown["verdict"] = judgement.verdict;
        shown["expected"] = or_null(judgement.expected);
        shown["difference"] = or_null(judgement.difference);
        shown["because"] = json::object{{"zh", judgement.because.zh}, {"en", judgement.because.en}};
        json::array candidates;
        for (const auto& name : judgement.candidates) candidates.push_back(json::value(name));
        shown["candidates"] = std::move(candidates);
        return shown;
    }

    kernel::Kernel& kernel_;
    const kernel::Principal& who_;
    std::u32string_view given_;
    CleanText text_;
    int year_;
    std::vector<Reading> readings_;
    std::vector<Places::Mention> mentions_;
    std::map<std::u32string, std::vector<const kernel::Figure*>> words_;
    WordTable<std::vector<const kernel::Figure*>> table_;
};

} // namespace

json::object check_text(kernel::Kernel& kernel, const kernel::Principal& who, const Places& places,
                        std::string_view utf8) {
    const auto given = from_utf8(utf8);
    return given ? Checker(kernel, who, places, *given).run() : json::object{};
}

} // namespace shanhai::press

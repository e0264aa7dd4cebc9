#include "modules/press/checking/check_text.h"

#include "base/text.h"
#include "base/text_json.h"
#include "modules/press/checking/judge.h"
#include "modules/press/judging/relations.h"
#include "modules/press/reading/code_points.h"
#include "modules/press/reading/reading.h"

#include <algorithm>
#include <map>
#include <optional>

namespace shanhai::press {

namespace {

json::value number_json(const Rational& value) {
    const double approximate = value.approximate();
    const bool fits = approximate > -9e18 && approximate < 9e18;
    const auto whole = fits ? static_cast<std::int64_t>(approximate) : 0;
    if (fits && value == Rational(whole)) return whole;
    return approximate;
}

json::value or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

// Where the postings and records behind the computed number are asked for.
std::string lineage_of(const Judgement& judgement) {
    std::string address = "/api/v1/figures/" + judgement.figure + "/lineage";
    char mark = '?';
    for (const auto& [name, value] : judgement.where) {
        address += mark;
        address.append("where=").append(percent_encoded(name)).append("%3D").append(percent_encoded(value));
        mark = '&';
    }
    return address;
}

json::value name_or_null(const Party& party) {
    return party.place ? json::value(party.place->name) : json::value(nullptr);
}

class Checker {
public:
    Checker(kernel::Kernel& kernel, const kernel::Principal& who, const Knowledge& knowledge, std::u32string_view given)
        : knowledge_(knowledge), given_(given), text_(clean(given)), year_(year_of_text(text_.chars)),
          readings_(read(text_.chars, own_lexicon(), year_)),
          context_(text_.chars, readings_, knowledge.places->mentioned(text_.chars, own_lexicon().context),
                   own_lexicon().context, year_),
          figures_(kernel.schema(), *knowledge.ties),
          judge_(kernel, who, text_.chars, readings_, context_, figures_, own_lexicon().context) {}

    json::object run() {
        for (std::size_t i = 0; i < readings_.size(); ++i) {
            abouts_.push_back(context_.about(i));
            judgements_.push_back(judge_.judge(i, abouts_.back()));
        }
        auto found = relations_of(text_.chars, readings_);
        compare_sentences(found);
        compare_stored();
        raise_alarms(found);
        return answer(found);
    }

private:
    // Two sentences about one thing: the same figure, place and period.
    void compare_sentences(std::vector<Relation>& relations) {
        std::map<ClaimKey, std::vector<std::size_t>> about;
        for (std::size_t i = 0; i < readings_.size(); ++i)
            if (!judgements_[i].key.empty()) about[judgements_[i].key].push_back(i);
        for (const auto& [key, same] : about) {
            for (std::size_t k = 1; k < same.size(); ++k) {
                if (!apart(interval_of(readings_[same[0]]), interval_of(readings_[same[k]]))) continue;
                relations.push_back(
                    {"within_text", {same[0], same[k]}, told(same[0]) + " ≠ " + told(same[k]), "contradicts"});
            }
        }
    }

    std::string told(std::size_t i) const {
        const auto [begin, end] = text_.given(readings_[i].begin, readings_[i].end);
        return to_utf8(given_.substr(begin, end - begin));
    }

    // What was published before about the same thing. What the records bear out stands; the other is then the wrong one.
    void compare_stored() {
        for (std::size_t i = 0; i < readings_.size(); ++i) {
            auto& judgement = judgements_[i];
            if (judgement.key.empty()) continue;
            for (const auto& claims : knowledge_.claims) {
                const auto [from, until] = claims->equal_range(judgement.key);
                for (auto it = from; it != until; ++it) {
                    if (!apart(it->second.means, interval_of(readings_[i]))) continue;
                    const auto zh = "此前公布的不一样：" + it->second.quote + "（" + it->second.source + "）";
                    const auto en = "Published otherwise before: " + it->second.quote + " (" + it->second.source + ")";
                    if (judgement.verdict == "untied") {
                        judgement.verdict = "contradicts";
                        judgement.because = {zh, en};
                    } else {
                        judgement.because.zh += "；" + zh;
                        judgement.because.en += "; " + en;
                    }
                    break;
                }
            }
        }
    }

    // Of numbers that do not fit each other those that the records bear out are not the wrong ones.
    void raise_alarms(const std::vector<Relation>& relations) {
        for (const auto& relation : relations) {
            if (relation.verdict != "contradicts") continue;
            for (const auto of : relation.of) {
                auto& judgement = judgements_[of];
                if (judgement.verdict != "untied") continue;
                judgement.verdict = "contradicts";
                judgement.because = {"文中说法不合：" + relation.arithmetic,
                                     "The text does not fit itself: " + relation.arithmetic};
            }
        }
    }

    json::object answer(const std::vector<Relation>& found) const {
        json::array quantities, relations;
        std::map<std::string, int> verdicts;
        for (std::size_t i = 0; i < readings_.size(); ++i) {
            verdicts[judgements_[i].verdict] += readings_[i].kind == Kind::quantity;
            quantities.push_back(shown(i));
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
        for (const auto* verdict : {"agrees", "differs", "untied", "contradicts"}) {
            const auto count = verdicts.find(verdict);
            counts[verdict] = count == verdicts.end() ? 0 : count->second;
        }
        return {
            {"quantities", std::move(quantities)}, {"relations", std::move(relations)}, {"counts", std::move(counts)}};
    }

    json::object shown(std::size_t i) const {
        const auto& reading = readings_[i];
        const auto& about = abouts_[i];
        const auto& judgement = judgements_[i];
        const auto [begin, end] = text_.given(reading.begin, reading.end);
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
        shown["also"] = reading.also ? number_json(*reading.also) : json::value(nullptr);
        shown["giver"] = name_or_null(about.giver);
        shown["receiver"] = name_or_null(about.receiver);
        shown["giver_code"] = about.giver.place ? json::value(about.giver.place->code) : json::value(nullptr);
        shown["receiver_code"] = about.receiver.place ? json::value(about.receiver.place->code) : json::value(nullptr);
        const auto date = date_text(reading);
        shown["period"] = or_null(date.empty() ? about.span.period : date);
        shown["figure"] = or_null(judgement.figure);
        json::object where;
        for (const auto& [name, key] : judgement.where) where[name] = key;
        shown["where"] = judgement.figure.empty() ? json::value(nullptr) : json::value(std::move(where));
        shown["lineage"] = judgement.figure.empty() ? json::value(nullptr) : json::value(lineage_of(judgement));
        shown["verdict"] = judgement.verdict;
        shown["expected"] = or_null(judgement.expected);
        shown["difference"] = or_null(judgement.difference);
        shown["because"] = as_json(judgement.because);
        json::array candidates;
        for (const auto& name : judgement.candidates) candidates.push_back(json::value(name));
        shown["candidates"] = std::move(candidates);
        shown["subject"] = or_null(judgement.key);
        shown["wording"] = or_null(judgement.wording);
        shown["precision"] = valued ? json::value(reading.precision.text(6)) : json::value(nullptr);
        return shown;
    }

    const Knowledge& knowledge_;
    std::u32string_view given_;
    CleanText text_;
    int year_;
    std::vector<Reading> readings_;
    Context context_;
    FigureWords figures_;
    Judge judge_;
    std::vector<About> abouts_;
    std::vector<Judgement> judgements_;
};

} // namespace

json::object check_text(kernel::Kernel& kernel, const kernel::Principal& who, const Knowledge& knowledge,
                        std::string_view utf8) {
    const auto given = from_utf8(utf8);
    return Checker(kernel, who, knowledge, given.value_or(std::u32string())).run();
}

} // namespace shanhai::press

#include "modules/press/checking/judge.h"

#include "kernel/bulletins/office_style.h"
#include "modules/press/reading/code_points.h"

#include <algorithm>
#include <set>

namespace shanhai::press {

namespace {

constexpr std::size_t most_candidates = 3;
constexpr std::size_t most_slices = 10;
constexpr std::size_t longest_wording = 12;

std::string plain(const Rational& value) { return without_idle_zeros(value.text(6)); }

bool has_dimension(const kernel::Figure& figure, std::string_view name) {
    return std::ranges::any_of(figure.dimensions, [&](const auto& dimension) { return dimension.name == name; });
}

// Two places of one county may both have 2 of something; hardly both 3,279.
bool is_telling(const Reading& reading) {
    std::string digits = plain(*reading.value);
    std::erase_if(digits, [](char c) { return c < '0' || c > '9'; });
    while (digits.ends_with('0')) digits.pop_back();
    return digits.size() >= 3;
}

void with_period(kernel::Where& where, const std::string& period) {
    if (period.empty()) return;
    const bool is_year = period.size() == 4 && period.find_first_not_of("0123456789") == std::string::npos;
    where.emplace_back(is_year ? "year" : "period", period);
}

} // namespace

Judge::Judge(kernel::Kernel& kernel, const kernel::Principal& who, std::u32string_view text,
             const std::vector<Reading>& readings, const Context& context, const FigureWords& figures,
             const ContextWords& words)
    : kernel_(kernel), who_(who), text_(text), readings_(readings), context_(context), figures_(figures),
      words_(words) {}

Judgement Judge::judge(std::size_t index, const About& about) {
    const auto& reading = readings_[index];
    Judgement judgement;
    if (!reading.value || reading.kind != Kind::quantity) {
        judgement.because = {"不是统计数", "Not a count"};
        return judgement;
    }
    const auto clause = context_.clause(reading.begin);
    judgement.wording = wording_of(index, clause);
    const auto ties = figures_.beside(index, text_, readings_, context_);
    for (const auto& tie : ties)
        if (judgement.candidates.size() < most_candidates) judgement.candidates.push_back(tie.figure->name);
    if (ties.empty()) {
        judgement.because = {"还没有对应的指标", "No figure answers for it yet"};
        for (const auto& figure : kernel_.schema().figures)
            if (unit_fits(figure, reading.unit) && figure.headline && judgement.candidates.size() < most_candidates)
                judgement.candidates.push_back(figure.name);
        judgement.key = subject_in_words(index, about, clause, judgement.wording);
        return judgement;
    }
    const auto& tie = ties.front();
    if (about.stranger) {
        judgement.because = {"这句话说的是" + about.stranger->name + "，台账里没有它给的",
                             "The sentence is about " + about.stranger->name +
                                 ", whose giving the records do not hold"};
        return judgement;
    }
    if (says(words_.denied, {clause.begin, reading.begin}, tie.word)) {
        judgement.because = {"这句话是否定的说法", "The sentence says what was not"};
        return judgement;
    }
    const auto choice = slices(tie, about, clause);
    if (!choice.placed || about.span.period.empty()) {
        judgement.because = {"文中没有说明地方或时段", "The text does not say which place or period"};
        return judgement;
    }
    const bool certain = is_one_figure(ties) && is_plain(index, tie, about, clause);
    if (certain) judgement.key = key_of(tie.figure->name, choice.of.front());
    compare_with(tie, choice, index, about, certain, judgement);
    return judgement;
}

void Judge::compare_with(const Tie& tie, const Slices& choice, std::size_t index, const About& about, bool certain,
                         Judgement& judgement) {
    const auto& reading = readings_[index];
    const auto& figure = *tie.figure;
    const auto means = interval_of(reading);
    bool seen = false, hidden = false, recorded = false;
    for (std::size_t i = 0; i < choice.of.size(); ++i) {
        const auto& cell = ask(figure, choice.of[i]);
        if (!cell.value) continue;
        seen = true;
        hidden = hidden || !cell.whole;
        recorded = recorded || (i == 0 && !cell.value->is_zero());
        if (!cell.whole || !means.contains(*cell.value)) continue;
        // What the text may also mean counts only where chance is no explanation.
        const bool same_clause = !tie.across;
        if (!is_telling(reading) && (i > 0 || !same_clause || (!about.giver.place && !about.receiver.place))) continue;
        if (cell.value->is_zero()) continue;
        judgement.verdict = "agrees";
        judgement.figure = figure.name;
        judgement.where = choice.of[i];
        judgement.expected = cell.text;
        judgement.key = key_of(figure.name, choice.of[i]);
        if (*cell.value == *reading.value)
            judgement.because = {"与台账算得的数相符", "It is what the records come to"};
        else
            judgement.because = {"台账算得" + kernel::office_number(cell.text, figure.unit, "zh") +
                                     "，按文中的写法相符",
                                 "The records come to " + kernel::office_number(cell.text, figure.unit, "en") +
                                     ", which may be printed so"};
        return;
    }
    if (!seen) {
        judgement.because = {"指标在这个地方和时段没有数，或者您看不到",
                             "The figure has no value there that you may see"};
    } else if (hidden) {
        judgement.because = {"您只看得到其中一部分，不能据此核对",
                             "You may see a part of it only, which decides nothing"};
    } else if (!recorded) {
        judgement.because = {"台账里还没有这个地方和时段的记录", "The records hold nothing for that place and period"};
    } else if (!certain) {
        judgement.because = {
            "可能对应的指标对不上这个数，但文中说得不够明确，不能断定",
            "A figure that may be meant is another number, but the text leaves room for something else"};
    } else {
        const auto& cell = ask(figure, choice.of.front());
        judgement.verdict = "differs";
        judgement.figure = figure.name;
        judgement.where = choice.of.front();
        judgement.expected = cell.text;
        if (const auto difference = subtract(*reading.value, *cell.value)) judgement.difference = plain(*difference);
        const auto shown = [&](const std::string& value, std::string_view language) {
            return kernel::office_number(value, figure.unit, language);
        };
        judgement.because = {"台账算得" + shown(cell.text, "zh") + "，相差" + shown(judgement.difference, "zh"),
                             "The records come to " + shown(cell.text, "en") + ", a difference of " +
                                 shown(judgement.difference, "en")};
    }
}

// A shorter word inside the one that was found says nothing of its own; any other figure in the clause does.
bool Judge::is_one_figure(const std::vector<Tie>& ties) const {
    const auto& best = ties.front();
    return std::ranges::all_of(ties, [&](const Tie& tie) {
        if (tie.figure == best.figure || best.remembered) return true;
        const bool inside = tie.word.begin >= best.word.begin && tie.word.end <= best.word.end &&
                            tie.word.end - tie.word.begin < best.word.end - best.word.begin;
        return tie.across || inside;
    });
}

const Judge::Cell& Judge::ask(const kernel::Figure& figure, const kernel::Where& where) {
    const auto key = figure.name + "|" + text_of_slice(where);
    if (const auto known = cells_.find(key); known != cells_.end()) return known->second;
    Cell cell;
    const kernel::FigureQuery query{.figure = figure.name, .where = where, .by = {}, .as_of = {}};
    if (const auto open = kernel_.figure(who_, query); open && !open->empty()) {
        cell.value = open->front().value;
        cell.text = open->front().text;
        if (!who_.is_unlimited()) {
            const auto whole = kernel_.figure(kernel::Principal::system(), query);
            cell.whole = whole && !whole->empty() && whole->front().value == cell.value;
        }
    }
    return cells_.emplace(key, std::move(cell)).first->second;
}

// 分仓9个: a figure's word that is also the title of a choice is said of that choice.
kernel::Where Judge::choice_in_word(const kernel::Figure& figure, Stretch word) const {
    const auto said = to_utf8(text_.substr(word.begin, word.end - word.begin));
    for (const auto& dimension : figure.dimensions)
        for (const auto& choice : dimension.choices)
            if (choice.title.zh == said || choice.title.en == said) return {{dimension.name, choice.name}};
    return {};
}

// Values of the figure's own dimensions that the clause names: “三交”项目 is line=exchange. What stands in the figure's own
// words (`but`) narrows nothing: 交往交流交融领域项目占比 is of all lines.
kernel::Where Judge::aspects(const kernel::Figure& figure, Stretch clause, Stretch but,
                             std::vector<Stretch>& said) const {
    kernel::Where where;
    std::set<std::string> dimensions, twice;
    for (std::size_t at = clause.begin; at < clause.end; ++at) {
        const auto found = words_.aspects.longest(text_.substr(0, clause.end), at);
        if (!found || !has_dimension(figure, found.meaning->first)) continue;
        const Stretch word{at, at + found.length};
        at = word.end - 1;
        if (word.begin >= but.begin && word.end <= but.end) continue;
        // “三交”、民生、产业……: one of an enumeration is not the subject.
        if ((word.begin > 0 && text_[word.begin - 1] == U'、') || (word.end < text_.size() && text_[word.end] == U'、'))
            continue;
        if (!dimensions.insert(found.meaning->first).second) twice.insert(found.meaning->first);
        where.emplace_back(found.meaning->first, found.meaning->second);
        said.push_back(word);
    }
    // Two lines in one clause: the number may be of both, of neither or of one.
    std::erase_if(where, [&](const auto& filter) { return twice.contains(filter.first); });
    return where;
}

// Of the sentence before the clause: “三交”援藏项目33个，投入资金848万元.
kernel::Where Judge::aspects_before(const kernel::Figure& figure, Stretch clause) const {
    std::vector<Stretch> said;
    return aspects(figure, {context_.sentence(clause.begin).begin, clause.begin}, {}, said);
}

Judge::Slices Judge::slices(const Tie& tie, const About& about, Stretch clause) const {
    const auto& figure = *tie.figure;
    Slices slices;
    std::vector<Stretch> said;
    auto narrow = tie.remembered ? tie.remembered->slice : choice_in_word(figure, tie.word);
    if (!tie.remembered && narrow.empty()) narrow = aspects(figure, clause, tie.word, said);
    const bool by_giver = has_dimension(figure, "giver"), by_region = has_dimension(figure, "region");
    const auto* giver = by_giver ? about.giver.place : nullptr;
    const auto* region = by_region && about.receiver.certainty >= Certainty::near ? about.receiver.place : nullptr;
    slices.placed =
        giver || region || !by_giver; // without a giver of its own, what names no place is said of the whole

    std::set<std::string> seen;
    const auto add = [&](const Place* at, const std::string& period, const kernel::Where& filters) {
        kernel::Where where;
        if (giver) where.emplace_back("giver", giver->code);
        if (at && by_region) where.emplace_back("region", at->code);
        where.insert(where.end(), filters.begin(), filters.end());
        with_period(where, period);
        if (slices.of.size() < most_slices && seen.insert(text_of_slice(where)).second)
            slices.of.push_back(std::move(where));
    };
    std::vector<const Place*> regions{region};
    regions.insert(regions.end(), about.other_regions.begin(), about.other_regions.end());
    std::vector<std::string> periods{about.span.period};
    for (const auto& span : about.other_spans) periods.push_back(span.period);
    for (const auto& period : periods)
        for (const auto* at : regions) add(at, period, narrow);
    if (tie.remembered) return slices;
    if (!narrow.empty()) add(region, about.span.period, {});
    if (const auto earlier = aspects_before(figure, clause); narrow.empty() && !earlier.empty())
        add(region, about.span.period, earlier);
    return slices;
}

bool Judge::says(const WordTable<char>& words, Stretch stretch, Stretch but) const {
    for (std::size_t at = stretch.begin; at < stretch.end; ++at) {
        const auto found = words.longest(text_.substr(0, stretch.end), at);
        if (found && (at + found.length <= but.begin || at >= but.end)) return true;
    }
    return false;
}

// Letters of the clause that are no known word, place, date or number.
std::size_t Judge::unknown_letters(std::size_t index, std::vector<Stretch> known, Stretch clause) const {
    for (std::size_t i = index > 8 ? index - 8 : 0; i < std::min(index + 8, readings_.size()); ++i)
        known.push_back({readings_[i].begin, readings_[i].end});
    for (const auto& mention : context_.mentions_in(clause)) known.push_back({mention.begin, mention.end});
    std::size_t unknown = 0;
    for (std::size_t at = clause.begin; at < clause.end;) {
        const auto inside = std::ranges::find_if(known, [&](const Stretch& k) { return at >= k.begin && at < k.end; });
        if (inside != known.end()) {
            at = inside->end;
        } else if (const auto word = words_.known.longest(text_.substr(0, clause.end), at)) {
            at += word.length;
        } else {
            unknown += is_han(text_[at]) || is_letter(text_[at]);
            ++at;
        }
    }
    return unknown;
}

// The number is of its whole subject and of the period that is said, not of a part, of longer, or only meant.
bool Judge::is_undivided(std::size_t index, Stretch word, Stretch clause) const {
    const auto& reading = readings_[index];
    if (reading.also || reading.high) return false;
    const auto sentence = context_.sentence(reading.begin);
    if (says(words_.cumulative, {sentence.begin, reading.begin}, {})) return false;
    if (says(words_.narrowing, clause, word) || says(words_.intended, clause, word)) return false;
    // A clause without a giver of its own speaks of what the sentence spoke of before.
    const bool own_subject = std::ranges::any_of(context_.mentions_in({clause.begin, reading.begin}),
                                                 [](const Mention& m) { return m.giver; });
    return own_subject || !says(words_.narrowing, {sentence.begin, clause.begin}, {});
}

bool Judge::is_plain(std::size_t index, const Tie& tie, const About& about, Stretch clause) const {
    if (tie.across || !is_undivided(index, tie.word, clause)) return false;
    const auto& figure = *tie.figure;
    const bool by_giver = has_dimension(figure, "giver"), by_region = has_dimension(figure, "region");
    if (by_giver && (!about.giver.place || about.giver.certainty < Certainty::near || !about.giver.alone)) return false;
    if (!by_giver && by_region && !about.receiver.place) return false;
    if (about.receiver.certainty >= Certainty::near && (!about.receiver.alone || !by_region)) return false;
    if (about.span.certainty < Certainty::near || about.span.period.starts_with("..") ||
        about.span.period.find("/..") != std::string::npos || about.span.period.size() == 7)
        return false;
    std::vector<Stretch> known{tie.word};
    if (aspects(figure, clause, tie.word, known).empty() && !aspects_before(figure, clause).empty()) return false;
    return unknown_letters(index, std::move(known), clause) <= 1;
}

// What a number of no figure is about: its words, and the place and the period that its own sentence says. Such numbers are
// compared with what other sentences and texts say of the same.
ClaimKey Judge::subject_in_words(std::size_t index, const About& about, Stretch clause,
                                 const std::string& wording) const {
    const auto words = wide(wording);
    const auto at = text_.substr(clause.begin, clause.end - clause.begin).find(words);
    if (words.size() < 3 || at == std::u32string_view::npos) return {};
    const Stretch word{clause.begin + at, clause.begin + at + words.size()};
    if (!is_undivided(index, word, clause) || unknown_letters(index, {word}, clause) > 0) return {};
    kernel::Where where;
    for (const auto& [name, party] : {std::pair("giver", &about.giver), std::pair("region", &about.receiver)}) {
        if (!party->place || party->certainty < Certainty::near) continue;
        if (!party->alone) return {};
        if (party->certainty == Certainty::said) where.emplace_back(name, party->place->code);
    }
    const bool one_period = about.span.certainty == Certainty::said && about.span.period.find('/') == std::string::npos;
    if (where.empty() || !one_period) return {};
    with_period(where, about.span.period);
    return key_of("=" + wording + " " + readings_[index].unit, where);
}

// 建设招商工作站11个 is tied by 招商工作站: the words of the clause that are not known to mean nothing.
std::string Judge::wording_of(std::size_t index, Stretch clause) const {
    const auto& reading = readings_[index];
    if (!reading.noun.empty() && wide(reading.noun).size() >= 3) return reading.noun;
    std::u32string words;
    for (std::size_t at = std::max(clause.begin, reading.begin > longest_wording ? reading.begin - longest_wording : 0);
         at < reading.begin;) {
        const auto place = std::ranges::find_if(context_.mentions_in({at, reading.begin}),
                                                [&](const Mention& mention) { return mention.begin == at; });
        if (place != context_.mentions_in({at, reading.begin}).end()) {
            words.clear();
            at = place->end;
            continue;
        }
        const auto known = words_.known.longest(text_.substr(0, reading.begin), at);
        const bool letter = is_han(text_[at]);
        if (letter && !known)
            words += text_[at];
        else if (!letter)
            words.clear();
        at += known ? known.length : 1;
    }
    return words.size() >= 2 ? to_utf8(words) : reading.noun;
}

} // namespace shanhai::press

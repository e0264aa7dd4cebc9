#include "modules/press/checking/figure_words.h"

#include "modules/press/reading/code_points.h"

#include <algorithm>

namespace shanhai::press {

namespace {

constexpr std::size_t before = 24, behind = 12; // how far from a number the words of its figure may stand

// Units that say that something is counted and not what: 移交资产, parties to a pairing of any kind.
bool says_nothing(const kernel::Figure& figure) { return figure.unit == "item" || figure.unit == "party"; }

} // namespace

bool unit_fits(const kernel::Figure& figure, const std::string& unit) {
    return figure.unit == unit || (figure.unit == "money" && unit == "CNY");
}

FigureWords::FigureWords(const kernel::Schema& schema, const std::vector<RememberedTie>& ties) {
    std::map<std::u32string, std::vector<Meaning>> words;
    for (const auto& figure : schema.figures) {
        for (const auto& word : figure.words) words[wide(word)].push_back({&figure, nullptr});
        words[wide(figure.title.zh)].push_back({&figure, nullptr});
    }
    for (const auto& tie : ties)
        if (const auto* figure = schema.figure(tie.figure)) words[wide(tie.words)].push_back({figure, &tie});
    for (auto& [word, meanings] : words)
        if (word.size() >= 2) table_.add(word, std::move(meanings));
}

std::vector<Tie> FigureWords::beside(std::size_t index, std::u32string_view text, const std::vector<Reading>& readings,
                                     const Context& context) const {
    const auto& reading = readings[index];
    const auto clause = context.clause(reading.begin);
    const auto sentence = context.sentence(reading.begin);
    const std::size_t from = std::max(sentence.begin, reading.begin > before ? reading.begin - before : 0);
    const std::size_t until = std::min(clause.end, reading.end + behind);
    const auto number_between = [&](std::size_t a, std::size_t b) {
        for (std::size_t i = index > 3 ? index - 3 : 0; i < std::min(index + 4, readings.size()); ++i)
            if (i != index && readings[i].value && readings[i].begin >= a && readings[i].end <= b) return true;
        return false;
    };
    const auto noun = wide(reading.noun);
    std::vector<Tie> ties;
    for (std::size_t at = from; at < until; ++at) {
        const auto found = table_.longest(text.substr(0, until), at);
        if (!found) continue;
        const Stretch word{at, at + found.length};
        const bool ahead = word.end <= reading.number_begin || word.end <= reading.begin;
        // 实施1385个援建项目: the noun that the number counts, inside or behind it.
        if (!ahead && word.begin < reading.number_end) continue;
        const std::size_t gap =
            ahead ? reading.begin - std::min(word.end, reading.begin) : word.begin - std::min(word.begin, reading.end);
        const bool across = word.begin < clause.begin || (ahead && number_between(word.end, reading.begin)) ||
                            (!ahead && number_between(reading.end, word.begin));
        for (const auto& meaning : *found.meaning) {
            // 新建改扩建医疗机构8个, 受援县52个: what is counted is in the figure's own words.
            const bool named = says_nothing(*meaning.figure) && !noun.empty() &&
                               text.substr(word.begin, found.length).find(noun) != std::u32string_view::npos;
            if (!named && !unit_fits(*meaning.figure, reading.unit)) continue;
            if (meaning.remembered && meaning.remembered->unit != reading.unit) continue;
            ties.push_back({meaning.figure, meaning.remembered, word, gap, across});
        }
    }
    const auto rank = [](const Tie& tie) {
        const auto length = static_cast<int>(tie.word.end - tie.word.begin);
        return std::tuple(tie.remembered == nullptr, tie.across, -length + static_cast<int>(tie.gap / 3), tie.gap,
                          tie.figure->name);
    };
    std::ranges::sort(ties, [&](const Tie& a, const Tie& b) { return rank(a) < rank(b); });
    std::vector<Tie> once;
    for (const auto& tie : ties)
        if (std::ranges::none_of(once, [&](const Tie& kept) { return kept.figure == tie.figure; })) once.push_back(tie);
    return once;
}

} // namespace shanhai::press

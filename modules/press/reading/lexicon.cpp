#include "modules/press/reading/lexicon.h"

#include "base/check.h"
#include "base/text.h"
#include "base/yaml.h"
#include "modules/press/reading/code_points.h"

#include <algorithm>
#include <ranges>

namespace shanhai::press {

namespace {

// Mistakes in a lexicon file leave through load_lexicon as a refusal.
[[noreturn]] void fail(const yaml::Node& node, const std::string& what) { throw yaml::Mistake(node.line(), what); }

std::vector<std::string> list(const yaml::Node& node) {
    if (!node) return {};
    if (!node.is_sequence()) fail(node, "a list is expected");
    std::vector<std::string> result;
    for (const auto& item : node.items()) result.push_back(item.text());
    return result;
}

Rational factor(const yaml::Node& node) {
    const auto value = Rational::parse(node.text());
    if (!value || compare(*value, 0) <= 0) fail(node, "a factor is a positive number");
    return *value;
}

Qualifier qualifier(const yaml::Node& node) {
    const auto found = qualifier_named(node.text());
    if (!found) fail(node, "no qualifier is called " + node.text());
    return *found;
}

void add_words(const yaml::Node& node, WordTable<char>& to) {
    for (const auto& word : list(node)) to.add(wide(word), {});
}

int whole(const yaml::Node& node) {
    const auto value = node.whole();
    if (value < 1 || value > 1000) fail(node, "a number from 1 to 1000 is expected");
    return static_cast<int>(value);
}

void add_words(const yaml::Node& node, std::vector<std::u32string>& to) {
    for (const auto& word : list(node)) to.push_back(wide(word));
}

void read_units(const yaml::Node& file, Lexicon& to) {
    for (const auto& unit : file["units"].members())
        for (const auto& word : unit.second.members())
            to.units.add(wide(word.first.text()), {unit.first.text(), factor(word.second)});
    for (const auto& rate : file["rates"].members())
        for (const auto& word : list(rate.second)) to.rate_words.add(wide(word), rate.first.text());
    for (const auto& rate : file["rates_behind"].members())
        for (const auto& word : list(rate.second)) to.rate_suffixes.add(wide(word), rate.first.text());
    for (const auto& rate : file["rates_apply"].members())
        for (const auto& unit : list(rate.second)) to.rates_apply[rate.first.text()].insert(unit);
    add_words(file["not_units"], to.not_units);
}

void read_qualifiers(const yaml::Node& file, Lexicon& to) {
    for (const auto& entry : file["before"].members())
        for (const auto& word : list(entry.second)) to.before.push_back({wide(word), qualifier(entry.first)});
    std::ranges::sort(to.before, [](const QualifierWord& a, const QualifierWord& b) {
        return a.word.size() != b.word.size() ? a.word.size() > b.word.size() : a.word < b.word;
    });
    if (const auto widths = file["widths"])
        to.widths = {.nearly = factor(widths["nearly"]),
                     .over = factor(widths["over"]),
                     .plus = factor(widths["plus"]),
                     .approx = factor(widths["approx"])};
    if (const auto fraction = file["fraction_width"]) to.fraction_width = whole(fraction);
    if (const auto several = file["several"]) {
        to.several_from = whole(several["from"]);
        to.several_to = whole(several["to"]);
        add_words(several["numbers_of"], to.numbers_of);
    }
    if (const auto reaching = file["reaching"]) {
        to.reaching_to = whole(reaching["to"]);
        add_words(reaching["words"], to.reaching);
    }
    for (const auto& unit : file["ages"].members())
        for (const auto& word : list(unit.second)) to.ages[wide(word)] = unit.first.text();
    add_words(file["passed"], to.passed);
    add_words(file["not_before"], to.not_before);
    for (const auto& entry : file["after"].members())
        for (const auto& word : list(entry.second)) to.after.add(wide(word), qualifier(entry.first));
}

void read_classifiers(const yaml::Node& file, Lexicon& to) {
    for (const auto& entry : file["classifiers"].members()) {
        Classifier classifier;
        classifier.unit = entry.second["unit"].text();
        classifier.one = entry.second["one"] && entry.second["one"].flag();
        const auto nouns = entry.second["nouns"];
        if (nouns && nouns.is_scalar())
            classifier.any_noun = true;
        else
            for (const auto& unit : list(nouns)) classifier.nouns.insert(unit);
        to.classifiers.add(wide(entry.first.text()), std::move(classifier));
    }
    const auto numbered = list(file["numbered"]);
    for (const auto& unit : file["bare"].members())
        for (const auto& word : list(unit.second))
            to.bare.add(wide(word), {unit.first.text(), std::ranges::find(numbered, word) != numbered.end()});
    for (const auto& word : list(file["never_bare"])) to.never_bare.insert(wide(word));
    for (const auto& entry : file["nominal"].members()) to.nominal.add(wide(entry.first.text()), entry.second.text());
    if (const auto ordinals = file["ordinals"]) {
        add_words(ordinals["of"], to.ordinal_of);
        add_words(ordinals["rank"], to.ordinal_rank);
        add_words(ordinals["first"], to.ordinal_first);
        add_words(ordinals["phase_of"], to.phase_of);
    }
    if (const auto places = file["places"]) {
        add_words(places["words"], to.places);
        add_words(places["moves"], to.moves);
    }
}

void read_nouns(const yaml::Node& file, Lexicon& to) {
    for (const auto& unit : file["nouns"].members())
        for (const auto& word : list(unit.second)) to.nouns.add(wide(word), unit.first.text());
    for (const auto& word : list(file["not_counted"])) to.nouns.add(wide(word), "");
    for (const auto& letter : file["letters"].members())
        to.letters.add(wide(letter.first.text()), letter.second.text());
}

void read_phrases(const yaml::Node& file, Lexicon& to) {
    for (const auto& line : list(file["phrases"]))
        for (const auto word : split(line, ' '))
            if (!word.empty()) to.phrases.add(wide(word), {});
    for (const auto& name : file["names"].members())
        to.names.add(wide(name.first.text()), {static_cast<int>(name.second[0].whole()), name.second[1].text()});
}

void read_context(const yaml::Node& file, ContextWords& to) {
    const auto context = file["context"];
    if (!context) return;
    for (const auto& word : context["receivers"].members())
        to.receivers.add(wide(word.first.text()), word.second.text());
    for (const auto& word : context["givers"].members()) to.givers.add(wide(word.first.text()), word.second.text());
    add_words(context["institutions"], to.institutions);
    add_words(context["cumulative"], to.cumulative);
    add_words(context["narrowing"], to.narrowing);
    add_words(context["intended"], to.intended);
    add_words(context["denied"], to.denied);
    add_words(context["known"], to.known);
    add_words(context["newsrooms"], to.newsrooms);
    for (const auto& year : context["years"].members())
        to.years.add(wide(year.first.text()), static_cast<int>(year.second.whole()));
    for (const auto& part : context["year_parts"].members())
        to.year_parts.add(wide(part.first.text()), part.second.text());
    for (const auto& dimension : context["aspects"].members())
        for (const auto& value : dimension.second.members())
            for (const auto& word : list(value.second))
                to.aspects.add(wide(word), {dimension.first.text(), value.first.text()});
}

template <class T>
void read_values(const yaml::Node& node, std::map<std::string, T>& to) {
    for (const auto& word : node.members()) {
        const auto value = word.second.whole();
        if (value < 1) fail(word.second, "a positive whole number is expected");
        to[word.first.text()] = static_cast<T>(value);
    }
}

void read_english(const yaml::Node& file, EnglishWords& to) {
    const auto english = file["english"];
    if (!english) return;
    read_values(english["months"], to.months);
    read_values(english["numbers"], to.numbers);
    read_values(english["scales"], to.scales);
    read_values(english["ordinals"], to.ordinals);
    read_values(english["fractions"], to.fractions);
    read_values(english["multiples"], to.multiples);
    for (const auto& word : list(english["ordinal_of"])) to.ordinal_of.insert(word);
    for (const auto& word : english["strengths"].members()) to.strengths[word.first.text()] = word.second.text();
    for (const auto& word : english["several"].members())
        to.several.add(wide(word.first.text()), {word.second[0].whole(), word.second[1].whole()});
    for (const auto& sign : english["currencies"].members()) {
        const auto character = wide(sign.first.text());
        if (character.size() != 1) fail(sign.second, "one character is expected");
        to.currencies[character.front()] = sign.second.text();
    }
}

void read_examples(const yaml::Node& file, const std::string& name, Lexicon& to) {
    for (const auto& example : file["examples"].items())
        to.examples.push_back({name, example.line(), example["text"].text(), list(example["reads"])});
}

} // namespace

Result<Lexicon> load_lexicon(const std::vector<std::pair<std::string, std::string>>& files) {
    Lexicon lexicon;
    for (const auto& [name, text] : files) {
        try {
            const auto file = yaml::parse(text);
            read_units(file, lexicon);
            read_qualifiers(file, lexicon);
            read_classifiers(file, lexicon);
            read_nouns(file, lexicon);
            read_phrases(file, lexicon);
            read_english(file, lexicon.english);
            read_context(file, lexicon.context);
            read_examples(file, name, lexicon);
        } catch (const yaml::Mistake& mistake) {
            return refuse("press.lexicon", {},
                          {{"file", name}, {"line", std::to_string(mistake.line())}, {"what", mistake.what()}});
        }
    }
    return lexicon;
}

const Lexicon& own_lexicon() {
    static const Lexicon lexicon = [] {
        auto loaded = load_lexicon(own_lexicon_files());
        check(loaded.has_value(), "the lexicon inside the program can be read");
        return *std::move(loaded);
    }();
    return lexicon;
}

} // namespace shanhai::press

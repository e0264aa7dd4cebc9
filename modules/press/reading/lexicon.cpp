#include "modules/press/reading/lexicon.h"

#include "base/check.h"
#include "base/text.h"
#include "modules/press/reading/code_points.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <ranges>

namespace shanhai::press {

namespace {

// A mistake in a lexicon file; leaves through load_lexicon as a refusal.
struct LexiconMistake {
    int line = 0;
    std::string what;
};

[[noreturn]] void fail(const YAML::Node& node, std::string what) {
    throw LexiconMistake{node.Mark().line + 1, std::move(what)};
}

std::vector<std::string> list(const YAML::Node& node) {
    if (!node) return {};
    if (!node.IsSequence()) fail(node, "a list is expected");
    std::vector<std::string> result;
    for (const auto& item : node) result.push_back(item.as<std::string>());
    return result;
}

Rational factor(const YAML::Node& node) {
    const auto value = Rational::parse(node.as<std::string>());
    if (!value || compare(*value, 0) <= 0) fail(node, "a factor is a positive number");
    return *value;
}

Qualifier qualifier(const YAML::Node& node) {
    const auto found = qualifier_named(node.as<std::string>());
    if (!found) fail(node, "no qualifier is called " + node.as<std::string>());
    return *found;
}

void add_words(const YAML::Node& node, WordTable<char>& to) {
    for (const auto& word : list(node)) to.add(wide(word), {});
}

void read_units(const YAML::Node& file, Lexicon& to) {
    for (const auto& unit : file["units"])
        for (const auto& word : unit.second)
            to.units.add(wide(word.first.as<std::string>()), {unit.first.as<std::string>(), factor(word.second)});
    for (const auto& rate : file["rates"])
        for (const auto& word : list(rate.second)) to.rate_words.add(wide(word), rate.first.as<std::string>());
    for (const auto& rate : file["rates_behind"])
        for (const auto& word : list(rate.second)) to.rate_suffixes.add(wide(word), rate.first.as<std::string>());
    for (const auto& rate : file["rates_apply"])
        for (const auto& unit : list(rate.second)) to.rates_apply[rate.first.as<std::string>()].insert(unit);
    add_words(file["not_units"], to.not_units);
}

void read_qualifiers(const YAML::Node& file, Lexicon& to) {
    for (const auto& entry : file["before"])
        for (const auto& word : list(entry.second)) to.before.push_back({wide(word), qualifier(entry.first)});
    std::ranges::sort(to.before, [](const QualifierWord& a, const QualifierWord& b) {
        return a.word.size() != b.word.size() ? a.word.size() > b.word.size() : a.word < b.word;
    });
    if (const auto widths = file["widths"])
        to.widths = {.nearly = factor(widths["nearly"]),
                     .over = factor(widths["over"]),
                     .plus = factor(widths["plus"]),
                     .approx = factor(widths["approx"])};
    for (const auto& word : list(file["passed"])) to.passed.push_back(wide(word));
    for (const auto& word : list(file["not_before"])) to.not_before.push_back(wide(word));
    for (const auto& entry : file["after"])
        for (const auto& word : list(entry.second)) to.after.add(wide(word), qualifier(entry.first));
}

void read_classifiers(const YAML::Node& file, Lexicon& to) {
    for (const auto& entry : file["classifiers"]) {
        Classifier classifier;
        classifier.unit = entry.second["unit"].as<std::string>();
        classifier.one = entry.second["one"].as<bool>(false);
        const auto nouns = entry.second["nouns"];
        if (nouns && nouns.IsScalar())
            classifier.any_noun = true;
        else
            for (const auto& unit : list(nouns)) classifier.nouns.insert(unit);
        to.classifiers.add(wide(entry.first.as<std::string>()), std::move(classifier));
    }
    const auto numbered = list(file["numbered"]);
    for (const auto& unit : file["bare"])
        for (const auto& word : list(unit.second))
            to.bare.add(wide(word),
                        {unit.first.as<std::string>(), std::ranges::find(numbered, word) != numbered.end()});
    for (const auto& word : list(file["never_bare"])) to.never_bare.insert(wide(word));
    for (const auto& entry : file["nominal"])
        to.nominal.add(wide(entry.first.as<std::string>()), entry.second.as<std::string>());
    if (const auto ordinals = file["ordinals"]) {
        add_words(ordinals["of"], to.ordinal_of);
        add_words(ordinals["rank"], to.ordinal_rank);
        add_words(ordinals["first"], to.ordinal_first);
    }
}

void read_nouns(const YAML::Node& file, Lexicon& to) {
    for (const auto& unit : file["nouns"])
        for (const auto& word : list(unit.second)) to.nouns.add(wide(word), unit.first.as<std::string>());
    for (const auto& word : list(file["not_counted"])) to.nouns.add(wide(word), "");
    for (const auto& letter : file["letters"])
        to.letters.add(wide(letter.first.as<std::string>()), letter.second.as<std::string>());
}

void read_phrases(const YAML::Node& file, Lexicon& to) {
    for (const auto& line : list(file["phrases"]))
        for (const auto word : split(line, ' '))
            if (!word.empty()) to.phrases.add(wide(word), {});
    for (const auto& name : file["names"])
        to.names.add(wide(name.first.as<std::string>()), {name.second[0].as<int>(), name.second[1].as<std::string>()});
}

void read_context(const YAML::Node& file, ContextWords& to) {
    const auto context = file["context"];
    if (!context) return;
    for (const auto& word : context["receivers"])
        to.receivers.add(wide(word.first.as<std::string>()), word.second.as<std::string>());
    for (const auto& word : context["givers"])
        to.givers.add(wide(word.first.as<std::string>()), word.second.as<std::string>());
    add_words(context["institutions"], to.institutions);
    add_words(context["cumulative"], to.cumulative);
    add_words(context["narrowing"], to.narrowing);
    add_words(context["intended"], to.intended);
    add_words(context["known"], to.known);
    for (const auto& dimension : context["aspects"])
        for (const auto& value : dimension.second)
            for (const auto& word : list(value.second))
                to.aspects.add(wide(word), {dimension.first.as<std::string>(), value.first.as<std::string>()});
}

void read_examples(const YAML::Node& file, const std::string& name, Lexicon& to) {
    for (const auto& example : file["examples"])
        to.examples.push_back(
            {name, example.Mark().line + 1, example["text"].as<std::string>(), list(example["reads"])});
}

} // namespace

Result<Lexicon> load_lexicon(const std::vector<std::pair<std::string, std::string>>& files) {
    Lexicon lexicon;
    for (const auto& [name, text] : files) {
        try {
            const auto file = YAML::Load(text);
            read_units(file, lexicon);
            read_qualifiers(file, lexicon);
            read_classifiers(file, lexicon);
            read_nouns(file, lexicon);
            read_phrases(file, lexicon);
            read_context(file, lexicon.context);
            read_examples(file, name, lexicon);
        } catch (const LexiconMistake& mistake) {
            return refuse("press.lexicon", {},
                          {{"file", name}, {"line", std::to_string(mistake.line)}, {"what", mistake.what}});
        } catch (const YAML::Exception& mistake) {
            return refuse("press.lexicon", {},
                          {{"file", name}, {"line", std::to_string(mistake.mark.line + 1)}, {"what", mistake.msg}});
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

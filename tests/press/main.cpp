#include "tests/press/facts.h"
#include "tests/press/number_sets.h"

#include <fmt/format.h>

#include <filesystem>

// Prints how well press texts are read:  press_evaluation SHARED-FOLDER
int main(int count, char** arguments) {
    using namespace shanhai::press;
    if (count < 2) return 2;
    const std::filesystem::path shared = arguments[1];
    const auto facts = facts_of(shared / "facts" / "figures.csv");
    std::size_t all = 0, found = 0, read = 0, right = 0;
    for (const auto& entry : std::filesystem::directory_iterator(shared / "texts")) {
        const auto score = score_text(entry.path(), facts);
        fmt::print("{}: recall {}/{} = {:.1f} %, precision {}/{} = {:.1f} %\n", score.text, score.found, score.facts,
                   100 * score.recall(), score.right, score.read, 100 * score.precision());
        for (const auto& missed : score.missed)
            fmt::print("  missed {} {} {} {} “{}”: {}\n", missed.fact.id, missed.fact.value, missed.fact.unit,
                       missed.fact.qualifier, missed.fact.quote, missed.read_instead);
        for (const auto& wrong : score.wrong) fmt::print("  not a fact: {}\n", wrong);
        all += score.facts, found += score.found, read += score.read, right += score.right;
    }
    fmt::print("all: recall {}/{} = {:.1f} %, precision {}/{} = {:.1f} %\n", found, all,
               100.0 * static_cast<double>(found) / static_cast<double>(all), right, read,
               100.0 * static_cast<double>(right) / static_cast<double>(read));
    for (const auto& entry : std::filesystem::directory_iterator(shared / "texts")) {
        const auto score = score_relations(entry.path(), facts, shared / "facts" / "conflicts.csv");
        fmt::print("{}: relations {}/{}, false alarms {}\n", score.text, score.found, score.listed, score.false_alarms);
        for (const auto& missed : score.missed) fmt::print("  missed {}\n", missed);
        for (const auto& alarm : score.alarms) fmt::print("  false alarm {}\n", alarm);
    }
    const auto sets = shared / "realdata" / "11-zh-numbers";
    auto scores = score_recognizers(sets / "Specs", "tests/press/other_conventions.tsv");
    for (auto& score : score_spoken(sets / "WeTextProcessing/itn/chinese/test/data"))
        scores.push_back(std::move(score));
    for (const auto& score : scores) {
        fmt::print("{}: {}/{} = {:.1f} %, {} by decision\n", score.file, score.passed, score.cases - score.by_decision,
                   100 * score.rate(), score.by_decision);
        for (const auto& failed : score.failed) fmt::print("  {}\n", failed);
    }
    return 0;
}

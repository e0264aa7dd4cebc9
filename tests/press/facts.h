#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace shanhai::press {

// A row of published figures with the words that it was taken from.
struct Fact {
    std::string id, source, value, unit, qualifier, quote;
};
std::vector<Fact> facts_of(const std::filesystem::path& csv);

struct Missed {
    Fact fact;
    std::string read_instead; // what stands in the place of the quote
};
struct TextScore {
    std::string text;
    std::size_t facts = 0, found = 0;
    std::size_t read = 0, right = 0; // readings that say a number, and those of them that are a fact of the text
    std::vector<Missed> missed;
    std::vector<std::string> wrong;
    double recall() const { return facts ? static_cast<double>(found) / static_cast<double>(facts) : 1; }
    double precision() const { return read ? static_cast<double>(right) / static_cast<double>(read) : 1; }
};
// A fact is found when a reading inside its quote has its value, unit and qualifier. A reading is right when some fact of
// the text has its value, unit and qualifier: what a text repeats is listed once.
TextScore score_text(const std::filesystem::path& text, const std::vector<Fact>& facts);

// How the relations of one text between its own numbers, listed in conflicts.csv, are found.
struct RelationScore {
    std::string text;
    std::size_t listed = 0, found = 0, false_alarms = 0;
    std::vector<std::string> missed, alarms;
};
// A listed relation is found when one of ours holds a number of its left and one of its right side (of the left alone when
// there is no right). An alarm is false when no listed relation that is inconsistent holds one of its numbers.
RelationScore score_relations(const std::filesystem::path& text, const std::vector<Fact>& facts,
                              const std::filesystem::path& conflicts);

} // namespace shanhai::press

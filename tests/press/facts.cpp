#include "tests/press/facts.h"

#include "base/csv.h"
#include "base/text.h"
#include "modules/press/judging/relations.h"
#include "modules/press/reading/code_points.h"
#include "modules/press/reading/reading.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace shanhai::press {

namespace {

std::string file_text(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

// The text without spaces, and where each character of it stands.
struct Bare {
    std::u32string chars;
    std::vector<std::size_t> at;
};
Bare without_spaces(std::u32string_view text) {
    Bare bare;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_space(text[i]) || text[i] == U'\n' || text[i] == U'\r') continue;
        bare.chars.push_back(text[i]);
        bare.at.push_back(i);
    }
    return bare;
}

bool same(const Reading& reading, const Fact& fact) {
    const auto value = Rational::parse(fact.value);
    return reading.value && value && *reading.value == *value && reading.unit == fact.unit &&
           name_of(reading.qualifier) == fact.qualifier;
}

std::string told(const Reading& reading, std::u32string_view text) {
    const std::size_t from = reading.begin > 10 ? reading.begin - 10 : 0;
    return to_utf8(text.substr(from, reading.begin - from)) + "[" +
           to_utf8(text.substr(reading.begin, reading.end - reading.begin)) + "]" +
           to_utf8(text.substr(reading.end, 8)) + "  " + (reading.value ? reading.value->text(4) : "") + " " +
           reading.unit + " " + std::string(name_of(reading.qualifier)) + " " + std::string(name_of(reading.kind)) +
           " " + reading.noun;
}

} // namespace

std::vector<Fact> facts_of(const std::filesystem::path& csv) {
    std::vector<Fact> facts;
    const auto rows = parse_csv(file_text(csv));
    if (!rows || rows->empty()) return facts;
    std::map<std::string, std::size_t> column;
    for (std::size_t i = 0; i < rows->front().cells.size(); ++i) column[rows->front().cells[i]] = i;
    for (std::size_t i = 1; i < rows->size(); ++i) {
        const auto& cells = (*rows)[i].cells;
        const auto cell = [&](const char* name) {
            return column.contains(name) ? cells.at(column[name]) : std::string();
        };
        facts.push_back({cell("id"), cell("source"), cell("value"), cell("unit"), cell("qualifier"), cell("quote")});
    }
    return facts;
}

TextScore score_text(const std::filesystem::path& file, const std::vector<Fact>& facts) {
    TextScore score;
    score.text = file.stem().string();
    const auto given = from_utf8(file_text(file));
    if (!given) return score;
    const auto clean_text = clean(*given);
    const auto readings = read(clean_text.chars, own_lexicon());
    const auto bare = without_spaces(*given);
    std::vector<Fact> own;
    for (const auto& fact : facts)
        if (fact.source == score.text && !fact.quote.empty()) own.push_back(fact);
    for (const auto& fact : own) {
        ++score.facts;
        const auto quote = without_spaces(wide(fact.quote)).chars;
        bool found = false;
        std::string instead;
        for (std::size_t at = bare.chars.find(quote); at != std::u32string::npos && !found;
             at = bare.chars.find(quote, at + 1)) {
            const std::size_t begin = bare.at[at], end = bare.at[at + quote.size() - 1] + 1;
            for (const auto& reading : readings) {
                const auto [from, until] = clean_text.given(reading.begin, reading.end);
                if (until <= begin || from >= end) continue;
                found = found || same(reading, fact);
                instead += told(reading, clean_text.chars) + " | ";
            }
        }
        score.found += found;
        if (!found) score.missed.push_back({fact, instead});
    }
    for (const auto& reading : readings) {
        if (!reading.value) continue;
        ++score.read;
        if (std::ranges::any_of(own, [&](const Fact& fact) { return same(reading, fact); }))
            ++score.right;
        else
            score.wrong.push_back(told(reading, clean_text.chars));
    }
    return score;
}

namespace {

// The readings that stand in the quotes of some facts.
std::set<std::size_t> readings_in(const std::string& ids, const std::vector<Fact>& facts, const CleanText& text,
                                  const std::vector<Reading>& readings, const Bare& bare) {
    std::set<std::size_t> result;
    for (const auto id : split(ids, ';')) {
        const auto fact = std::ranges::find(facts, std::string(trim(id)), &Fact::id);
        if (fact == facts.end()) continue;
        const auto quote = without_spaces(wide(fact->quote)).chars;
        const auto at = bare.chars.find(quote);
        if (quote.empty() || at == std::u32string::npos) continue;
        const std::size_t begin = bare.at[at], end = bare.at[at + quote.size() - 1] + 1;
        for (std::size_t i = 0; i < readings.size(); ++i) {
            const auto [from, until] = text.given(readings[i].begin, readings[i].end);
            if (until > begin && from < end && same(readings[i], *fact)) result.insert(i);
        }
    }
    return result;
}

bool touches(const Relation& relation, const std::set<std::size_t>& numbers) {
    return std::ranges::any_of(relation.of, [&](std::size_t i) { return numbers.contains(i); });
}

} // namespace

RelationScore score_relations(const std::filesystem::path& file, const std::vector<Fact>& facts,
                              const std::filesystem::path& conflicts) {
    RelationScore score;
    score.text = file.stem().string();
    const auto given = from_utf8(file_text(file));
    const auto rows = parse_csv(file_text(conflicts));
    if (!given || !rows || rows->empty()) return score;
    const auto text = clean(*given);
    const auto readings = read(text.chars, own_lexicon());
    const auto relations = relations_of(text.chars, readings);
    const auto bare = without_spaces(*given);
    std::vector<Fact> own;
    for (const auto& fact : facts)
        if (fact.source == score.text) own.push_back(fact);
    std::set<std::size_t> inconsistent;
    for (std::size_t i = 1; i < rows->size(); ++i) {
        // id, kind, left_figures, left_quotes, left_values, right_figures, …, arithmetic, result, verdict
        const auto& cells = (*rows)[i].cells;
        const auto left = readings_in(cells.at(2), own, text, readings, bare);
        const auto right = readings_in(cells.at(5), own, text, readings, bare);
        if (left.empty() || (right.empty() && !cells.at(5).empty())) continue; // the other side is in another text
        ++score.listed;
        const bool found = std::ranges::any_of(relations, [&](const Relation& relation) {
            return touches(relation, left) && (cells.at(5).empty() || touches(relation, right));
        });
        score.found += found;
        if (!found) score.missed.push_back(cells.at(0) + " " + cells.at(1) + " " + cells.at(3) + " / " + cells.at(6));
        if (cells.at(10) == "inconsistent") {
            inconsistent.insert(left.begin(), left.end());
            inconsistent.insert(right.begin(), right.end());
        }
    }
    for (const auto& relation : relations) {
        if (relation.verdict != "contradicts" || touches(relation, inconsistent)) continue;
        ++score.false_alarms;
        score.alarms.push_back(relation.kind + " " + relation.arithmetic);
    }
    return score;
}

} // namespace shanhai::press

#pragma once

#include "base/json.h"

#include <string>
#include <utility>
#include <vector>

// A text that the program drafts and a person edits, while its numbers go on living.
namespace shanhai::governance {

// Pieces of the text in their order, each with a name that stays when its numbers change.
struct DraftedText {
    std::vector<std::pair<std::string, std::string>> pieces;

    void add(std::string name, std::string words) { pieces.emplace_back(std::move(name), std::move(words)); }
    std::string text() const;

    json::array as_json() const;                           // [name, words], …
    static DraftedText from_json(const json::value& kept); // what cannot be read is left out
};

// The text after the numbers have moved. A text that nobody touched is drafted anew. In an edited one, pieces that still stand
// there word for word are replaced by what they say now, and vanish when they say nothing any more; everything else is the
// editor's and stays.
std::string refreshed(const std::string& text, const DraftedText& before, const DraftedText& now);

} // namespace shanhai::governance

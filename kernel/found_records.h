#pragma once

#include "base/text.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Records of all types, by words. docs/search.md says what is found, and in which order.
namespace shanhai::kernel {

struct SearchQuery {
    std::string words;
    std::string type;       // empty: all types
    std::size_t limit = 20; // 1–100
    std::string after;      // SearchAnswer::next of the page before
};

// How well a record fits: it is called just so, its name or number has all the words, or its texts have them.
enum class SearchRank { whole, title, text };
std::string_view name_of(SearchRank rank);

// Characters of a snippet, as code points.
struct SearchMark {
    std::size_t begin = 0, length = 0;
};

struct SearchMatch {
    std::string field;   // "number" for the record's number
    std::string snippet; // a part of the text around the first mark
    bool cut_before = false, cut_behind = false;
    std::vector<SearchMark> marks;
};

struct SearchHit {
    std::string type;
    std::int64_t id = 0;
    std::string key, number; // empty: none, or not for this reader
    std::string title;
    SearchRank rank = SearchRank::text;
    std::vector<SearchMatch> matches; // at least one; those in titles first
};

struct SearchCount {
    std::string type;
    std::size_t count = 0;
    bool more = false; // it stopped counting there
};

struct SearchAnswer {
    std::vector<SearchHit> hits;
    std::vector<SearchCount> counts; // of types with hits, in the order of the schema
    std::optional<std::string> next;
};

} // namespace shanhai::kernel

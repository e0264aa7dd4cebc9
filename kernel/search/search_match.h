#pragma once

#include "kernel/search/search_words.h"

#include <optional>

// Reads a record again that the index named: whether it fits, how well, and where.
namespace shanhai::kernel {

struct FoundRecord {
    SearchRank rank = SearchRank::text;
    std::vector<SearchMatch> matches;
};

// Only fields up to this level take part. Nothing when a word is missing.
std::optional<FoundRecord> match(const SearchWords& words, const SearchedType& type, const RecordRow& row,
                                 Sensitivity level);

} // namespace shanhai::kernel

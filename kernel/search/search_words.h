#pragma once

#include "base/result.h"
#include "kernel/found_records.h"
#include "kernel/search/posting_list.h"

#include <string>
#include <string_view>
#include <vector>

// What somebody looks for.
namespace shanhai::kernel {

constexpr std::size_t most_search_characters = 100;

// One of the words, as texts are folded; blanks stand in it where the writer put a hyphen or the like.
struct SearchWord {
    std::u32string text;
    bool letters = false; // no character of a script written without blanks: it must be the begin of a word
    bool spelled = false; // of letters and digits alone, so that it may be how a name is spelled
    bool single = false;  // one character that is no letter: looked for in titles only
};

struct SearchWords {
    std::vector<SearchWord> words;
    std::u32string whole; // all of them, with a blank between

    bool is_spelled() const { return words.size() == 1 && words.front().spelled; }

    // "search.no_words", "search.too_long", "search.too_many_words", at /q.
    static Result<SearchWords> parse(std::string_view typed);

    // What a record of the type must have to fit as well as `rank` says, as far as the index can tell. `sees`: how
    // sensitive the fields are that the reader may see somewhere. Empty when none can fit.
    Groups groups(const SearchedType& type, SearchRank rank, Sensitivity sees) const;
};

} // namespace shanhai::kernel

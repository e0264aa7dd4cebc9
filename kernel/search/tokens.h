#pragma once

#include "kernel/search/searched_fields.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What a record is found by: numbers of 47 bits that stand for two characters, or the begin of a word, in a kind of field of
// a type of records. Two different things with the same number do no harm: whatever is found is read again.
namespace shanhai::kernel {

using Token = std::int64_t;

enum class TokenClass : char {
    text = 'b',    // somewhere in a field
    title = 't',   // in one that people know the record by
    spelled = 'p', // the begin of a name as it is spelled
    whole = 'e',   // a whole name, or how it is spelled
};

Token token_of(std::string_view type, TokenClass in, Sensitivity sensitivity, std::string_view what);

// The longest begin of a word that has a token of its own: every word has tokens for its begins of these lengths.
std::size_t token_length(std::size_t length);
constexpr std::size_t most_spelled = 8; // of a spelling only begins up to this length have one

// All of a record, sorted, each once. A record that is void has none.
std::vector<Token> tokens_of(const SearchedType& type, const RecordRow& row);

} // namespace shanhai::kernel

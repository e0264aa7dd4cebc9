#pragma once

#include "kernel/search/tokens.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How the index lies in the store.
namespace shanhai::kernel {

// Records in ascending order, the first of which stands in a column of its own: the distances from each to the next, seven
// bits a byte, the lowest first, all but the last with the eighth bit set.
std::string pack(const std::vector<std::int64_t>& ids);
// Nothing for bytes that `pack` would not write.
std::optional<std::vector<std::int64_t>> unpack(std::int64_t oldest, std::string_view bytes);

// The tokens of one record, in ascending order, six bytes each, the highest first.
std::string pack_tokens(const std::vector<Token>& tokens);
std::optional<std::vector<Token>> unpack_tokens(std::string_view bytes);
// Whether a token, packed alone, is among these.
bool has_token(std::string_view packed, std::string_view token);

// "[1,2]", for SQL that reads numbers out of a text.
std::string list_of_numbers(const std::vector<std::int64_t>& numbers);

} // namespace shanhai::kernel

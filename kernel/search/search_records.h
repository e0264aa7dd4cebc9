#pragma once

#include "kernel/found_records.h"
#include "kernel/rights/record_gate.h"
#include "kernel/search/searched_fields.h"

namespace shanhai::kernel {

// What of the records that `rights` open fits the words. Within bounds: of each type that is not asked for by name the best
// twenty or so, of one that is some hundreds.
// "search.no_words", "search.too_long", "record.unknown_type", "list.bad_cursor".
Result<SearchAnswer> search_records(Connection& reader, const Schema& schema, const SearchedTypes& types,
                                    const Rights& rights, const SearchQuery& query);

} // namespace shanhai::kernel

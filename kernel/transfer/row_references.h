#pragma once

#include "kernel/transfer/import_work.h"

// Rows of a file that refer to rows of the same file.
namespace shanhai::kernel {

// Reads the sheet once before anything is recorded: how many rows there are, and which go before which.
// "import.too_many_rows" (args: limit), "request.cancelled".
Done read_through(ImportWork& work);

// A row that can come after none of those that it refers to is refused.
void check_order(ImportWork& work, const Draft& draft);

// Whoever reads the report should mend the row above, not the one that refers to it.
void blame_refused_parents(ImportWork& work);

} // namespace shanhai::kernel

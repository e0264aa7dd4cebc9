#pragma once

#include "kernel/schema/model.h"
#include "kernel/store/connection.h"

#include <filesystem>
#include <vector>

namespace shanhai::kernel {

// Posts measures that are new to a store from its whole history, so that `as of` any moment is what it would have been:
// the journal is replayed into a store of its own in `folder`, and what it posts to these measures is taken over, each
// posting with the entry that made it.
void post_whole_history(Connection& writer, const Schema& schema, const std::vector<int>& measures,
                        const std::filesystem::path& folder);

// Adds up a measure's control balances anew, after its `per` changed.
void add_up_balances(Connection& writer, const Schema& schema, const Measure& measure);

} // namespace shanhai::kernel

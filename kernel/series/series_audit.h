#pragma once

#include "kernel/store/connection.h"

#include <functional>
#include <string>

namespace shanhai::kernel {

// Whether the readings are what they promise: every block and sweep whole, in its place and in one of the two only; hours
// equal to their blocks recomputed, days to their hours; corrections a chain that ends at the reading. Each finding is one
// line. Inside of a reader's transaction.
void audit_series(Connection& reader, const std::function<void(std::string)>& finding);

} // namespace shanhai::kernel

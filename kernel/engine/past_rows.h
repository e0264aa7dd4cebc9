#pragma once

#include "kernel/schema/model.h"
#include "kernel/store/connection.h"

namespace shanhai::kernel {

// Writes the rows of the past for every record from its entries: for a store that was made before such rows were kept.
void write_past_rows(Connection& writer, const Schema& schema);

} // namespace shanhai::kernel

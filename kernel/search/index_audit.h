#pragma once

#include "kernel/search/tokens.h"
#include "kernel/store/connection.h"

#include <functional>
#include <string>

namespace shanhai::kernel {

// Compares the index with the records, each way round; tells of every record and block that disagrees, in words.
void audit_search_index(Connection& reader, const Schema& schema, const std::function<void(std::string)>& tell);

} // namespace shanhai::kernel

#pragma once

#include "api/http/uri.h"
#include "kernel/kernel.h"

#include <string_view>

namespace shanhai::api {

// Reads a slice as people write it: `giver=山东省, year=2023`; a value with a comma or spaces around it stands in quotes,
// with a backslash before a quote. "figure.bad_where" (args: text).
Result<kernel::Where> parse_where(std::string_view text);

// All `where` parameters of a query together.
Result<kernel::Where> where_in(const http::Query& query);

// A list of dimensions: `giver,year`.
std::vector<std::string> parse_by(std::string_view text);

} // namespace shanhai::api

#pragma once

#include "kernel/kernel.h"

#include <string>

namespace shanhai::api {

// `amount=gte.1000000` → path, operation, value. "list.bad_operator" (args: name, operator).
Result<kernel::ListFilter> parse_filter(const std::string& path, const std::string& text);

} // namespace shanhai::api

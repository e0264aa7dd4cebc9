#pragma once

#include "api/http/uri.h"
#include "api/routing/route.h"
#include "kernel/kernel.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::api {

// `amount=gte.1000000` → path, operation, value. "list.bad_operator" (args: name, operator).
Result<kernel::ListFilter> parse_filter(const std::string& path, const std::string& text);

constexpr std::size_t usual_page = 50, largest_page = 500;

// What a list is asked for, without the parameters named in `except`. "list.bad_limit", "list.bad_operator".
Result<kernel::ListQuery> list_query(const http::Query& given, std::initializer_list<std::string_view> except = {});

// How the interface describes them.
std::vector<Parameter> list_parameters();

} // namespace shanhai::api

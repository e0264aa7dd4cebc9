#include "api/routes/list_filter.h"

#include <algorithm>
#include <array>

namespace shanhai::api {

Result<kernel::ListFilter> parse_filter(const std::string& path, const std::string& text) {
    static constexpr std::array<std::string_view, 11> operations = {"eq", "ne",   "gt",   "gte",     "lt",   "lte",
                                                                    "in", "like", "null", "notnull", "under"};
    const auto dot = text.find('.');
    std::string operation = text.substr(0, dot);
    const bool takes_value = operation != "null" && operation != "notnull";
    if (std::ranges::find(operations, operation) == operations.end() || takes_value != (dot != std::string::npos))
        return refuse("list.bad_operator", {}, {{"name", path}, {"operator", text}});
    return kernel::ListFilter{
        .path = path, .operation = std::move(operation), .value = takes_value ? text.substr(dot + 1) : std::string()};
}

} // namespace shanhai::api

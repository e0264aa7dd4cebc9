#include "api/routes/list_filter.h"

#include "api/routes/answers.h"
#include "base/text.h"

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

namespace {

Result<bool> flag_of(const std::string& name, const std::string& value) {
    if (value == "true" || value == "1") return true;
    if (value == "false" || value == "0") return false;
    return refuse("list.bad_value", {}, {{"name", name}, {"value", value}});
}

} // namespace

Result<kernel::ListQuery> list_query(const http::Query& given, std::initializer_list<std::string_view> except) {
    const auto is_taken = [&](std::string_view name) { return std::ranges::find(except, name) != except.end(); };
    kernel::ListQuery query;
    if (!is_taken("limit")) query.limit = TRY(limit_in(given, usual_page, largest_page));
    query.count = given.is_set("count");
    if (!is_taken("as_of")) query.as_of = TRY(moment_in(given, "as_of"));
    for (const auto& [name, value] : given.all()) {
        if (name == "limit" || name == "count" || name == "as_of" || is_taken(name)) continue;
        if (name == "q")
            query.words = value;
        else if (name == "after")
            query.after = value;
        else if (name == "order")
            for (const auto part : split(value, ',')) query.order.emplace_back(trim(part));
        else if (name == "void" && value == "any")
            query.with_void = true;
        else if (name == "late" || name == "overdue")
            (name == "late" ? query.late : query.overdue) = TRY(flag_of(name, value));
        else
            query.filters.push_back(TRY(parse_filter(name, value)));
    }
    return query;
}

std::vector<Parameter> list_parameters() {
    return {{.name = "filter",
             .about =
                 "field=op.value; op: eq ne gt gte lt lte in.(a,b) like null notnull under. A path goes through "
                 "references: project.region=under.540000. Void records are left out unless void=eq.true or void=any.",
             .schema = {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}}},
            {.name = "q", .about = "Words to be found."},
            {.name = "order", .about = "Fields, comma-separated; a minus sign before a field: largest first."},
            {.name = "limit",
             .about = "",
             .schema = {{"type", "integer"}, {"minimum", 1}, {"maximum", largest_page}, {"default", usual_page}}},
            {.name = "after", .about = "`next` of the page before."},
            {.name = "count", .about = "1: how many there are in all."},
            {.name = "late",
             .about = "true: only what was entered after its period had ended.",
             .schema = {{"enum", {"true", "false"}}}},
            {.name = "overdue",
             .about = "true: only what is past the time limit of its state.",
             .schema = {{"enum", {"true", "false"}}}},
            {.name = "as_of", .about = "A moment or day: the list as it was at its end."}};
}

} // namespace shanhai::api

#include "api/routes/where.h"

#include "base/text.h"

#include <algorithm>

namespace shanhai::api {

namespace {

bool is_dimension(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    });
}

// Takes a quoted value off the front of `rest`. Nothing when its end is missing.
std::optional<std::string> take_quoted(std::string_view& rest) {
    std::string value;
    for (std::size_t i = 1; i < rest.size(); ++i) {
        if (rest[i] == '"') {
            rest.remove_prefix(i + 1);
            return value;
        }
        if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
        value.push_back(rest[i]);
    }
    return std::nullopt;
}

} // namespace

Result<kernel::Where> parse_where(std::string_view text) {
    const auto bad = [&] { return refuse("figure.bad_where", {}, {{"text", std::string(text)}}); };
    kernel::Where where;
    std::string_view rest = trim(text);
    while (!rest.empty()) {
        const auto equals = rest.find('=');
        if (equals == std::string_view::npos || !is_dimension(trim(rest.substr(0, equals)))) return bad();
        const std::string_view name = trim(rest.substr(0, equals));
        rest = trim(rest.substr(equals + 1));
        if (rest.starts_with('"')) {
            auto value = take_quoted(rest);
            if (!value) return bad();
            rest = trim(rest);
            if (!rest.empty() && !rest.starts_with(',')) return bad();
            where.emplace_back(name, *std::move(value));
        } else {
            const auto comma = rest.find(',');
            const std::string_view value = trim(rest.substr(0, comma));
            if (value.empty()) return bad();
            where.emplace_back(name, value);
            rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma);
        }
        if (rest.starts_with(',')) {
            rest = trim(rest.substr(1));
            if (rest.empty()) return bad();
        }
    }
    return where;
}

Result<kernel::Where> where_in(const http::Query& query) {
    kernel::Where where;
    for (const auto& [name, value] : query.all()) {
        if (name != "where") continue;
        for (auto& condition : TRY(parse_where(value))) where.push_back(std::move(condition));
    }
    return where;
}

std::vector<std::string> parse_by(std::string_view text) {
    std::vector<std::string> by;
    for (const std::string_view part : split(text, ','))
        if (!trim(part).empty()) by.emplace_back(trim(part));
    return by;
}

} // namespace shanhai::api

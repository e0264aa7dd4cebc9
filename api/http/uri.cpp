#include "api/http/uri.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace shanhai::api::http {

namespace {

constexpr std::size_t most_parameters = 100;

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool has_control_characters(std::string_view text) {
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

} // namespace

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            decoded.push_back(' ');
        } else if (text[i] != '%') {
            decoded.push_back(text[i]);
        } else {
            const int high = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) return std::nullopt;
            decoded.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        }
    }
    if (!is_utf8(decoded) || has_control_characters(decoded)) return std::nullopt;
    return decoded;
}

Result<Query> Query::parse(std::string_view query) {
    Query parsed;
    while (!query.empty()) {
        const auto end = query.find('&');
        const std::string_view pair = query.substr(0, end);
        query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
        if (pair.empty()) continue;
        const auto equals = pair.find('=');
        auto name = percent_decoded(pair.substr(0, equals), true);
        auto value = equals == std::string_view::npos ? std::optional<std::string>("")
                                                      : percent_decoded(pair.substr(equals + 1), true);
        if (!name || !value || parsed.all_.size() == most_parameters)
            return refuse("http.malformed", {}, {{"what", "query"}});
        parsed.all_.emplace_back(*std::move(name), *std::move(value));
    }
    return parsed;
}

const std::string* Query::find(std::string_view name) const {
    const auto at = std::ranges::find(all_, name, &std::pair<std::string, std::string>::first);
    return at == all_.end() ? nullptr : &at->second;
}

std::string Query::text(std::string_view name) const {
    const std::string* found = find(name);
    return found == nullptr ? std::string() : *found;
}

bool Query::is_set(std::string_view name) const {
    const std::string* value = find(name);
    return value && *value != "0" && *value != "false";
}

Result<std::optional<std::uint64_t>> Query::number(std::string_view name) const {
    const std::string* value = find(name);
    if (!value) return std::nullopt;
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(value->data(), value->data() + value->size(), number);
    if (error != std::errc{} || end != value->data() + value->size())
        return refuse("list.bad_number", {}, {{"name", std::string(name)}, {"value", *value}});
    return number;
}

} // namespace shanhai::api::http

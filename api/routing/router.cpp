#include "api/routing/router.h"

#include "api/http/uri.h"
#include "base/check.h"
#include "base/text.h"

#include <algorithm>

namespace shanhai::api {

namespace {

constexpr std::size_t most_parts = 8;

// Fixed parts sort before placeholders at the first place where two patterns differ.
bool goes_before(std::span<const std::string> a, std::span<const std::string> b) {
    if (a.size() != b.size()) return a.size() < b.size();
    for (std::size_t i = 0; i < a.size(); ++i)
        if (is_placeholder(a[i]) != is_placeholder(b[i])) return is_placeholder(b[i]);
    return false;
}

} // namespace

bool is_placeholder(std::string_view part) { return part.starts_with('{'); }

void Router::add(Route route) {
    std::vector<std::string> parts;
    for (const std::string_view part : split(std::string_view(route.path).substr(1), '/')) parts.emplace_back(part);
    check(parts.size() <= most_parts, "a route's path is too long");
    auto at = std::ranges::find(patterns_, parts, &Pattern::parts);
    if (at == patterns_.end()) at = patterns_.insert(at, Pattern{.parts = parts, .routes = {}});
    const Route*& slot = at->routes[static_cast<std::size_t>(route.method)];
    check(slot == nullptr, "a route is added twice");
    route.place = routes_.size();
    slot = routes_.emplace_back(std::make_unique<Route>(std::move(route))).get();
}

void Router::finish() {
    std::ranges::sort(patterns_, [](const Pattern& a, const Pattern& b) { return goes_before(a.parts, b.parts); });
}

Router::Match Router::find(http::Method method, std::string_view path, std::span<std::string> parameters) const {
    std::array<std::string_view, most_parts> parts;
    std::size_t count = 0;
    if (!path.starts_with('/')) return {};
    for (std::string_view rest = path.substr(1);;) {
        if (count == most_parts) return {};
        const auto slash = rest.find('/');
        parts[count++] = rest.substr(0, slash);
        if (slash == std::string_view::npos) break;
        rest.remove_prefix(slash + 1);
    }
    const Pattern* pattern = pattern_of({parts.data(), count});
    if (!pattern) return {};
    Match match;
    match.route = pattern->routes[static_cast<std::size_t>(method == http::Method::head ? http::Method::get : method)];
    if (!match.route) {
        for (const Route* route : pattern->routes)
            if (route) match.allowed += (match.allowed.empty() ? "" : ", ") + std::string(http::name_of(route->method));
        return match;
    }
    std::size_t filled = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (!is_placeholder(pattern->parts[i])) continue;
        auto decoded = http::percent_decoded(parts[i]);
        if (!decoded || decoded->empty()) return {};
        parameters[filled++] = *std::move(decoded);
    }
    return match;
}

const Router::Pattern* Router::pattern_of(std::span<const std::string_view> parts) const {
    for (const Pattern& pattern : patterns_) {
        if (pattern.parts.size() != parts.size()) continue;
        const bool fits = std::ranges::equal(pattern.parts, parts, [](const std::string& own, std::string_view given) {
            return is_placeholder(own) ? !given.empty() : own == given;
        });
        if (fits) return &pattern;
    }
    return nullptr;
}

} // namespace shanhai::api

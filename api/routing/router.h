#pragma once

#include "api/routing/route.h"

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::api {

// Finds the route of a request. A path's fixed parts go before its {placeholders}: /figures/{name} before /{type}/{id}.
class Router {
public:
    // At most six placeholders in a path; a method and path only once.
    void add(Route route);
    // After the last add().
    void finish();

    struct Match {
        const Route* route = nullptr; // null: no such path, or not with this method
        std::string allowed;          // then: the methods that the path has ("GET, POST"); empty: no such path
    };
    // Fills `parameters` with the decoded parts. HEAD is GET.
    Match find(http::Method method, std::string_view path, std::span<std::string> parameters) const;

    const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

private:
    static constexpr std::size_t methods = 8;
    struct Pattern {
        std::vector<std::string> parts; // "{…}" is a placeholder
        std::array<const Route*, methods> routes{};
    };
    const Pattern* pattern_of(std::span<const std::string_view> parts) const;

    std::vector<std::unique_ptr<Route>> routes_;
    std::vector<Pattern> patterns_;
};

bool is_placeholder(std::string_view part);

} // namespace shanhai::api

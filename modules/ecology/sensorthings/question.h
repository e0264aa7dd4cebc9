#pragma once

#include "modules/ecology/sensorthings/filter.h"
#include "modules/ecology/sensorthings/world.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

// What is asked: a path to entities, and how they are to be told.
namespace shanhai::ecology::sensorthings {

constexpr std::size_t usual_top = 100, most_top = 1000, deepest_expand = 4, most_expands = 20;

struct OrderBy {
    Expression by;
    bool descending = false;
};
struct Expand;
struct Options {
    std::optional<Expression> filter;
    std::vector<OrderBy> order;
    std::optional<std::size_t> top;
    std::size_t skip = 0;
    bool count = false;
    std::vector<std::string> select;
    std::vector<Expand> expand;

    std::size_t most() const { return std::min(top.value_or(usual_top), most_top); }
};
struct Expand {
    std::string name;
    Options options;
};

// Of the URL's query, each name at most once. "sensorthings.option" (args: name, known), "sensorthings.number" (args: name, value),
// "sensorthings.expand" (args: text) and what parse_filter refuses.
Result<Options> read_options(const std::vector<std::pair<std::string, std::string>>& query);

// "Things", "Things(12)" or "Things('12')": a name and perhaps an id.
struct Segment {
    std::string name;
    std::optional<std::string> id;
};
// "sensorthings.path" (args: text).
Result<Segment> read_segment(std::string_view text);

} // namespace shanhai::ecology::sensorthings

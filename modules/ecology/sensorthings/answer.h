#pragma once

#include "modules/ecology/sensorthings/question.h"

namespace shanhai::ecology::sensorthings {

constexpr std::size_t most_told = 10'000;      // entities in one answer, with those expanded
constexpr std::size_t most_examined = 200'000; // observations that a filter or an order looks at
constexpr std::size_t most_examined_in_all =
    2'000'000; // by all filters and orders of one answer: an expanded entity has its own

struct Asked {
    std::string address;           // of the service's root, without a slash at its end: "https://host/…/v1.1"
    std::vector<std::string> path; // behind it
    std::vector<std::pair<std::string, std::string>> query;
};

// An object, or a bare text behind $count and $value.
struct Told {
    std::optional<json::object> object;
    std::string text;
};

// "sensorthings.path" (args: text), "sensorthings.no_entity" (args: text), "sensorthings.property" (args: name, set),
// "sensorthings.too_much" (args: limit) and what read_options refuses.
Result<Told> answer(const World& world, const Asked& asked);

} // namespace shanhai::ecology::sensorthings

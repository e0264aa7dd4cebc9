#pragma once

#include "modules/ecology/sensorthings/question.h"

namespace shanhai::ecology::sensorthings {

// Entities of one set: places in it, or, of observations, the datastreams that they are of.
struct Selection {
    Set set = Set::things;
    std::vector<std::size_t> places;
};

struct Page {
    std::vector<Entity> entities;
    bool more = false;
    std::optional<std::size_t> count; // of all that the filter keeps
};

// Filtered, ordered and cut. `examined`: how many observations filters and orders of the whole answer looked at so far.
// "sensorthings.property", "sensorthings.too_much".
Result<Page> page_of(const World& world, const Selection& selection, const Options& options, std::size_t& examined);

// Values of a path from an entity on, as filters read it.
Resolver resolver_of(const World& world, Set set, const Entity& entity);

} // namespace shanhai::ecology::sensorthings

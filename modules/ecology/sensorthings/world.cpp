#include "modules/ecology/sensorthings/world.h"

#include "base/money.h"
#include "kernel/series/reading_text.h"

#include <algorithm>
#include <charconv>

namespace shanhai::ecology::sensorthings {

namespace {

constexpr std::array<std::string_view, sets> names = {"Things",       "Locations",         "HistoricalLocations",
                                                      "Datastreams",  "Sensors",           "ObservedProperties",
                                                      "Observations", "FeaturesOfInterest"};

// Those of one set stand together.
constexpr Way all_ways[] = {
    {Set::things, "Locations", Set::locations, true},
    {Set::things, "HistoricalLocations", Set::historical_locations, true},
    {Set::things, "Datastreams", Set::datastreams, true},
    {Set::locations, "Things", Set::things, true},
    {Set::locations, "HistoricalLocations", Set::historical_locations, true},
    {Set::historical_locations, "Thing", Set::things, false},
    {Set::historical_locations, "Locations", Set::locations, true},
    {Set::datastreams, "Thing", Set::things, false},
    {Set::datastreams, "Sensor", Set::sensors, false},
    {Set::datastreams, "ObservedProperty", Set::observed_properties, false},
    {Set::datastreams, "Observations", Set::observations, true},
    {Set::sensors, "Datastreams", Set::datastreams, true},
    {Set::observed_properties, "Datastreams", Set::datastreams, true},
    {Set::observations, "Datastream", Set::datastreams, false},
    {Set::observations, "FeatureOfInterest", Set::features, false},
    {Set::features, "Observations", Set::observations, true},
};

} // namespace

std::string_view name_of(Set set) { return names[static_cast<std::size_t>(set)]; }

std::optional<Set> set_named(std::string_view name) {
    const auto* const found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Set>(found - names.begin());
}

std::span<const Way> ways_from(Set set) {
    const auto own = std::ranges::equal_range(all_ways, set, {}, &Way::from);
    return {own.begin(), own.end()};
}

const Way* way_named(Set from, std::string_view name) {
    for (const auto& way : ways_from(from))
        if (way.name == name) return &way;
    return nullptr;
}

json::value Entity::id_json() const {
    std::int64_t number = 0;
    const auto read = std::from_chars(id.data(), id.data() + id.size(), number);
    if (read.ec == std::errc() && read.ptr == id.data() + id.size()) return number;
    return json::value(id);
}

std::optional<std::size_t> World::find(Set set, std::string_view id) const {
    const auto& places = places_[static_cast<std::size_t>(set)];
    const auto found = places.find(id);
    return found == places.end() ? std::nullopt : std::optional(found->second);
}

std::size_t World::put(Set set, std::string id, json::object body) {
    auto& all = entities_[static_cast<std::size_t>(set)];
    places_[static_cast<std::size_t>(set)].emplace(id, all.size()); // of two with one id the first is found
    all.push_back({std::move(id), std::move(body), {}});
    return all.size() - 1;
}

void World::link(Set from, std::size_t one, std::string_view way, std::size_t other, std::string_view back) {
    const auto to = way_named(from, way)->to;
    entities_[static_cast<std::size_t>(from)][one].links[std::string(way)].push_back(other);
    entities_[static_cast<std::size_t>(to)][other].links[std::string(back)].push_back(one);
}

Entity World::observation(std::size_t datastream, const kernel::Reading& reading) const {
    const auto& stream = of(Set::datastreams)[datastream];
    const auto at = kernel::second_text(reading.at);
    json::value result = nullptr;
    if (reading.quality != kernel::Quality::missing) {
        const auto text = scaled_text(reading.value, observations->decimals(datastream));
        double number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        result = number;
    }
    Entity entity;
    entity.id = stream.id + "-" + std::to_string(reading.at);
    entity.body = {{"phenomenonTime", at},
                   {"resultTime", at},
                   {"result", std::move(result)},
                   {"resultQuality", json::object{{"quality", kernel::name_of(reading.quality)}}}};
    entity.links["Datastream"] = {datastream};
    // Where the thing is, that is what was observed.
    const auto& thing = of(Set::things)[stream.links.find("Thing")->second.front()];
    if (const auto place = find(Set::features, thing.id)) entity.links["FeatureOfInterest"] = {*place};
    return entity;
}

} // namespace shanhai::ecology::sensorthings

#pragma once

#include "base/json.h"
#include "base/result.h"
#include "kernel/series/reading.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The entities of OGC SensorThings 1.1 and how they hang together.
namespace shanhai::ecology::sensorthings {

enum class Set {
    things,
    locations,
    historical_locations,
    datastreams,
    sensors,
    observed_properties,
    observations,
    features
};
constexpr std::size_t sets = 8;
std::string_view name_of(Set set); // "Things"
std::optional<Set> set_named(std::string_view name);

// Where an entity leads to: "Datastreams", many, or "Thing", one.
struct Way {
    Set from;
    std::string_view name;
    Set to;
    bool many;
};
std::span<const Way> ways_from(Set set);
const Way* way_named(Set from, std::string_view name);

struct Entity {
    std::string id;    // a number, but of observations: "1203-1717214400"
    json::object body; // its properties
    std::map<std::string, std::vector<std::size_t>, std::less<>>
        links; // by the name of the way: places in the set it leads to

    json::value id_json() const;
};

// A day's readings, before they are looked at.
struct DayCount {
    std::int64_t begin = 0; // second in UTC
    std::size_t count = 0;
};

// Where observations come from, as far as who asks may see them.
class Observations {
public:
    virtual ~Observations() = default;
    // Days with readings in [from, until), in the order of time.
    virtual Result<std::vector<DayCount>> days(std::size_t datastream, std::int64_t from, std::int64_t until) = 0;
    virtual Result<std::vector<kernel::Reading>> readings(std::size_t datastream, std::int64_t from,
                                                          std::int64_t until) = 0;
    virtual int decimals(std::size_t datastream) const = 0;
};

class World {
public:
    Observations* observations = nullptr;

    const std::vector<Entity>& of(Set set) const {
        return entities_[static_cast<std::size_t>(set)];
    } // none of observations
    // Its place in the set.
    std::size_t put(Set set, std::string id, json::object body);
    std::optional<std::size_t> find(Set set, std::string_view id) const;
    Entity observation(std::size_t datastream, const kernel::Reading& reading) const;
    // Of both sides of a way between two entities.
    void link(Set from, std::size_t one, std::string_view way, std::size_t other, std::string_view back);

private:
    std::array<std::vector<Entity>, sets> entities_;
    std::array<std::map<std::string, std::size_t, std::less<>>, sets> places_; // by id
};

} // namespace shanhai::ecology::sensorthings

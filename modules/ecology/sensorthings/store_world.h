#pragma once

#include "kernel/kernel.h"
#include "modules/ecology/sensorthings/world.h"

#include <memory>

namespace shanhai::ecology::sensorthings {

// The stations, sensors and series that `who` may read, as entities. A station is a Thing, a Location and a FeatureOfInterest of the same id;
// a series of a station is a Datastream (station × 100 + the series' number); a series is an ObservedProperty. Flow that is derived has
// the Sensor 0, its rating curve.
class StoreWorld {
public:
    // "sensorthings.too_many" (args: limit) beyond 20,000 stations or sensors.
    static Result<std::unique_ptr<StoreWorld>> load(kernel::Kernel& kernel, const kernel::Principal& who);
    StoreWorld(const StoreWorld&) = delete;
    StoreWorld& operator=(const StoreWorld&) = delete;
    virtual ~StoreWorld() = default;

    const World& world() const { return world_; }

protected:
    StoreWorld() = default;
    World world_;
};

} // namespace shanhai::ecology::sensorthings

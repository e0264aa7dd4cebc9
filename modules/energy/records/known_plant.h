#pragma once

#include "kernel/kernel.h"
#include "modules/energy/plan/schedule.h"
#include "modules/energy/sun/solar_yield.h"

#include <string>
#include <vector>

// Plants as their records say, ready to be computed with.
namespace shanhai::energy {

struct KnownPlant {
    std::string id, name; // "#4711", as registered
    std::string region;   // id
    Site site;
    Plant plant; // all storage of the plant together; none: of no power
    bool has_storage() const { return plant.battery.power > 0; }
};

// `name`: an id, or as registered. "record.not_found"; "energy.no_place" when its coordinates are not known.
Result<KnownPlant> known_plant(kernel::Kernel& kernel, const kernel::Principal& who, const std::string& name);

// Those that run on that day and whose place is known, in the order of their ids.
Result<std::vector<KnownPlant>> running_plants(kernel::Kernel& kernel, const kernel::Principal& who, Date day);

} // namespace shanhai::energy

#pragma once

#include "modules/energy/records/known_plant.h"

namespace shanhai::energy {

// The plant that a study is asked about. "study.bad_member" when none is named, and what known_plant refuses.
Result<KnownPlant> asked_plant(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked);

// As answers name it: {"id","label"}.
json::object plant_shown(const KnownPlant& plant);

} // namespace shanhai::energy

#include "modules/energy/studies/asked_plant.h"

#include "kernel/module/asked.h"

namespace shanhai::energy {

Result<KnownPlant> asked_plant(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked) {
    const auto name = TRY(kernel::asked_text(asked, "plant"));
    if (!name) return kernel::bad_member("plant", kernel::some_of(kernel, who, "power_plant", "registered"));
    return known_plant(kernel, who, *name);
}

json::object plant_shown(const KnownPlant& plant) { return {{"id", plant.id.substr(1)}, {"label", plant.name}}; }

} // namespace shanhai::energy

#include "modules/energy/plan/rule_of_thumb.h"

namespace shanhai::energy {

Schedule by_rule_of_thumb(const Plant& plant, const Outlook& outlook, const std::vector<bool>& peak, double held) {
    Schedule done;
    done.reserve(outlook.sun.size());
    Plant then = plant;
    for (std::size_t t = 0; t < outlook.sun.size(); ++t) {
        const bool evening = peak[t % peak.size()];
        then.grid_limit = line_at(plant, outlook, t);
        carry_out(then, evening ? plant.battery.reserve : plant.battery.capacity, outlook.sun[t], held, done);
    }
    return done;
}

} // namespace shanhai::energy

#pragma once

#include "base/result.h"
#include "kernel/kernel.h"
#include "modules/energy/meters/counted_power.h"
#include "modules/energy/meters/modbus_device.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace shanhai::energy {

// One of a plant's meters that the program reads itself, or that counts energy.
struct Meter {
    std::string id, name, plant, reads; // id, plant: "#12"
    bool by_modbus = false;
    DeviceAddress device; // of Modbus
    RegisterAddress at;
    double factor = 1;
    std::optional<CounterKind> counts; // what is read is energy; else power

    std::pair<std::string, std::string> place() const { return {reads, plant}; } // whose meters are added up
};

Result<std::vector<Meter>> known_meters(kernel::Kernel& kernel);

} // namespace shanhai::energy

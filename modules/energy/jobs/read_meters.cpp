#include "modules/energy/jobs/read_meters.h"

#include "kernel/jobs/job_runner.h"
#include "kernel/readings.h"
#include "modules/energy/jobs/counted_quarters.h"
#include "modules/energy/jobs/known_meters.h"
#include "modules/energy/sun/solar_yield.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace shanhai::energy {

namespace {

constexpr int timeout_ms = 3000;
constexpr double thousandths = 1000; // every series of the module has three decimals

// By series and station: the power of a plant, of all its meters together, or nothing once one of them was silent; what one meter counted.
using Place = std::pair<std::string, std::string>;
using Told = std::map<Place, std::optional<double>>;

struct Silence {
    std::size_t count = 0;
    std::string name, why;                                 // of the first
    void add(const Meter& meter, const Problem& problem) { // args: why, host
        if (count++ > 0) return;
        name = meter.name;
        why = problem.code;
        for (const auto& [argument, value] : problem.args)
            if (argument == "why" || argument == "host") why += (argument == "why" ? ": " : " ") + value;
    }
};

// Devices are asked one after the other: there are few, and a silent one costs no more than its timeout for each of its meters.
Told ask(const std::vector<Meter>& meters, const std::atomic<bool>& stopping, Silence& silence) {
    std::map<DeviceAddress, std::vector<const Meter*>> by_device;
    for (const auto& meter : meters)
        if (meter.by_modbus) by_device[meter.device].push_back(&meter);
    Told told;
    const auto add = [&](const Meter& meter, const Result<double>& value) {
        if (!value) silence.add(meter, value.error());
        if (meter.counts) { // one that was silent has lost nothing: the next count tells of both
            if (value) told[{"counted", meter.id}] = *value * std::abs(meter.factor);
            return;
        }
        auto& sum = told.try_emplace(meter.place(), 0.0).first->second;
        sum = value && sum ? std::optional(*sum + *value * meter.factor) : std::nullopt;
    };
    for (const auto& [address, asked] : by_device) {
        if (stopping) throw kernel::JobStopped{}; // a sum of some of a plant's meters is no reading of it
        auto device = ModbusDevice::connect(address, timeout_ms);
        for (const auto* meter : asked)
            add(*meter, device ? device->read(meter->at) : Result<double>(std::unexpected(device.error())));
    }
    return told;
}

kernel::Reading reading_of(const std::optional<double>& value, std::int64_t at) {
    const double scaled = value ? std::round(*value * thousandths) : 0;
    const bool possible = value && std::abs(scaled) <= static_cast<double>(kernel::greatest_value);
    return {at, possible ? static_cast<std::int64_t>(scaled) : 0,
            possible ? kernel::Quality::good : kernel::Quality::missing};
}

// Where some meters count and others tell power, their sum would be of different times: nothing is made of it.
void leave_out_mixed(std::vector<Meter>& meters, Silence& silence) {
    std::map<Place, std::set<bool>> kinds;
    for (const auto& meter : meters) kinds[meter.place()].insert(meter.counts.has_value());
    std::erase_if(meters, [&](const Meter& meter) {
        const bool mixed = kinds.at(meter.place()).size() > 1;
        if (mixed) silence.add(meter, {.code = "energy.meters_mixed"});
        return mixed;
    });
}

} // namespace

Result<kernel::JobOutcome> read_meters(const kernel::JobCall& call) {
    auto meters = TRY(known_meters(call.kernel));
    if (meters.empty())
        return kernel::JobOutcome{.said = {"没有要读的电表。", "There are no meters to read."}, .nothing = true};
    const auto second = call.clock().micros / 1'000'000;
    Silence silence;
    leave_out_mixed(meters, silence);
    std::map<std::string, std::vector<kernel::ReadingGiven>> batches;
    for (const auto& [place, value] : ask(meters, call.stopping, silence))
        batches[place.first].push_back({place.second, reading_of(value, second - second % quarter_seconds)});
    std::size_t added = 0;
    for (const auto& [quantity, batch] : batches)
        added += TRY(call.kernel.readings().append(kernel::Principal::system(), "energy." + quantity, batch)).added;
    added += TRY(derive_counted(call.kernel, meters, second));
    if (silence.count > 0)
        return refuse("energy.meters_silent", {},
                      {{"name", silence.name}, {"count", std::to_string(silence.count)}, {"why", silence.why}});
    return kernel::JobOutcome{.said = {fmt::format("读了 {} 块电表，记入 {} 个读数。", meters.size(), added),
                                       fmt::format("{} meters were read, {} readings added.", meters.size(), added)}};
}

} // namespace shanhai::energy

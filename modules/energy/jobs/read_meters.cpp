#include "modules/energy/jobs/read_meters.h"

#include "kernel/jobs/job_runner.h"
#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"
#include "kernel/readings.h"
#include "modules/energy/meters/modbus_device.h"
#include "modules/energy/records/record_number.h"
#include "modules/energy/sun/solar_yield.h"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <optional>

namespace shanhai::energy {

namespace {

using kernel::reference_text;
using kernel::text_of;

constexpr int timeout_ms = 3000;
constexpr double thousandths = 1000; // every series of the module has three decimals

struct Meter {
    std::string name, plant, reads; // plant: an id
    DeviceAddress device;
    RegisterAddress at;
    double factor = 1;
};

int whole(const json::object& record, std::string_view field) {
    return static_cast<int>(number_of(record, field).value_or(0));
}

Result<std::vector<Meter>> modbus_meters(kernel::Kernel& kernel) {
    std::vector<Meter> meters;
    kernel::ListQuery query;
    query.filters = {{"source", "eq", "modbus"}};
    TRY_DO(kernel::for_each_record(
        kernel, kernel::Principal::system(), "power_meter", query, [&](const json::object& record) -> Done {
            meters.push_back(
                {.name = text_of(record, "name"),
                 .plant = "#" + reference_text(record, "plant", "id"),
                 .reads = text_of(record, "reads"),
                 .device = {text_of(record, "host"), whole(record, "port")},
                 .at = {whole(record, "unit_id"), text_of(record, "table") == "input", whole(record, "register"),
                        coding_named(text_of(record, "coding")).value_or(Coding::int16)},
                 .factor = number_of(record, "factor").value_or(1)});
            return {};
        }));
    return meters;
}

// What all meters of one plant and quantity say together; nothing once one of them was silent.
using Place = std::pair<std::string, std::string>; // quantity, plant
using Told = std::map<Place, std::optional<double>>;

struct Silence {
    std::size_t count = 0;
    std::string name, why; // of the first
    void add(const Meter& meter, const Problem& problem) {
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
    for (const auto& meter : meters) by_device[meter.device].push_back(&meter);
    Told told;
    const auto add = [&](const Meter& meter, const Result<double>& value) {
        auto& sum = told.try_emplace({meter.reads, meter.plant}, 0.0).first->second;
        if (!value) silence.add(meter, value.error());
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

} // namespace

Result<kernel::JobOutcome> read_meters(const kernel::JobCall& call) {
    const auto meters = TRY(modbus_meters(call.kernel));
    if (meters.empty())
        return kernel::JobOutcome{.said = {"没有 Modbus 电表。", "There are no Modbus meters."}, .nothing = true};
    const auto second = call.clock().micros / 1'000'000;
    Silence silence;
    std::map<std::string, std::vector<kernel::ReadingGiven>> batches;
    for (const auto& [place, value] : ask(meters, call.stopping, silence))
        batches[place.first].push_back({place.second, reading_of(value, second - second % quarter_seconds)});
    std::size_t added = 0;
    for (const auto& [quantity, batch] : batches)
        added += TRY(call.kernel.readings().append(kernel::Principal::system(), "energy." + quantity, batch)).added;
    if (silence.count > 0)
        return refuse("energy.meters_silent", {},
                      {{"name", silence.name}, {"count", std::to_string(silence.count)}, {"why", silence.why}});
    return kernel::JobOutcome{.said = {fmt::format("读了 {} 块电表，记入 {} 个读数。", meters.size(), added),
                                       fmt::format("{} meters were read, {} readings added.", meters.size(), added)}};
}

} // namespace shanhai::energy

#include "modules/energy/jobs/known_meters.h"

#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"
#include "modules/energy/records/record_number.h"

#include <cmath>
#include <map>

namespace shanhai::energy {

namespace {

using kernel::reference_text;
using kernel::text_of;

// What flows through a meter may be the panels and the storage together; what is far beyond is another meter in its place.
constexpr double most_of_capacity = 3;
constexpr double kilo = 1000;
constexpr int usual_minutes = 15;

int whole(const json::object& record, std::string_view field, int otherwise = 0) {
    return static_cast<int>(number_of(record, field).value_or(otherwise));
}

bool is_set(const json::object& record, std::string_view field) {
    const auto* value = record.if_contains(field);
    return value != nullptr && value->is_bool() && value->get_bool();
}

Result<std::map<std::string, double>> capacities(kernel::Kernel& kernel) { // MW by plant
    std::map<std::string, double> capacities;
    TRY_DO(kernel::for_each_record(
        kernel, kernel::Principal::system(), "power_plant", {}, [&](const json::object& record) -> Done {
            capacities["#" + text_of(record, "id")] = number_of(record, "capacity").value_or(0);
            return {};
        }));
    return capacities;
}

CounterKind kind_of(const json::object& record, double capacity) {
    CounterKind kind{.quarters = whole(record, "every_minutes", usual_minutes) / usual_minutes,
                     .wraps_at = {},
                     .most_kw = std::llround(capacity * most_of_capacity * kilo)};
    if (const auto wraps = number_of(record, "wraps_at")) kind.wraps_at = std::llround(*wraps * kilo);
    return kind;
}

} // namespace

Result<std::vector<Meter>> known_meters(kernel::Kernel& kernel) {
    const auto capacity_of = TRY(capacities(kernel));
    std::vector<Meter> meters;
    TRY_DO(kernel::for_each_record(
        kernel, kernel::Principal::system(), "power_meter", {}, [&](const json::object& record) -> Done {
            Meter meter{.id = "#" + text_of(record, "id"),
                        .name = text_of(record, "name"),
                        .plant = "#" + reference_text(record, "plant", "id"),
                        .reads = text_of(record, "reads"),
                        .by_modbus = text_of(record, "source") == "modbus",
                        .device = {text_of(record, "host"), whole(record, "port")},
                        .at = {whole(record, "unit_id"), text_of(record, "table") == "input", whole(record, "register"),
                               coding_named(text_of(record, "coding")).value_or(Coding::int16)},
                        .factor = number_of(record, "factor").value_or(1),
                        .counts = {}};
            const auto capacity = capacity_of.find(meter.plant);
            if (is_set(record, "counts"))
                meter.counts = kind_of(record, capacity == capacity_of.end() ? 0 : capacity->second);
            if (meter.by_modbus || meter.counts) meters.push_back(std::move(meter));
            return {};
        }));
    return meters;
}

} // namespace shanhai::energy

#include "modules/energy/records/known_plant.h"

#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"
#include "modules/energy/records/record_number.h"

#include <cmath>

namespace shanhai::energy {

namespace {

using kernel::reference_text;
using kernel::text_of;

constexpr double percent = 100;

double share_of(const json::object& record, std::string_view field, double usual) {
    return number_of(record, field).value_or(usual) / percent;
}

void describe_site(const json::object& record, Site& site) {
    site.place = {*number_of(record, "latitude"), *number_of(record, "longitude"),
                  number_of(record, "altitude").value_or(0)};
    // Panels lean by about the latitude when nobody says otherwise.
    site.plane = {number_of(record, "tilt").value_or(std::abs(site.place.latitude)),
                  number_of(record, "azimuth").value_or(180)};
    site.mean_celsius = number_of(record, "temperature").value_or(site.mean_celsius);
    site.panels.capacity_mw = number_of(record, "capacity").value_or(0);
    site.panels.inverters_mw = number_of(record, "inverters").value_or(site.panels.capacity_mw);
    site.panels.soiling = share_of(record, "soiling", 3);
    site.panels.losses = share_of(record, "losses", 8);
}

// Several storages are planned as one, with the means of what they are like.
void add_storage(const json::object& record, Battery& battery) {
    const double power = number_of(record, "power").value_or(0), capacity = number_of(record, "capacity").value_or(0);
    const double all = battery.capacity + capacity;
    const auto mean = [&](double before, double one) { return (before * battery.capacity + one * capacity) / all; };
    battery.charge_efficiency = mean(battery.charge_efficiency, share_of(record, "charge_efficiency", 94));
    battery.discharge_efficiency = mean(battery.discharge_efficiency, share_of(record, "discharge_efficiency", 94));
    battery.cycle_cost = mean(battery.cycle_cost, number_of(record, "cycle_cost").value_or(0));
    battery.power += power;
    battery.capacity = all;
    battery.reserve += number_of(record, "reserve").value_or(0);
}

Result<KnownPlant> plant_of(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& record) {
    KnownPlant known;
    known.id = "#" + text_of(record, "id");
    known.name = text_of(record, "registered");
    known.region = reference_text(record, "region", "id");
    if (!number_of(record, "latitude") || !number_of(record, "longitude"))
        return refuse("energy.no_place", "/plant", {{"plant", known.name}});
    describe_site(record, known.site);
    known.plant.grid_limit = number_of(record, "grid_limit").value_or(known.site.panels.inverters_mw);
    kernel::ListQuery query;
    query.filters = {{"plant", "eq", known.id}};
    TRY_DO(kernel::for_each_record(kernel, who, "power_storage", query, [&](const json::object& storage) -> Done {
        add_storage(storage, known.plant.battery);
        return {};
    }));
    return known;
}

} // namespace

Result<KnownPlant> known_plant(kernel::Kernel& kernel, const kernel::Principal& who, const std::string& name) {
    return plant_of(kernel, who, TRY(kernel.get(who, "power_plant", name)));
}

Result<std::vector<KnownPlant>> running_plants(kernel::Kernel& kernel, const kernel::Principal& who, Date day) {
    std::vector<json::object> records;
    kernel::ListQuery query;
    query.filters = {{"commissioned_on", "lte", day.iso()}, {"latitude", "notnull", ""}};
    TRY_DO(kernel::for_each_record(kernel, who, "power_plant", query, [&](const json::object& record) -> Done {
        const auto retired = text_of(record, "retired_on");
        if (retired.empty() || retired > day.iso()) records.push_back(record);
        return {};
    }));
    std::vector<KnownPlant> plants;
    for (const auto& record : records) plants.push_back(TRY(plant_of(kernel, who, record)));
    return plants;
}

} // namespace shanhai::energy

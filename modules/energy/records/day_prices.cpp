#include "modules/energy/records/day_prices.h"

#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"

namespace shanhai::energy {

namespace {

using kernel::reference_text;
using kernel::text_of;

// Whether the plant lies in the place or below it.
Result<bool> lies_in(kernel::Kernel& kernel, const kernel::Principal& who, const KnownPlant& plant,
                     const std::string& place) {
    kernel::ListQuery query;
    query.filters = {{"id", "eq", plant.id.substr(1)}, {"region", "under", "#" + place}};
    query.limit = 1;
    return !TRY(kernel.list(who, "power_plant", query)).items.empty();
}

// How deep the place lies: the deeper of two is the smaller one.
Result<bool> is_within(kernel::Kernel& kernel, const kernel::Principal& who, const std::string& inner,
                       const std::string& outer) {
    kernel::ListQuery query;
    query.filters = {{"id", "eq", inner}, {"id", "under", "#" + outer}};
    query.limit = 1;
    const auto page = kernel.list(who, "division", query);
    return page.has_value() && !page->items.empty();
}

} // namespace

Result<TariffDay> prices_on(kernel::Kernel& kernel, const kernel::Principal& who, const KnownPlant& plant, Date day) {
    std::vector<json::object> valid;
    kernel::ListQuery query;
    query.filters = {{"valid_from", "lte", day.iso()}};
    TRY_DO(kernel::for_each_record(kernel, who, "tariff", query, [&](const json::object& tariff) -> Done {
        const auto until = text_of(tariff, "valid_until");
        if (until.empty() || until >= day.iso()) valid.push_back(tariff);
        return {};
    }));
    const json::object* best = nullptr;
    for (const auto& tariff : valid) {
        const auto place = reference_text(tariff, "region", "id");
        if (!TRY(lies_in(kernel, who, plant, place))) continue;
        if (best == nullptr || TRY(is_within(kernel, who, place, reference_text(*best, "region", "id"))))
            best = &tariff;
    }
    if (best == nullptr) return refuse("energy.no_tariff", {}, {{"plant", plant.name}, {"day", day.iso()}});
    std::vector<TariffPart> parts;
    kernel::ListQuery of_tariff;
    of_tariff.filters = {{"tariff", "eq", "#" + text_of(*best, "id")}};
    TRY_DO(kernel::for_each_record(kernel, who, "tariff_period", of_tariff, [&](const json::object& period) -> Done {
        parts.push_back({text_of(period, "kind"), text_of(period, "from_time"), text_of(period, "until_time"),
                         std::stod(text_of(period, "price"))});
        return {};
    }));
    return tariff_day({"#" + text_of(*best, "id"), text_of(*best, "name")}, parts);
}

} // namespace shanhai::energy

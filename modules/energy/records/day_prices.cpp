#include "modules/energy/records/day_prices.h"

#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"
#include "modules/energy/records/record_number.h"

#include <algorithm>
#include <optional>

namespace shanhai::energy {

namespace {

using kernel::reference_text;
using kernel::text_of;

// The places that the plant lies in, the smallest first: ids.
Result<std::vector<std::string>> places_around(kernel::Kernel& kernel, const kernel::Principal& who,
                                               const KnownPlant& plant) {
    std::vector<std::string> places;
    for (auto place = plant.region; !place.empty();) {
        const auto division = TRY(kernel.get(who, "division", "#" + place));
        places.push_back(std::move(place));
        place = reference_text(division, "parent", "id");
    }
    return places;
}

} // namespace

Result<TariffDay> prices_on(kernel::Kernel& kernel, const kernel::Principal& who, const KnownPlant& plant, Date day) {
    const auto places = TRY(places_around(kernel, who, plant));
    std::optional<TariffName> best;
    auto nearest = places.end();
    kernel::ListQuery query;
    query.filters = {{"valid_from", "lte", day.iso()}};
    TRY_DO(kernel::for_each_record(kernel, who, "tariff", query, [&](const json::object& tariff) -> Done {
        const auto until = text_of(tariff, "valid_until");
        const auto place = std::ranges::find(places, reference_text(tariff, "region", "id"));
        if ((!until.empty() && until < day.iso()) || place == places.end() || place > nearest) return {};
        nearest = place;
        best = {"#" + text_of(tariff, "id"), text_of(tariff, "name")};
        return {};
    }));
    if (!best) return refuse("energy.no_tariff", {}, {{"plant", plant.name}, {"day", day.iso()}});
    std::vector<TariffPart> parts;
    kernel::ListQuery of_tariff;
    of_tariff.filters = {{"tariff", "eq", best->id}};
    TRY_DO(kernel::for_each_record(kernel, who, "tariff_period", of_tariff, [&](const json::object& period) -> Done {
        // Without one that the reader may see, it is a part of the day without a price.
        if (const auto price = number_of(period, "price"))
            parts.push_back(
                {text_of(period, "kind"), text_of(period, "from_time"), text_of(period, "until_time"), *price});
        return {};
    }));
    return tariff_day(*std::move(best), parts);
}

} // namespace shanhai::energy

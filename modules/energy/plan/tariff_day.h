#pragma once

#include "base/result.h"

#include <string>
#include <vector>

namespace shanhai::energy {

struct TariffName {
    std::string id, name;
};

// One period as it is written down: times as in "18:00", by quarter-hours.
struct TariffPart {
    std::string kind, from, until;
    double price = 0; // yuan a MWh
};

// Prices of a day's 96 quarter-hours.
struct TariffDay {
    TariffName tariff;
    std::vector<double> price;
    std::vector<bool> evening_peak;
};

// "energy.tariff_gap", "energy.tariff_twice" (args: tariff, time).
Result<TariffDay> tariff_day(TariffName tariff, const std::vector<TariffPart>& parts);

// "18:15" → 73; "24:00" → 96. Of text of that form only.
std::size_t quarter_at(std::string_view time);
std::string time_of_quarter(std::size_t quarter);

} // namespace shanhai::energy

#include "modules/energy/plan/tariff_day.h"

#include "modules/energy/sun/solar_yield.h"

#include <fmt/format.h>

#include <algorithm>

namespace shanhai::energy {

std::size_t quarter_at(std::string_view time) {
    const auto digit = [&](std::size_t at) { return static_cast<std::size_t>(time[at] - '0'); };
    return (digit(0) * 10 + digit(1)) * 4 + (digit(3) * 10 + digit(4)) / 15;
}

std::string time_of_quarter(std::size_t quarter) { return fmt::format("{:02}:{:02}", quarter / 4, quarter % 4 * 15); }

Result<TariffDay> tariff_day(TariffName tariff, const std::vector<TariffPart>& parts) {
    TariffDay day{std::move(tariff), std::vector<double>(quarters_a_day, -1), std::vector<bool>(quarters_a_day)};
    const auto wrong = [&](const char* code, std::size_t quarter) {
        return refuse(code, {}, {{"tariff", day.tariff.name}, {"time", time_of_quarter(quarter)}});
    };
    for (const auto& part : parts) {
        for (auto quarter = quarter_at(part.from); quarter < std::min(quarter_at(part.until), quarters_a_day);
             ++quarter) {
            if (day.price[quarter] >= 0) return wrong("energy.tariff_twice", quarter);
            day.price[quarter] = part.price;
            day.evening_peak[quarter] = part.kind == "evening_peak";
        }
    }
    const auto gap = std::ranges::find_if(day.price, [](double price) { return price < 0; });
    if (gap != day.price.end()) return wrong("energy.tariff_gap", static_cast<std::size_t>(gap - day.price.begin()));
    return day;
}

} // namespace shanhai::energy

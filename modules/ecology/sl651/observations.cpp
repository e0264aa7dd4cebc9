#include "modules/ecology/sl651/observations.h"

#include <charconv>

namespace shanhai::ecology::sl651 {

namespace {

constexpr std::int64_t minute = 60, hour = 60 * minute, day = 24 * hour;

// "10205": a day, two hours and five minutes.
std::int64_t seconds_of_step(const Number& step) {
    std::int64_t digits = 0;
    std::from_chars(step.digits.data(), step.digits.data() + step.digits.size(), digits);
    return digits / 10'000 * day + digits / 100 % 100 * hour + digits % 100 * minute;
}

bool is_in_five_minutes(std::string_view identifier) {
    return identifier.starts_with("DRP") || identifier.starts_with("DRZ");
}

void spread(const Reading& of, const Series& list, std::int64_t first, std::int64_t step,
            std::vector<Observation>& into) {
    for (std::size_t i = 0; i < list.size(); ++i)
        into.push_back({of.identifier, of.station, first == 0 ? 0 : first + static_cast<std::int64_t>(i) * step,
                        list[i] ? &*list[i] : nullptr});
}

} // namespace

std::vector<Observation> observations_of(const Body& body) {
    std::vector<Observation> observations;
    std::int64_t step = 0;
    for (const auto& reading : body.readings) {
        const auto* number = std::get_if<Number>(&reading.value);
        if (reading.identifier == "DRxnn") {
            step = number == nullptr ? 0 : seconds_of_step(*number);
            continue;
        }
        const auto time = reading.observed ? reading.observed : body.observed ? body.observed : body.sent;
        const std::int64_t at = time ? time->unix_seconds() : 0;
        if (const auto* list = std::get_if<Series>(&reading.value)) {
            const auto own = is_in_five_minutes(reading.identifier) ? 5 * minute : step;
            if (own > 0) spread(reading, *list, at, own, observations);
        } else if (number != nullptr || std::holds_alternative<Missing>(reading.value)) {
            observations.push_back({reading.identifier, reading.station, at, number});
        }
    }
    return observations;
}

} // namespace shanhai::ecology::sl651

#include "modules/ecology/reception/usual_series.h"

#include "kernel/module/shown_record.h"

#include <algorithm>
#include <utility>

namespace shanhai::ecology {

std::string_view usual_series_of(std::string_view code) {
    // Units agree with those of the series. Flow of HJ 212 (w00000) is in litres a second and has no place here: a sensor says it,
    // with its factor.
    static constexpr std::pair<std::string_view, std::string_view> known[] = {
        {"level", "level"}, // SZY 206 has no codes: names of quantities
        {"rain", "rain"},
        {"flow", "flow"},
        {"Z", "level"},
        {"Q", "flow"},
        {"PJ", "rain"},
        {"PT", "rain"},
        {"DRP", "rain"},
        {"C", "water_temperature"},
        {"pH", "ph"},
        {"DO", "oxygen"},
        {"COND", "conductivity"},
        {"TURB", "turbidity"},
        {"CODMN", "permanganate"},
        {"NH4N", "ammonia"},
        {"TP", "phosphorus"},
        {"TN", "nitrogen"},
        {"VT", "battery"},
        {"w01001", "ph"},
        {"w01009", "oxygen"},
        {"w01010", "water_temperature"},
        {"w01014", "conductivity"},
        {"w01003", "turbidity"},
        {"w01019", "permanganate"},
        {"w21003", "ammonia"},
        {"w21011", "phosphorus"},
        {"w21001", "nitrogen"},
    };
    const auto* const found = std::ranges::find(known, code, &std::pair<std::string_view, std::string_view>::first);
    return found == std::ranges::end(known) ? std::string_view() : found->second;
}

std::string series_of_sensor(const json::object& record) {
    auto series = kernel::text_of(record, "series");
    return series.empty() ? std::string(usual_series_of(kernel::text_of(record, "code"))) : series;
}

} // namespace shanhai::ecology

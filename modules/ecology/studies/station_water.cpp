#include "modules/ecology/studies/station_water.h"

#include "base/rational.h"
#include "kernel/module/shown_record.h"
#include "kernel/readings.h"
#include "kernel/schema/model.h"
#include "kernel/series/reading_text.h"

namespace shanhai::ecology {

std::string_view key_of(WaterClass value) {
    static constexpr std::array<std::string_view, 6> keys = {"I", "II", "III", "IV", "V", "beyond_V"};
    return keys.at(static_cast<std::size_t>(value));
}

WaterBody body_at(const json::object& station) {
    return kernel::text_of(station, "kind") == "reservoir" ? WaterBody::lake : WaterBody::river;
}

Result<std::map<std::int64_t, ClassedWater>> classed_water(kernel::Kernel& kernel, const kernel::Principal& who,
                                                           const std::string& station, WaterBody body,
                                                           kernel::SeriesStep step, std::int64_t from,
                                                           std::int64_t until) {
    std::map<std::int64_t, WaterSample> samples;
    std::map<std::int64_t, std::map<std::string_view, double>> means;
    for (const auto& [name, factor] : classed_series) {
        const auto* series = TRY(kernel::find_series(kernel.schema(), "ecology." + std::string(name)));
        const auto shown = TRY(kernel.readings().roll_ups(who, {series->name, station, from, until}, step));
        for (const auto& one : shown.steps) {
            const auto mean = kernel::mean_of(one.of, series->decimals);
            if (!mean) continue;
            samples[one.begin].measure(factor, mean->approximate());
            means[one.begin][name] = mean->approximate();
        }
    }
    std::map<std::int64_t, ClassedWater> classed;
    for (const auto& [begin, sample] : samples)
        if (const auto verdict = sample.classify(body)) classed[begin] = {*verdict, std::move(means[begin])};
    return classed;
}

} // namespace shanhai::ecology

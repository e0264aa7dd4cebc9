#include "kernel/schema/type_reader.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr int most_keep_days = 36'500;

bool is_series_name(std::string_view name) {
    return !name.empty() && name.size() <= 48 && name.front() >= 'a' && name.front() <= 'z' &&
           std::ranges::all_of(name,
                               [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

} // namespace

void read_series(YamlDocument& document, const std::string& module, Schema& schema) {
    for (const auto& [name, node] : yaml_entries(document.node, document.file, document.findings)) {
        YamlMapping map(node, document.file, document.findings);
        DeclaredSeries series;
        if (!is_series_name(name)) document.findings.add("schema.bad_name", map.source(), {{"name", name}});
        series.name = module + "." + name;
        series.module = module;
        series.source = map.source();
        series.title = map.has("title") ? map.words("title") : Text{name, name};
        series.about = map.words("about");
        series.unit = map.required("unit");
        series.decimals = map.integer("decimals").value_or(0);
        if (series.decimals < 0 || series.decimals > most_scale)
            document.findings.add("schema.not_a_number", map.at("decimals"), {{"key", "decimals"}});
        series.station = map.required("station");
        if (!series.station.empty() && schema.type(series.station) == nullptr)
            document.findings.add("schema.unknown_type", map.at("station"),
                                  {{"name", series.station}, {"field", series.name}});
        series.keep_days = map.integer("keep_days");
        if (series.keep_days && (*series.keep_days < 1 || *series.keep_days > most_keep_days))
            document.findings.add("schema.not_a_number", map.at("keep_days"), {{"key", "keep_days"}});
        schema.series.push_back(std::move(series));
    }
}

} // namespace shanhai::kernel

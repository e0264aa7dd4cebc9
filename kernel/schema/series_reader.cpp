#include "kernel/schema/type_reader.h"

#include <algorithm>
#include <array>

namespace shanhai::kernel {

namespace {

constexpr int most_keep_days = 36'500;

bool is_series_name(std::string_view name) {
    return !name.empty() && name.size() <= 48 && name.front() >= 'a' && name.front() <= 'z' &&
           std::ranges::all_of(name,
                               [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

constexpr std::array<std::string_view, 7> number_names = {"count", "flagged", "sum", "mean", "low", "high", "last"};
constexpr int most_after_hours = 240;

// Whole numbers for what is counted; decimals with room for all digits for what is measured, but the mean is rounded.
bool can_take(const Field& field, DayNumber number, int decimals) {
    if (number == DayNumber::count || number == DayNumber::flagged) return field.kind == FieldKind::integer;
    const bool number_field = field.kind == FieldKind::decimal || field.kind == FieldKind::integer;
    return number_field && (number == DayNumber::mean || field.scale >= decimals);
}

// `into:` of a series.
class DayRecordsReader {
public:
    DayRecordsReader(YamlMapping& map, const DeclaredSeries& series, const Schema& schema)
        : map_(map), series_(series), schema_(schema) {}

    DayRecords read() {
        DayRecords records;
        records.type = map_.required("type");
        records.station = map_.required("station");
        records.day = map_.required("day");
        records.after_hours = map_.integer("after_hours").value_or(records.after_hours);
        if (records.after_hours < 0 || records.after_hours > most_after_hours)
            map_.findings().add("schema.not_a_number", map_.at("after_hours"), {{"key", "after_hours"}});
        const auto* type = schema_.type(records.type);
        if (type == nullptr && !records.type.empty())
            map_.findings().add("schema.unknown_type", map_.at("type"),
                                {{"name", records.type}, {"field", series_.name}});
        check(type, "station", records.station,
              [&](const Field& field) { return field.kind == FieldKind::ref && field.ref == series_.station; });
        check(type, "day", records.day, [](const Field& field) { return field.kind == FieldKind::date; });
        for (std::size_t i = 0; i < number_names.size(); ++i) {
            const std::string name(number_names[i]);
            const auto number = static_cast<DayNumber>(i);
            if (!map_.has(name)) continue;
            records.numbers.emplace_back(number, map_.text(name));
            check(type, name, records.numbers.back().second,
                  [&](const Field& field) { return can_take(field, number, series_.decimals); });
        }
        if (records.numbers.empty()) map_.findings().add("schema.missing_key", map_.source(), {{"key", "sum"}});
        return records;
    }

private:
    template <class Fits>
    void check(const RecordType* type, const std::string& key, const std::string& name, const Fits& fits) {
        if (type == nullptr || name.empty()) return;
        const auto* field = type->field(name);
        if (field == nullptr)
            map_.findings().add("schema.unknown_field", map_.at(key), {{"name", name}, {"type", type->name}});
        else if (!fits(*field))
            map_.findings().add("schema.series_into", map_.at(key),
                                {{"name", name}, {"type", type->name}, {"key", key}, {"series", series_.name}});
    }

    YamlMapping& map_;
    const DeclaredSeries& series_;
    const Schema& schema_;
};

DeclaredSeries read_one(YamlMapping& map, const std::string& name, const std::string& module, const Schema& schema) {
    DeclaredSeries series;
    series.name = module + "." + name;
    series.module = module;
    series.source = map.source();
    series.title = map.has("title") ? map.words("title") : Text{name, name};
    series.about = map.words("about");
    series.unit = map.required("unit");
    series.decimals = map.integer("decimals").value_or(0);
    if (series.decimals < 0 || series.decimals > most_scale)
        map.findings().add("schema.not_a_number", map.at("decimals"), {{"key", "decimals"}});
    series.station = map.required("station");
    if (!series.station.empty() && schema.type(series.station) == nullptr)
        map.findings().add("schema.unknown_type", map.at("station"),
                           {{"name", series.station}, {"field", series.name}});
    series.keep_days = map.integer("keep_days");
    if (series.keep_days && (*series.keep_days < 1 || *series.keep_days > most_keep_days))
        map.findings().add("schema.not_a_number", map.at("keep_days"), {{"key", "keep_days"}});
    if (!map.has("into")) return series;
    YamlMapping into(map.node("into"), map.file(), map.findings());
    series.into = DayRecordsReader(into, series, schema).read();
    return series;
}

} // namespace

std::string_view name_of(DayNumber number) { return number_names.at(static_cast<std::size_t>(number)); }

void read_series(YamlDocument& document, const std::string& module, Schema& schema) {
    for (const auto& [name, node] : yaml_entries(document.node, document.file, document.findings)) {
        YamlMapping map(node, document.file, document.findings);
        if (!is_series_name(name)) document.findings.add("schema.bad_name", map.source(), {{"name", name}});
        schema.series.push_back(read_one(map, name, module, schema));
    }
}

} // namespace shanhai::kernel

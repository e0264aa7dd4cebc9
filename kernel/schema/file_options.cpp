#include "kernel/schema/file_options.h"

#include "base/text.h"
#include "kernel/schema/file_form.h"

#include <charconv>

namespace shanhai::kernel {

namespace {

constexpr int most_years = 200;

// "20 MiB" → {20, "MiB"}; nothing when it is not a whole number and a word.
std::optional<std::pair<std::int64_t, std::string>> amount_of(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number <= 0 || number > 1'000'000) return std::nullopt;
    return std::pair(number, std::string(trim(std::string_view(end, text.data() + text.size()))));
}

std::int64_t read_size(YamlMapping& map, const std::string& key) {
    const auto amount = amount_of(trim(map.text(key)));
    const std::int64_t unit = !amount                   ? 0
                              : amount->second == "KiB" ? std::int64_t{1} << 10
                              : amount->second == "MiB" ? std::int64_t{1} << 20
                                                        : 0;
    const auto bytes = amount ? amount->first * unit : 0;
    if (bytes > 0 && bytes <= largest_file_bytes) return bytes;
    map.findings().add("schema.bad_size", map.at(key), {{"text", map.text(key)}});
    return largest_file_bytes;
}

} // namespace

int read_years(YamlMapping& map, const std::string& key) {
    if (!map.has(key)) return 0;
    const auto amount = amount_of(trim(map.text(key)));
    if (amount && amount->first <= most_years && (amount->second == "years" || amount->second == "year"))
        return static_cast<int>(amount->first);
    map.findings().add("schema.bad_period", map.at(key), {{"text", map.text(key)}});
    return 0;
}

void read_file_options(Field& field, YamlMapping& map) {
    field.accept = map.names("accept");
    for (const auto& name : field.accept) {
        if (file_form(name) == nullptr && !is_file_family(name))
            map.findings().add("schema.unknown_form", map.at("accept"), {{"name", name}, {"field", field.name}});
    }
    if (map.has("max_size")) field.max_bytes = read_size(map, "max_size");
    field.keep_location = map.flag("keep_location");
    field.retention_years = read_years(map, "retention");
    const bool given = map.has("accept") || map.has("max_size") || map.has("keep_location") || map.has("retention");
    if (given && field.kind != FieldKind::file)
        map.findings().add("schema.not_a_file", field.source, {{"name", field.name}});
}

} // namespace shanhai::kernel

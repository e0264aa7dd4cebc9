#include "kernel/search/searched_fields.h"

#include "base/hash.h"
#include "base/json.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

// Of how texts become tokens; to be counted up with every change of that, of the tables of characters, or of readings.
constexpr std::string_view making = "1";

bool is_searched(const Field& field) {
    const bool text =
        field.kind == FieldKind::text || field.kind == FieldKind::long_text || field.kind == FieldKind::file;
    return text && field.sensitivity <= Sensitivity::internal;
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
    return std::ranges::find(names, name) != names.end();
}

SearchedType searched(const RecordType& type) {
    SearchedType result;
    result.type = &type;
    result.place = !type.tree.empty() && !type.level.empty();
    if (!type.number.empty()) result.fields.push_back({.name = "number", .title = true});
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        const auto& field = type.fields[i];
        if (!is_searched(field)) continue;
        SearchedField one;
        one.name = field.name;
        one.index = static_cast<int>(i);
        one.file = field.kind == FieldKind::file;
        one.sensitivity = field.sensitivity;
        const bool short_text = field.kind == FieldKind::text;
        one.spelled = short_text && (field.name == type.label || contains(type.lookup, field.name) || result.place);
        one.title = one.spelled || field.name == type.key;
        result.fields.push_back(std::move(one));
    }
    return result;
}

} // namespace

bool SearchedType::has(std::string_view field_name) const {
    return std::ranges::find(fields, field_name, &SearchedField::name) != fields.end();
}

SearchedTypes::SearchedTypes(const Schema& schema) {
    std::string all(making);
    for (const auto& type : schema.types) {
        auto one = searched(*type);
        all += "\n" + type->name + (one.place ? " place" : "");
        for (const auto& field : one.fields)
            all += " " + field.name + (field.title ? "+t" : "") + (field.spelled ? "+s" : "") + ":" +
                   std::string(name_of(field.sensitivity));
        types_.emplace(type->name, std::move(one));
    }
    fingerprint_ = hex(sha256(all)).substr(0, 32);
}

std::string text_of(const SearchedField& field, const RecordRow& row) {
    if (field.index < 0) return row.number;
    const auto* text = std::get_if<std::string>(&row.values[static_cast<std::size_t>(field.index)]);
    if (text == nullptr) return {};
    if (!field.file) return *text;
    const auto file = parse_own_json(*text);
    const auto* name = file.is_object() ? file.get_object().if_contains("name") : nullptr;
    return name != nullptr && name->is_string() ? std::string(name->get_string()) : std::string();
}

} // namespace shanhai::kernel

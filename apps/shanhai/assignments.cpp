#include "apps/shanhai/assignments.h"

#include "base/text.h"

#include <charconv>

namespace shanhai::apps {

namespace {

using kernel::FieldKind;

Result<json::value> boolean_of(const std::string& name, const std::string& text) {
    for (const char* yes : {"true", "yes", "1", "是"})
        if (text == yes) return json::value(true);
    for (const char* no : {"false", "no", "0", "否"})
        if (text == no) return json::value(false);
    return refuse("record.wrong_kind", "/" + name, {{"kind", "boolean"}});
}

Result<json::value> integer_of(const std::string& name, const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
        return refuse("record.wrong_kind", "/" + name, {{"kind", "integer"}});
    return json::value(number);
}

Result<json::value> value_of(FieldKind kind, const std::string& name, const std::string& text,
                             const KeepFile& keep_file) {
    if (text.empty()) return json::value(nullptr);
    switch (kind) {
    case FieldKind::integer: return integer_of(name, text);
    case FieldKind::boolean: return boolean_of(name, text);
    case FieldKind::json: return parse_json(text);
    case FieldKind::file:
        if (text.starts_with('@')) return keep_file(text.substr(1));
        return parse_json(text);
    default: return json::value(text);
    }
}

} // namespace

Result<std::pair<std::string, std::string>> assignment_of(const std::string& text) {
    const auto equals = text.find('=');
    if (equals == std::string::npos || equals == 0) return refuse("command.bad_assignment", {}, {{"text", text}});
    return std::pair(std::string(trim(text.substr(0, equals))), text.substr(equals + 1));
}

Result<json::object> fields_of(const kernel::RecordType& type, const std::vector<std::string>& assignments,
                               const KeepFile& keep_file) {
    json::object fields;
    for (const std::string& assignment : assignments) {
        const auto [name, text] = TRY(assignment_of(assignment));
        const kernel::Field* field = type.field(name);
        fields[name] = TRY(value_of(field ? field->kind : FieldKind::text, name, text, keep_file));
    }
    return fields;
}

} // namespace shanhai::apps

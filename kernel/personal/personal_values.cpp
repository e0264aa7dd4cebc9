#include "kernel/personal/personal_values.h"

#include "base/check.h"
#include "kernel/schema/personal_fields.h"

#include <algorithm>
#include <charconv>

namespace shanhai::kernel {

namespace {

// The record that is the person whose the values are.
std::int64_t subject_of(const RecordType& type, const RecordRow& row) {
    if (type.subject == "id") return row.id;
    const auto& value = row.values[static_cast<std::size_t>(type.field_index(type.subject))];
    const auto* id = std::get_if<std::int64_t>(&value);
    return id == nullptr ? 0 : *id;
}

std::int64_t id_in(const json::object& shown) {
    const auto* id = shown.if_contains("id");
    if (id == nullptr || !id->is_string()) return 0;
    const std::string_view text = id->get_string();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

const RecordType* type_in(const json::object& shown, const Schema& schema) {
    const auto* type = shown.if_contains("type");
    return type != nullptr && type->is_string() ? schema.type(std::string_view(type->get_string())) : nullptr;
}

} // namespace

std::string place_of(const RecordType& type, std::int64_t record, const Field& field) {
    return type.name + "/" + std::to_string(record) + "/" + field.name;
}

std::optional<std::string> open_sealed(const PersonKeys& keys, Connection& connection, const Envelope& envelope,
                                       const std::string& place) {
    const auto key = keys.find(connection, envelope.person);
    return key ? open(envelope.cipher, *key, place, envelope.sealed) : std::nullopt;
}

bool shows_personal(const RecordType& type, const Schema& schema) {
    return std::ranges::any_of(type.fields, [&](const Field& field) {
        return field.is_personal() || (field.kind == FieldKind::ref && has_personal_label(*schema.type(field.ref)));
    });
}

// ── sealing ──────────────────────────────────────────────────────────────────────────────────────────────────────

Done PersonalSealer::seal_new(const RecordType& type, RecordRow& row, Moment at) {
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        if (type.fields[i].is_personal()) TRY_DO(seal_value(type, row, i, at));
    }
    return {};
}

Done PersonalSealer::seal_changes(const RecordType& type, const RecordRow& before, RecordRow& after,
                                  const std::set<std::size_t>& given, Moment at) {
    if (type.subject.empty()) return {};
    const bool moved = subject_of(type, before) != subject_of(type, after);
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        const auto& field = type.fields[i];
        if (!field.is_personal()) continue;
        if (!given.contains(i)) {
            if (!moved || is_null(after.values[i])) continue;
            if (keys_.locked()) return refuse("personal.locked", "/" + field.name); // it cannot be sealed anew
            const auto plain = opened(type, after.id, field, before.values[i]);
            if (!plain) continue; // erased: it stays so
            after.values[i] = *plain;
        } else if (!moved && !is_null(before.values[i]) &&
                   opened(type, after.id, field, before.values[i]) == after.values[i]) {
            after.values[i] = before.values[i];
            continue;
        }
        TRY_DO(seal_value(type, after, i, at));
    }
    return {};
}

std::optional<Value> PersonalSealer::opened(const RecordType& type, std::int64_t record, const Field& field,
                                            const Value& sealed) {
    const auto* text = std::get_if<std::string>(&sealed);
    const auto envelope = text == nullptr ? std::nullopt : Envelope::parse(*text);
    if (!envelope) return std::nullopt;
    const auto plain = open_sealed(keys_, writer_, *envelope, place_of(type, record, field));
    if (!plain) return std::nullopt;
    return plain_value_from_journal(field, parse_own_json(*plain));
}

Done PersonalSealer::seal_value(const RecordType& type, RecordRow& row, std::size_t index, Moment at) {
    auto& value = row.values[index];
    if (is_null(value)) return {};
    const auto& field = type.fields[index];
    if (keys_.locked()) return refuse("personal.locked", "/" + field.name);
    const auto person = subject_of(type, row);
    check(person > 0, "personal fields belong to somebody");
    if (is_erased(writer_, person)) return refuse("personal.erased", "/" + field.name);
    const auto key = keys_.find_or_make(writer_, person, at);
    const auto plain = json::serialize(plain_field_json(field, value));
    value = Envelope{keys_.cipher(), person, seal(keys_.cipher(), key, place_of(type, row.id, field), plain)}.text();
    return {};
}

// ── opening ──────────────────────────────────────────────────────────────────────────────────────────────────────

void PersonalOpener::open_all(json::value& shown) {
    if (shown.is_array()) {
        for (auto& item : shown.get_array()) open_all(item);
    } else if (shown.is_object()) {
        auto& object = shown.get_object();
        if (object.contains("set") && object.contains("was") && object.contains("record"))
            open_entry(object);
        else if (type_in(object, schema_) != nullptr && id_in(object) != 0)
            open_record(object); // and no deeper: a json field may hold anything that its writer liked
        else
            for (auto& member : object) open_all(member.value());
    }
}

void PersonalOpener::open_record(json::object& record) {
    const auto* type = type_in(record, schema_);
    const auto id = id_in(record);
    if (type == nullptr || id == 0) return;
    if (open_fields(*type, id, record)) record[keys_.locked() ? "locked" : "erased"] = true;
    open_label(*type, id, record);
}

void PersonalOpener::open_entry(json::object& entry) {
    if (!entry["record"].is_object()) return;
    auto& record = entry["record"].get_object();
    const auto* type = type_in(record, schema_);
    const auto id = id_in(record);
    if (type == nullptr || id == 0) return;
    open_label(*type, id, record);
    for (const auto* part : {"set", "was"}) {
        if (entry[part].is_object() && open_fields(*type, id, entry[part].get_object()))
            entry[keys_.locked() ? "locked" : "erased"] = true;
    }
}

bool PersonalOpener::open_fields(const RecordType& type, std::int64_t record, json::object& fields) {
    bool erased = false;
    for (const auto& field : type.fields) {
        if (!field.is_personal()) continue;
        auto* value = fields.if_contains(field.name);
        if (value == nullptr) continue;
        auto plain = opened(type, record, field, *value);
        if (!plain) continue;
        erased = erased || plain->is_null();
        *value = *std::move(plain);
        if (field.kind == FieldKind::file) describe_file(*value);
    }
    open_references(type, fields);
    return erased;
}

void PersonalOpener::open_references(const RecordType& type, json::object& fields) {
    for (const auto& field : type.fields) {
        if (field.kind != FieldKind::ref || !has_personal_label(*schema_.type(field.ref))) continue;
        auto* value = fields.if_contains(field.name);
        if (value == nullptr || !value->is_object()) continue;
        auto& reference = value->get_object();
        if (const auto id = id_in(reference); id != 0) open_label(*schema_.type(field.ref), id, reference);
    }
}

void PersonalOpener::open_label(const RecordType& type, std::int64_t record, json::object& shown) {
    const auto* field = type.field(type.label);
    auto* label = shown.if_contains("label");
    if (field == nullptr || !field->is_personal() || label == nullptr) return;
    const auto plain = opened(type, record, *field, *label);
    if (!plain) return;
    const auto* number = shown.if_contains("number");
    if (plain->is_string())
        *label = *plain;
    else if (number != nullptr && number->is_string())
        *label = *number;
    else
        *label = "#" + std::to_string(record);
}

// As shown_record does for files that are not personal.
void PersonalOpener::describe_file(json::value& value) {
    if (!value.is_object()) return;
    auto& file = value.get_object();
    auto& statement = reader_.prepared("SELECT size, media_type FROM sys_file WHERE sha256 = ?");
    const std::string sha(file["sha256"].get_string());
    statement.bind(sha);
    const Resetting done(statement);
    if (!statement.step()) return;
    file["size"] = statement.integer(0);
    file["media_type"] = std::string(statement.text(1));
}

std::optional<json::value> PersonalOpener::opened(const RecordType& type, std::int64_t record, const Field& field,
                                                  const json::value& value) {
    const auto envelope = value.is_string() ? Envelope::parse(std::string_view(value.get_string())) : std::nullopt;
    if (!envelope) return std::nullopt;
    const auto plain = open_sealed(keys_, reader_, *envelope, place_of(type, record, field));
    return plain ? parse_own_json(*plain) : json::value(nullptr);
}

} // namespace shanhai::kernel

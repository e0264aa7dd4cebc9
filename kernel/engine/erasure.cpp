#include "kernel/engine/erasure.h"

#include "kernel/journal/journal.h"
#include "kernel/personal/personal_values.h"

#include <algorithm>
#include <set>

namespace shanhai::kernel {

namespace {

// The files that personal fields have ever named, those of one person apart from those of all others.
struct PersonalFiles {
    std::set<std::string> own, others;
};

void add_files(PersonalFiles& files, Connection& writer, const PersonKeys& keys, const RecordType& type,
               const Entry& entry, std::int64_t person) {
    for (const auto& field : type.fields) {
        const auto* value = entry.set.if_contains(field.name);
        if (!field.is_personal() || field.kind != FieldKind::file || value == nullptr || !value->is_string()) continue;
        const auto envelope = Envelope::parse(std::string_view(value->get_string()));
        if (!envelope) continue;
        const auto plain = open_sealed(keys, writer, *envelope, place_of(type, entry.record, field));
        if (!plain) continue;
        const std::string sha(parse_own_json(*plain).at("sha256").as_string());
        (envelope->person == person ? files.own : files.others).insert(sha);
    }
}

PersonalFiles personal_files(Connection& writer, const Schema& schema, const PersonKeys& keys, std::int64_t person) {
    PersonalFiles files;
    for (const auto& type : schema.types) {
        const bool has_files = std::ranges::any_of(
            type->fields, [](const Field& field) { return field.is_personal() && field.kind == FieldKind::file; });
        if (!has_files) continue;
        auto statement = writer.prepare("SELECT body FROM sys_entry WHERE type = ?");
        statement->bind(type->name);
        while (statement->step()) add_files(files, writer, keys, *type, parse_entry_body(statement->text(0)), person);
    }
    return files;
}

// Some entry names the file in the open: it is evidence of something else, too.
bool is_named_openly(Connection& writer, const std::string& sha) {
    auto& statement = writer.prepared("SELECT 1 FROM sys_entry WHERE body LIKE ? LIMIT 1");
    const auto pattern = "%" + sha + "%";
    statement.bind(pattern);
    const Resetting done(statement);
    return statement.step();
}

} // namespace

void doom_file(Connection& writer, std::string_view sha256) {
    writer.prepared("INSERT INTO sys_doomed_file (sha256) VALUES (?) ON CONFLICT DO NOTHING").bind(sha256).run();
    writer.prepared("DELETE FROM sys_file WHERE sha256 = ?").bind(sha256).run();
    writer.prepared("DELETE FROM sys_file_check WHERE sha256 = ?").bind(sha256).run();
}

Done erase_person(Connection& writer, const Schema& schema, const PersonKeys& keys, const RecordType& type,
                  std::int64_t person) {
    if (type.subject.empty()) return refuse("personal.nothing_personal", {}, {{"type", type.name}});
    if (type.subject != "id")
        return refuse("personal.not_a_person", {}, {{"type", type.name}, {"subject", type.subject}});
    if (is_erased(writer, person)) return refuse("personal.erased_already");
    if (keys.locked()) return refuse("personal.locked"); // whose files are whose could not be told
    const auto files = personal_files(writer, schema, keys, person);
    for (const auto& sha : files.own) {
        if (files.others.contains(sha) || is_named_openly(writer, sha)) continue;
        doom_file(writer, sha);
        writer.prepared("DELETE FROM sys_file_use WHERE sha256 = ?").bind(sha).run();
        writer.prepared("DELETE FROM sys_file_upload WHERE sha256 = ?").bind(sha).run();
    }
    PersonKeys::destroy(writer, person);
    return {};
}

} // namespace shanhai::kernel

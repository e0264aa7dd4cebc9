#include "kernel/rights/file_rights.h"

namespace shanhai::kernel {

bool is_file_open(Connection& connection, const Schema& schema, RecordGate& gate, std::string_view sha256) {
    if (gate.rights().is_unlimited()) return true;
    {
        auto& uploads = connection.prepared("SELECT 1 FROM sys_file_upload WHERE sha256 = ? AND actor = ?");
        uploads.bind(sha256).bind(gate.rights().who().user());
        const Resetting done(uploads);
        if (uploads.step()) return true;
    }
    auto& uses = connection.prepared("SELECT type, record, field FROM sys_file_use WHERE sha256 = ?");
    uses.bind(sha256);
    const Resetting done(uses);
    while (uses.step()) {
        const auto* type = schema.type(uses.text(0));
        const auto* field = type == nullptr ? nullptr : type->journal_field(uses.text(2)); // perhaps renamed since
        const auto sees = field == nullptr ? std::nullopt : gate.reads(*type, uses.integer(1));
        if (sees && field->sensitivity <= *sees) return true;
    }
    return false;
}

void keep_upload(Connection& writer, std::string_view sha256, std::string_view user) {
    writer.prepared("INSERT INTO sys_file_upload (sha256, actor) VALUES (?, ?) ON CONFLICT (sha256, actor) DO NOTHING")
        .bind(sha256)
        .bind(user)
        .run();
}

void keep_file_use(Connection& writer, std::string_view sha256, const RecordType& type, std::int64_t record,
                   std::string_view field) {
    writer
        .prepared("INSERT INTO sys_file_use (sha256, record, field, type) VALUES (?, ?, ?, ?) "
                  "ON CONFLICT (sha256, record, field) DO NOTHING")
        .bind(sha256)
        .bind(record)
        .bind(field)
        .bind(type.name)
        .run();
}

} // namespace shanhai::kernel

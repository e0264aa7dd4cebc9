#include "kernel/engine/remembered_answers.h"

namespace shanhai::kernel {

namespace {

constexpr std::int64_t kept_micros = std::int64_t{48} * 3600 * 1'000'000; // how long an Idempotency-Key is honoured

} // namespace

Result<std::optional<std::string>> remembered_answer(Connection& connection, const RememberedKey& key) {
    auto& statement = connection.prepared("SELECT fingerprint, reply FROM sys_request WHERE actor = ? AND key = ?");
    statement.bind(key.actor).bind(key.key);
    const Resetting done(statement);
    if (!statement.step()) return std::nullopt;
    if (statement.text(0) != key.fingerprint) return refuse("idempotency.reused", {}, {{"key", key.key}});
    return std::string(statement.text(1));
}

void remember_answer(Connection& writer, const RememberedKey& key, const std::string& answer, Moment now) {
    writer.prepared("DELETE FROM sys_request WHERE at < ?").bind(now.micros - kept_micros).run();
    writer.prepared("INSERT INTO sys_request (actor, key, fingerprint, at, reply) VALUES (?, ?, ?, ?, ?)")
        .bind(key.actor)
        .bind(key.key)
        .bind(key.fingerprint)
        .bind(now.micros)
        .bind(answer)
        .run();
}

} // namespace shanhai::kernel

#include "kernel/access/credentials.h"

#include "base/hash.h"
#include "kernel/access/totp.h"

namespace shanhai::kernel {

namespace {

std::string hash_of(const std::string& user, const std::string& code) {
    return hex(sha256(user + "\n" + plain_recovery_code(code)));
}

} // namespace

std::optional<Credential> read_credential(Connection& reader, const std::string& user) {
    auto& row =
        reader.prepared("SELECT person, password, must_change, changed, totp_secret, totp_on, totp_step, subject "
                        "FROM sys_credential WHERE name = ?");
    row.bind(user);
    const Resetting done(row);
    if (!row.step()) return std::nullopt;
    return Credential{.user = user,
                      .person = row.integer(0),
                      .password = std::string(row.text(1)),
                      .must_change = row.integer(2) != 0,
                      .changed = {row.integer(3)},
                      .totp_secret = from_base32(row.text(4)).value_or(std::string()),
                      .totp_on = row.integer(5) != 0,
                      .totp_step = row.integer(6),
                      .subject = std::string(row.text(7))};
}

std::optional<std::string> user_of_subject(Connection& reader, const std::string& subject) {
    if (subject.empty()) return std::nullopt;
    auto& row = reader.prepared("SELECT name FROM sys_credential WHERE subject = ?");
    row.bind(subject);
    const Resetting done(row);
    if (!row.step()) return std::nullopt;
    return std::string(row.text(0));
}

void write_credential(Connection& writer, const Credential& credential) {
    const auto secret = to_base32(credential.totp_secret);
    writer
        .prepared(
            "INSERT INTO sys_credential (name, person, password, must_change, changed, totp_secret, totp_on, totp_step, "
            "subject) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET person = excluded.person, "
            "password = excluded.password, must_change = excluded.must_change, changed = excluded.changed, "
            "totp_secret = excluded.totp_secret, totp_on = excluded.totp_on, totp_step = excluded.totp_step, "
            "subject = excluded.subject")
        .bind(credential.user)
        .bind(credential.person)
        .bind(credential.password)
        .bind(std::int64_t{credential.must_change})
        .bind(credential.changed.micros)
        .bind(secret)
        .bind(std::int64_t{credential.totp_on})
        .bind(credential.totp_step)
        .bind(credential.subject)
        .run();
}

void write_recovery_codes(Connection& writer, const std::string& user, const std::vector<std::string>& codes) {
    writer.prepared("DELETE FROM sys_recovery_code WHERE name = ?").bind(user).run();
    for (const auto& code : codes) {
        const auto hash = hash_of(user, code);
        writer.prepared("INSERT INTO sys_recovery_code (name, code) VALUES (?, ?)").bind(user).bind(hash).run();
    }
}

std::int64_t count_recovery_codes(Connection& reader, const std::string& user) {
    auto& row = reader.prepared("SELECT count(*) FROM sys_recovery_code WHERE name = ?");
    row.bind(user);
    const Resetting done(row);
    return row.step() ? row.integer(0) : 0;
}

bool spend_recovery_code(Connection& writer, const std::string& user, const std::string& typed) {
    const auto hash = hash_of(user, typed);
    auto& row = writer.prepared("SELECT 1 FROM sys_recovery_code WHERE name = ? AND code = ?");
    row.bind(user).bind(hash);
    const bool there = row.step();
    row.reset();
    if (there) writer.prepared("DELETE FROM sys_recovery_code WHERE name = ? AND code = ?").bind(user).bind(hash).run();
    return there;
}

} // namespace shanhai::kernel

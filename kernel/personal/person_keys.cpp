#include "kernel/personal/person_keys.h"

#include "base/check.h"
#include "base/durable_file.h"
#include "base/hash.h"
#include "base/text.h"

#include <fstream>
#include <sstream>

namespace shanhai::kernel {

namespace {

std::string place_of_key(std::int64_t person) { return "person key " + std::to_string(person); }

std::optional<SecretKey> unwrap(Cipher cipher, const SecretKey& master, std::int64_t person, std::string_view wrapped) {
    const auto bytes = open(cipher, master, place_of_key(person), wrapped);
    return bytes ? SecretKey::from_bytes(*bytes) : std::nullopt;
}

} // namespace

std::filesystem::path master_key_file(const std::filesystem::path& data) { return data / "master.key"; }

void make_master_key(const std::filesystem::path& data) {
    const auto path = master_key_file(data);
    if (std::filesystem::exists(path)) return;
    DurableFile file(path);
    file.add(to_hex(SecretKey::random().bytes()) + "\n");
    file.finish();
}

std::optional<SecretKey> read_master_key(const std::filesystem::path& data) {
    std::ifstream file(master_key_file(data));
    if (!file) return std::nullopt;
    std::ostringstream text;
    text << file.rdbuf();
    const auto hash = hash_from_hex(trim(std::string_view(text.view()))); // 32 bytes in hexadecimal, as a hash has
    if (!hash) throw StoreError(master_key_file(data).string() + " is not a key");
    return SecretKey::from_bytes(bytes_of(*hash));
}

bool is_erased(Connection& connection, std::int64_t person) {
    auto& statement = connection.prepared("SELECT 1 FROM sys_entry WHERE record = ? AND action = 'erase'");
    statement.bind(person);
    const Resetting done(statement);
    return statement.step();
}

std::optional<SecretKey> PersonKeys::find(Connection& connection, std::int64_t person) const {
    if (!master_) return std::nullopt;
    auto& statement = connection.prepared("SELECT wrapped FROM sys_person_key WHERE person = ?");
    statement.bind(person);
    const Resetting done(statement);
    if (!statement.step()) return std::nullopt;
    auto key = unwrap(cipher_, *master_, person, statement.bytes(0));
    if (!key) throw StoreError("the key of person " + std::to_string(person) + " does not open under this master key");
    return key;
}

SecretKey PersonKeys::find_or_make(Connection& writer, std::int64_t person, Moment at) const {
    if (auto known = find(writer, person)) return *known;
    check(master_.has_value(), "keys are made only where the master key is");
    auto key = SecretKey::random();
    const auto wrapped = seal(cipher_, *master_, place_of_key(person), key.bytes());
    writer.prepared("INSERT INTO sys_person_key (person, wrapped, at) VALUES (?, ?, ?)")
        .bind(person)
        .bind_bytes(wrapped)
        .bind(at.micros)
        .run();
    return key;
}

bool PersonKeys::destroy(Connection& writer, std::int64_t person) {
    std::size_t size = 0;
    {
        auto& statement = writer.prepared("SELECT wrapped FROM sys_person_key WHERE person = ?");
        statement.bind(person);
        const Resetting done(statement);
        if (!statement.step()) return false;
        size = statement.bytes(0).size();
    }
    const std::string zeros(size, '\0');
    writer.prepared("UPDATE sys_person_key SET wrapped = ? WHERE person = ?").bind_bytes(zeros).bind(person).run();
    writer.prepared("DELETE FROM sys_person_key WHERE person = ?").bind(person).run();
    return true;
}

} // namespace shanhai::kernel

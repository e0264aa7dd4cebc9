#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "kernel/personal/cipher.h"
#include "kernel/store/connection.h"

#include <filesystem>

namespace shanhai::kernel {

// The key that the keys of all persons are kept under. It lies beside the store, in DATA/master.key, and must not be kept
// with the backups of the store: who has both can read a person who was erased after the backup was made.
std::filesystem::path master_key_file(const std::filesystem::path& data);
// Makes the file, readable by its owner only; durable when it returns. An existing one is left as it is.
void make_master_key(const std::filesystem::path& data);
// Nothing when there is no such file. Throws StoreError when it is there and no key.
std::optional<SecretKey> read_master_key(const std::filesystem::path& data);

// Whether an entry says so.
bool is_erased(Connection& connection, std::int64_t person);

// The table sys_person_key: one key a person (the id of the record that is the person), wrapped under the master key.
class PersonKeys {
public:
    PersonKeys(Cipher cipher, std::optional<SecretKey> master) : cipher_(cipher), master_(std::move(master)) {}

    Cipher cipher() const { return cipher_; }
    bool locked() const { return !master_; } // the master key is not here: nothing personal can be read or written

    // Nothing for a person without a key: erased, or nothing personal was ever said. Throws StoreError when the key is
    // there and does not open.
    std::optional<SecretKey> find(Connection& connection, std::int64_t person) const;
    // Must not be locked.
    SecretKey find_or_make(Connection& writer, std::int64_t person, Moment at) const;
    // Overwrites the key's row, then deletes it. False when there was none.
    static bool destroy(Connection& writer, std::int64_t person);

private:
    Cipher cipher_;
    std::optional<SecretKey> master_;
};

} // namespace shanhai::kernel

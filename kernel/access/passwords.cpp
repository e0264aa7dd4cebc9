#include "kernel/access/passwords.h"

#include "base/check.h"
#include "kernel/access/random.h"

#include <sodium.h>

#include <mutex>

namespace shanhai::kernel {

namespace {

constexpr std::size_t longest_password_bytes = 800; // 200 characters; a longer one is wrong in any case

} // namespace

std::string hash_password(const std::string& password) {
    start_sodium();
    std::string stored(crypto_pwhash_STRBYTES, '\0');
    const int done = crypto_pwhash_str(stored.data(), password.data(), password.size(),
                                       crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE);
    check(done == 0, "there is memory to hash a password");
    return stored.c_str();
}

bool password_matches(const std::string& stored, const std::string& password) {
    start_sodium();
    if (password.size() > longest_password_bytes) return false;
    static const std::string nobody = hash_password("nobody has this password");
    static std::mutex one_at_a_time; // each takes 64 MiB
    const std::scoped_lock lock(one_at_a_time);
    const auto& compared = stored.empty() ? nobody : stored;
    return crypto_pwhash_str_verify(compared.c_str(), password.data(), password.size()) == 0 && !stored.empty();
}

} // namespace shanhai::kernel

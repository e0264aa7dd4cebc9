#pragma once

#include <string>

namespace shanhai::kernel {

// argon2id with 64 MiB, as libsodium writes it. Takes about 0.1 s on purpose.
std::string hash_password(const std::string& password);
// False for a `stored` that is no such hash, the empty one included: that costs the time of a real comparison all the
// same, so that names cannot be told by the clock.
bool password_matches(const std::string& stored, const std::string& password);

} // namespace shanhai::kernel

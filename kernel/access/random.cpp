#include "kernel/access/random.h"

#include "base/check.h"
#include "base/text.h"

#include <sodium.h>

namespace shanhai::kernel {

void start_sodium() {
    static const int started = sodium_init();
    check(started >= 0, "libsodium starts");
}

std::string random_bytes(std::size_t count) {
    start_sodium();
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

std::string random_token() { return to_base64url(random_bytes(32)); }

std::string random_words() {
    static constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789"; // 32
    start_sodium();
    std::string words;
    for (int i = 0; i < 16; ++i) {
        if (i > 0 && i % 4 == 0) words.push_back('-');
        words.push_back(letters[randombytes_uniform(static_cast<std::uint32_t>(letters.size()))]);
    }
    return words;
}

bool same_bytes(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace shanhai::kernel

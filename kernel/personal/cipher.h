#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

// Authenticated encryption of what is personal. The algorithms are OpenSSL's; only their composition is ours.
namespace shanhai::kernel {

// How a store encrypts, chosen once at init.
enum class Cipher {
    aes_gcm, // AES-256-GCM, NIST SP 800-38D
    sm4_hmac // SM4-CBC, then HMAC-SM3 over all of it: GB/T 32907 and GB/T 32905. OpenSSL 3.0 has no SM4-GCM
};
std::string_view name_of(Cipher cipher); // "aes-256-gcm", "sm4-cbc-hmac-sm3"
std::optional<Cipher> cipher_named(std::string_view name);

// 32 secret bytes that do not outlive their use in memory.
class SecretKey {
public:
    static constexpr std::size_t size = 32;

    static SecretKey random();
    static std::optional<SecretKey> from_bytes(std::string_view bytes); // nothing unless there are 32

    SecretKey(const SecretKey& other) = default;
    SecretKey& operator=(const SecretKey& other) = default;
    ~SecretKey();

    std::string_view bytes() const { return {reinterpret_cast<const char*>(bytes_.data()), size}; }
    const unsigned char* data() const { return bytes_.data(); }

private:
    SecretKey() = default;
    std::array<unsigned char, size> bytes_{};
};

// Nonce, cipher text and tag under a fresh nonce. `place` says where the text stands: it is not part of the result, but
// opening needs the same, so that sealed bytes moved elsewhere do not open. Throws when the library fails.
std::string seal(Cipher cipher, const SecretKey& key, std::string_view place, std::string_view plain);
// Nothing when a bit of it, the key or the place is another.
std::optional<std::string> open(Cipher cipher, const SecretKey& key, std::string_view place, std::string_view sealed);

// A sealed value as it stands in columns and entries: "enc:a:4711:…", the algorithm, the person, the bytes in base64url.
struct Envelope {
    Cipher cipher = Cipher::aes_gcm;
    std::int64_t person = 0;
    std::string sealed;

    std::string text() const;
    // Nothing when the text is not one.
    static std::optional<Envelope> parse(std::string_view text);
};

} // namespace shanhai::kernel

#pragma once

#include "base/hash.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// The keys that a log signs its checkpoints with, in the textual forms of C2SP signed-note.
namespace shanhai::kernel {

// Ed25519 has the type byte 01. SM2 (with SM3, the default identity 1234567812345678, signature r ‖ s) has none assigned:
// its type is ff and then the name "shanhai/sm2-sm3".
enum class SignatureKind : std::uint8_t { ed25519, sm2 };

// What everybody may know: "name+hex(id)+base64(type ‖ public key)".
class VerifierKey {
public:
    VerifierKey(std::string name, SignatureKind kind, std::string public_key);
    static std::optional<VerifierKey> parse(std::string_view text);

    const std::string& name() const { return name_; }
    SignatureKind kind() const { return kind_; }
    const std::string& public_key() const { return public_key_; }
    std::uint32_t id() const { return id_; } // the first four bytes of SHA-256(name ‖ 0A ‖ type ‖ public key)
    std::string text() const;

    bool verifies(std::string_view message, std::string_view signature) const;

private:
    std::string name_;
    SignatureKind kind_;
    std::string public_key_;
    std::uint32_t id_;
};

// A name that can stand in a note: not empty, no blanks, no "+".
bool is_key_name(std::string_view name);

class SigningKey {
public:
    static SigningKey generate(SignatureKind kind, const std::string& name);
    // "log.key_unreadable".
    static Result<SigningKey> load(const std::filesystem::path& file);
    // "PRIVATE+KEY+name+hex(id)+base64(type ‖ private key)"; nothing when it is not that.
    static std::optional<SigningKey> parse(std::string_view text);
    SigningKey(SigningKey&&) noexcept;
    SigningKey& operator=(SigningKey&&) noexcept;
    ~SigningKey();

    const VerifierKey& verifier() const { return verifier_; }
    std::string text() const;
    // A file that only its owner can read, durable when this returns.
    Done save(const std::filesystem::path& file) const;
    std::string sign(std::string_view message) const;

private:
    struct Key;
    SigningKey(std::unique_ptr<Key> key, VerifierKey verifier);

    std::unique_ptr<Key> key_;
    VerifierKey verifier_;
};

} // namespace shanhai::kernel

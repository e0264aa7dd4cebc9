#include "kernel/proof/signing_key.h"

#include "base/check.h"
#include "base/durable_file.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace shanhai::kernel {

namespace {

constexpr std::string_view sm2_identity = "1234567812345678"; // GB/T 35276's default
constexpr std::size_t half = 32;                              // bytes of r and of s

struct Freeing {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_PKEY_CTX* context) const { EVP_PKEY_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
    void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
    void operator()(OSSL_PARAM_BLD* builder) const { OSSL_PARAM_BLD_free(builder); }
    void operator()(OSSL_PARAM* parameters) const { OSSL_PARAM_free(parameters); }
};
template <class T>
using Owned = std::unique_ptr<T, Freeing>;

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

std::string type_of(SignatureKind kind) {
    return kind == SignatureKind::ed25519 ? std::string("\x01") : std::string("\xff") + "shanhai/sm2-sm3";
}

// Takes the type off the front of `bytes`.
std::optional<SignatureKind> take_type(std::string& bytes) {
    for (const auto kind : {SignatureKind::ed25519, SignatureKind::sm2}) {
        const auto type = type_of(kind);
        if (!bytes.starts_with(type)) continue;
        bytes.erase(0, type.size());
        return kind;
    }
    return std::nullopt;
}

std::uint32_t id_of(const std::string& name, SignatureKind kind, const std::string& public_key) {
    const auto hash = sha256(name + "\n" + type_of(kind) + public_key);
    return std::uint32_t{hash[0]} << 24 | std::uint32_t{hash[1]} << 16 | std::uint32_t{hash[2]} << 8 | hash[3];
}

std::string id_text(std::uint32_t id) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(id >> shift & 0xFFU);
    return to_hex(bytes);
}

Owned<EVP_PKEY> public_key_of(SignatureKind kind, const std::string& bytes) {
    if (kind == SignatureKind::ed25519)
        return Owned<EVP_PKEY>(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, raw(bytes), bytes.size()));
    const Owned<OSSL_PARAM_BLD> builder(OSSL_PARAM_BLD_new());
    check_or_abort(builder != nullptr, "memory for a key");
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "SM2", 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, bytes.data(), bytes.size());
    const Owned<OSSL_PARAM> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const Owned<EVP_PKEY_CTX> context(EVP_PKEY_CTX_new_from_name(nullptr, "SM2", nullptr));
    EVP_PKEY* key = nullptr;
    if (EVP_PKEY_fromdata_init(context.get()) == 1)
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get());
    return Owned<EVP_PKEY>(key); // nothing when the point is not on the curve
}

std::string public_bytes(SignatureKind kind, EVP_PKEY* key) {
    std::array<unsigned char, 65> bytes{};
    std::size_t size = bytes.size();
    const int done = kind == SignatureKind::ed25519
                         ? EVP_PKEY_get_raw_public_key(key, bytes.data(), &size)
                         : EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, bytes.data(), size, &size);
    check(done == 1, "a key tells its public half");
    return {reinterpret_cast<const char*>(bytes.data()), size};
}

// A context that signs or verifies; SM2 also hashes who signs.
struct Signing {
    Owned<EVP_PKEY_CTX> key_context; // outlives the digest's context, which borrows it
    Owned<EVP_MD_CTX> context;
};

Signing signing_with(SignatureKind kind, EVP_PKEY* key, bool verify) {
    Signing signing{nullptr, Owned<EVP_MD_CTX>(EVP_MD_CTX_new())};
    check_or_abort(signing.context != nullptr, "memory for a signature");
    if (kind == SignatureKind::sm2) {
        signing.key_context.reset(EVP_PKEY_CTX_new(key, nullptr));
        check(signing.key_context != nullptr && EVP_PKEY_CTX_set1_id(signing.key_context.get(), sm2_identity.data(),
                                                                     static_cast<int>(sm2_identity.size())) == 1,
              "OpenSSL offers SM2");
        EVP_MD_CTX_set_pkey_ctx(signing.context.get(), signing.key_context.get());
    }
    const EVP_MD* digest = kind == SignatureKind::sm2 ? EVP_sm3() : nullptr;
    const int done = verify ? EVP_DigestVerifyInit(signing.context.get(), nullptr, digest, nullptr, key)
                            : EVP_DigestSignInit(signing.context.get(), nullptr, digest, nullptr, key);
    check(done == 1, "a key can be used");
    return signing;
}

std::string der_of(std::string_view fixed) {
    const Owned<ECDSA_SIG> signature(ECDSA_SIG_new());
    ECDSA_SIG_set0(signature.get(), BN_bin2bn(raw(fixed), half, nullptr), BN_bin2bn(raw(fixed) + half, half, nullptr));
    std::array<unsigned char, 80> bytes{};
    unsigned char* end = bytes.data();
    const int size = i2d_ECDSA_SIG(signature.get(), &end);
    return {reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(std::max(size, 0))};
}

std::string fixed_of(std::string_view der) {
    const auto* at = raw(der);
    const Owned<ECDSA_SIG> signature(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    check(signature != nullptr, "a signature of ours can be read");
    std::array<unsigned char, 2 * half> bytes{};
    BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes.data(), half);
    BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes.data() + half, half);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

bool is_key_name(std::string_view name) {
    return !name.empty() && name.size() <= 200 && is_utf8(name) && std::ranges::none_of(name, [](char c) {
        return static_cast<unsigned char>(c) <= ' ' || c == '+' || static_cast<unsigned char>(c) >= 0x7F;
    });
}

// ── what everybody may know ──────────────────────────────────────────────────────────────────────────────────────

VerifierKey::VerifierKey(std::string name, SignatureKind kind, std::string public_key)
    : name_(std::move(name)), kind_(kind), public_key_(std::move(public_key)), id_(id_of(name_, kind_, public_key_)) {}

std::optional<VerifierKey> VerifierKey::parse(std::string_view text) {
    const auto first = text.find('+');
    const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos || !is_key_name(text.substr(0, first))) return std::nullopt;
    auto bytes = from_base64(text.substr(second + 1));
    if (!bytes) return std::nullopt;
    const auto kind = take_type(*bytes);
    if (!kind || bytes->size() != (*kind == SignatureKind::ed25519 ? 32U : 65U)) return std::nullopt;
    if (public_key_of(*kind, *bytes) == nullptr) return std::nullopt;
    VerifierKey key(std::string(text.substr(0, first)), *kind, *std::move(bytes));
    if (text.substr(first + 1, second - first - 1) != id_text(key.id())) return std::nullopt;
    return key;
}

std::string VerifierKey::text() const {
    return name_ + "+" + id_text(id_) + "+" + to_base64(type_of(kind_) + public_key_);
}

bool VerifierKey::verifies(std::string_view message, std::string_view signature) const {
    if (signature.size() != 2 * half) return false;
    const auto key = public_key_of(kind_, public_key_);
    if (key == nullptr) return false;
    const auto signing = signing_with(kind_, key.get(), true);
    const std::string bytes = kind_ == SignatureKind::sm2 ? der_of(signature) : std::string(signature);
    return EVP_DigestVerify(signing.context.get(), raw(bytes), bytes.size(), raw(message), message.size()) == 1;
}

// ── what only the log knows ──────────────────────────────────────────────────────────────────────────────────────

struct SigningKey::Key {
    Owned<EVP_PKEY> key;
};

SigningKey::SigningKey(std::unique_ptr<Key> key, VerifierKey verifier)
    : key_(std::move(key)), verifier_(std::move(verifier)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

SigningKey SigningKey::generate(SignatureKind kind, const std::string& name) {
    Owned<EVP_PKEY> key(EVP_PKEY_Q_keygen(nullptr, nullptr, kind == SignatureKind::ed25519 ? "ED25519" : "SM2"));
    check_or_abort(key != nullptr, "OpenSSL offers Ed25519 and SM2");
    VerifierKey verifier(name, kind, public_bytes(kind, key.get()));
    return {std::make_unique<Key>(std::move(key)), std::move(verifier)};
}

std::optional<SigningKey> SigningKey::parse(std::string_view text) {
    constexpr std::string_view prefix = "PRIVATE+KEY+";
    text = trim(text);
    if (!text.starts_with(prefix)) return std::nullopt;
    text.remove_prefix(prefix.size());
    const auto first = text.find('+');
    const auto second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos || !is_key_name(text.substr(0, first))) return std::nullopt;
    auto bytes = from_base64(text.substr(second + 1));
    if (!bytes) return std::nullopt;
    const auto kind = take_type(*bytes);
    if (!kind) return std::nullopt;
    const auto* at = raw(*bytes);
    Owned<EVP_PKEY> key(*kind == SignatureKind::ed25519
                            ? EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, at, bytes->size())
                            : d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(bytes->size())));
    if (key == nullptr || (*kind == SignatureKind::sm2 && EVP_PKEY_is_a(key.get(), "SM2") != 1)) return std::nullopt;
    VerifierKey verifier(std::string(text.substr(0, first)), *kind, public_bytes(*kind, key.get()));
    if (text.substr(first + 1, second - first - 1) != id_text(verifier.id())) return std::nullopt;
    return SigningKey(std::make_unique<Key>(std::move(key)), std::move(verifier));
}

Result<SigningKey> SigningKey::load(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    auto key = parse(text);
    if (!key) return refuse("log.key_unreadable", {}, {{"path", file.string()}});
    return *std::move(key);
}

std::string SigningKey::text() const {
    std::string bytes;
    if (verifier_.kind() == SignatureKind::ed25519) {
        std::array<unsigned char, 32> seed{};
        std::size_t size = seed.size();
        check(EVP_PKEY_get_raw_private_key(key_->key.get(), seed.data(), &size) == 1, "a key tells its private half");
        bytes.assign(reinterpret_cast<const char*>(seed.data()), size);
    } else {
        unsigned char* der = nullptr;
        const int size = i2d_PrivateKey(key_->key.get(), &der);
        check(size > 0, "a key tells its private half");
        bytes.assign(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
        OPENSSL_free(der);
    }
    return "PRIVATE+KEY+" + verifier_.name() + "+" + id_text(verifier_.id()) + "+" +
           to_base64(type_of(verifier_.kind()) + bytes) + "\n";
}

Done SigningKey::save(const std::filesystem::path& file) const {
    try {
        DurableFile written(file);
        written.add(text());
        written.finish();
    } catch (const std::filesystem::filesystem_error&) {
        return refuse("file.unwritable", {}, {{"path", file.string()}});
    }
    return {};
}

std::string SigningKey::sign(std::string_view message) const {
    const auto signing = signing_with(verifier_.kind(), key_->key.get(), false);
    std::array<unsigned char, 80> bytes{};
    std::size_t size = bytes.size();
    check(EVP_DigestSign(signing.context.get(), bytes.data(), &size, raw(message), message.size()) == 1,
          "signing cannot fail on memory");
    const std::string_view made(reinterpret_cast<const char*>(bytes.data()), size);
    return verifier_.kind() == SignatureKind::sm2 ? fixed_of(made) : std::string(made);
}

} // namespace shanhai::kernel

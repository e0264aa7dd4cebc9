#include "kernel/personal/cipher.h"

#include "base/text.h"
#include "kernel/personal/national.h"
#include "kernel/personal/openssl_calls.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <charconv>

namespace shanhai::kernel {

namespace {

constexpr std::size_t gcm_nonce = 12, gcm_tag = 16;
constexpr std::size_t most_envelope_bytes = std::size_t{1} << 20;

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    must(RAND_bytes(bytes_of(bytes), static_cast<int>(count)) == 1);
    return bytes;
}

// ── AES-256-GCM: nonce ‖ text ‖ tag ──────────────────────────────────────────────────────────────────────────────

std::string seal_gcm(const SecretKey& key, std::string_view place, std::string_view plain) {
    auto sealed = random_bytes(gcm_nonce);
    const auto context = new_context();
    int count = 0;
    must(EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), bytes_of(sealed)) == 1);
    must(EVP_EncryptUpdate(context.get(), nullptr, &count, bytes_of(place), static_cast<int>(place.size())) == 1);
    sealed.resize(gcm_nonce + plain.size() + gcm_tag);
    auto* out = bytes_of(sealed) + gcm_nonce;
    must(EVP_EncryptUpdate(context.get(), out, &count, bytes_of(plain), static_cast<int>(plain.size())) == 1);
    must(EVP_EncryptFinal_ex(context.get(), out + count, &count) == 1);
    must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, gcm_tag, out + plain.size()) == 1);
    return sealed;
}

std::optional<std::string> open_gcm(const SecretKey& key, std::string_view place, std::string_view sealed) {
    if (sealed.size() < gcm_nonce + gcm_tag) return std::nullopt;
    const auto text = sealed.substr(gcm_nonce, sealed.size() - gcm_nonce - gcm_tag);
    std::string tag(sealed.substr(sealed.size() - gcm_tag));
    const auto context = new_context();
    int count = 0;
    must(EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(), bytes_of(sealed)) == 1);
    must(EVP_DecryptUpdate(context.get(), nullptr, &count, bytes_of(place), static_cast<int>(place.size())) == 1);
    std::string plain(text.size(), '\0');
    must(EVP_DecryptUpdate(context.get(), bytes_of(plain), &count, bytes_of(text), static_cast<int>(text.size())) == 1);
    must(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, gcm_tag, tag.data()) == 1);
    unsigned char nothing[gcm_tag];
    if (EVP_DecryptFinal_ex(context.get(), nothing, &count) != 1) return std::nullopt;
    return plain;
}

// ── SM4-CBC and HMAC-SM3: iv ‖ text ‖ code ───────────────────────────────────────────────────────────────────────

// Two keys from one, so that none serves two purposes.
std::string key_for(const SecretKey& key, std::string_view purpose) { return hmac_sm3(key.bytes(), {purpose}); }

std::string code_of(const SecretKey& key, std::string_view place, std::string_view iv_and_text) {
    const auto length = std::to_string(place.size()) + ":"; // place and text cannot lend each other bytes
    return hmac_sm3(key_for(key, "shanhai mac"), {length, place, iv_and_text});
}

std::string sm4(bool encrypt, const SecretKey& key, std::string_view iv, std::string_view text, bool& good) {
    auto wide = key_for(key, "shanhai sm4");
    auto out = sm4_cbc(encrypt, wide, iv, text, good);
    OPENSSL_cleanse(wide.data(), wide.size());
    return out;
}

std::string seal_sm4(const SecretKey& key, std::string_view place, std::string_view plain) {
    auto sealed = random_bytes(sm4_block);
    bool good = false;
    sealed += sm4(true, key, std::string(sealed), plain, good);
    must(good);
    return sealed + code_of(key, place, sealed);
}

std::optional<std::string> open_sm4(const SecretKey& key, std::string_view place, std::string_view sealed) {
    if (sealed.size() < sm4_block + sm4_block + sm3_digest) return std::nullopt;
    const auto covered = sealed.substr(0, sealed.size() - sm3_digest);
    const auto code = sealed.substr(covered.size());
    if (CRYPTO_memcmp(code_of(key, place, covered).data(), code.data(), sm3_digest) != 0) return std::nullopt;
    bool good = false;
    auto plain = sm4(false, key, covered.substr(0, sm4_block), covered.substr(sm4_block), good);
    if (!good) return std::nullopt;
    return plain;
}

static_assert(sm3_digest >= sm4_key);

} // namespace

std::string_view name_of(Cipher cipher) { return cipher == Cipher::sm4_hmac ? "sm4-cbc-hmac-sm3" : "aes-256-gcm"; }

std::optional<Cipher> cipher_named(std::string_view name) {
    for (const auto cipher : {Cipher::aes_gcm, Cipher::sm4_hmac}) {
        if (name == name_of(cipher)) return cipher;
    }
    return std::nullopt;
}

SecretKey SecretKey::random() {
    SecretKey key;
    must(RAND_bytes(key.bytes_.data(), size) == 1);
    return key;
}

std::optional<SecretKey> SecretKey::from_bytes(std::string_view bytes) {
    if (bytes.size() != size) return std::nullopt;
    SecretKey key;
    std::copy(bytes.begin(), bytes.end(), key.bytes_.begin());
    return key;
}

SecretKey::~SecretKey() { OPENSSL_cleanse(bytes_.data(), size); }

std::string seal(Cipher cipher, const SecretKey& key, std::string_view place, std::string_view plain) {
    return cipher == Cipher::sm4_hmac ? seal_sm4(key, place, plain) : seal_gcm(key, place, plain);
}

std::optional<std::string> open(Cipher cipher, const SecretKey& key, std::string_view place, std::string_view sealed) {
    return cipher == Cipher::sm4_hmac ? open_sm4(key, place, sealed) : open_gcm(key, place, sealed);
}

std::string Envelope::text() const {
    return std::string(cipher == Cipher::sm4_hmac ? "enc:s:" : "enc:a:") + std::to_string(person) + ":" +
           to_base64url(sealed);
}

std::optional<Envelope> Envelope::parse(std::string_view text) {
    if (text.size() > most_envelope_bytes || text.size() < 8 || !text.starts_with("enc:") || text[5] != ':')
        return std::nullopt;
    Envelope envelope;
    if (text[4] != 'a' && text[4] != 's') return std::nullopt;
    envelope.cipher = text[4] == 's' ? Cipher::sm4_hmac : Cipher::aes_gcm;
    text.remove_prefix(6);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), envelope.person);
    if (error != std::errc{} || envelope.person <= 0 || end == text.data() + text.size() || *end != ':')
        return std::nullopt;
    const auto sealed = from_base64url(text.substr(static_cast<std::size_t>(end - text.data()) + 1));
    if (!sealed) return std::nullopt;
    envelope.sealed = *sealed;
    if (envelope.text().size() != 6 + text.size()) return std::nullopt; // one spelling each: "007" is no person
    return envelope;
}

} // namespace shanhai::kernel

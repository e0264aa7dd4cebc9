#include "api/provider/id_token.h"

#include "base/text.h"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>
#include <optional>
#include <vector>

namespace shanhai::api {

namespace {

constexpr std::int64_t leeway_s = 60; // clocks differ
constexpr std::size_t longest_token = 16 << 10;
constexpr JsonLimits token_limits{.bytes = longest_token, .depth = 16};

template <auto free>
struct Freed {
    template <class T>
    void operator()(T* pointer) const {
        free(pointer);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using ParamBuild = std::unique_ptr<OSSL_PARAM_BLD, Freed<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Freed<OSSL_PARAM_free>>;
using Number = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Freed<EVP_MD_CTX_free>>;

const unsigned char* bytes(const std::string& text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<std::string> bytes_of(const json::object& object, std::string_view name) {
    auto decoded = from_base64url(text_of(object, name));
    return decoded && !decoded->empty() ? decoded : std::nullopt;
}

Key key_from(const char* kind, OSSL_PARAM_BLD* build) {
    const Params params(OSSL_PARAM_BLD_to_param(build));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
    EVP_PKEY* key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        return nullptr;
    return Key(key);
}

Key rsa_key(const json::object& jwk) {
    const auto modulus = bytes_of(jwk, "n"), exponent = bytes_of(jwk, "e");
    if (!modulus || !exponent || modulus->size() < 256 || modulus->size() > 1024 || exponent->size() > 8)
        return nullptr;
    const Number n(BN_bin2bn(bytes(*modulus), static_cast<int>(modulus->size()), nullptr));
    const Number e(BN_bin2bn(bytes(*exponent), static_cast<int>(exponent->size()), nullptr));
    const ParamBuild build(OSSL_PARAM_BLD_new());
    if (!n || !e || !build || OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return nullptr;
    return key_from("RSA", build.get());
}

Key p256_key(const json::object& jwk) {
    const auto x = bytes_of(jwk, "x"), y = bytes_of(jwk, "y");
    if (text_of(jwk, "crv") != "P-256" || !x || !y || x->size() != 32 || y->size() != 32) return nullptr;
    const auto point = '\x04' + *x + *y;
    const ParamBuild build(OSSL_PARAM_BLD_new());
    if (!build || OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
        return nullptr;
    return key_from("EC", build.get());
}

// JWS writes r and s one after another, OpenSSL wants them as DER.
std::string der_of(const std::string& signature) {
    if (signature.size() != 64) return {};
    const std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>> pair(ECDSA_SIG_new());
    Number r(BN_bin2bn(bytes(signature), 32, nullptr)), s(BN_bin2bn(bytes(signature) + 32, 32, nullptr));
    if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1) return {};
    static_cast<void>(r.release());
    static_cast<void>(s.release());
    std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(pair.get(), nullptr)), '\0');
    auto* at = reinterpret_cast<unsigned char*>(der.data());
    i2d_ECDSA_SIG(pair.get(), &at);
    return der;
}

bool is_signed_by(EVP_PKEY* key, std::string_view what, const std::string& signature) {
    const Digest digest(EVP_MD_CTX_new());
    return digest && EVP_DigestVerifyInit(digest.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
           EVP_DigestVerify(digest.get(), bytes(signature), signature.size(),
                            reinterpret_cast<const unsigned char*>(what.data()), what.size()) == 1;
}

// The keys that may have signed: of the right kind, with the token's `kid` when it names one, meant for signatures.
std::vector<const json::object*> keys_for(const json::value& keys, std::string_view kind, const std::string& kid) {
    std::vector<const json::object*> result;
    const auto* set = keys.is_object() ? keys.get_object().if_contains("keys") : nullptr;
    if (!set || !set->is_array()) return result;
    for (const auto& item : set->get_array()) {
        if (!item.is_object()) continue;
        const auto& jwk = item.get_object();
        const auto use = text_of(jwk, "use");
        if (text_of(jwk, "kty") == kind && (use.empty() || use == "sig") && (kid.empty() || text_of(jwk, "kid") == kid))
            result.push_back(&jwk);
    }
    return result;
}

Done check_signature(std::string_view signed_part, const std::string& signature, const json::object& header,
                     const json::value& keys) {
    const auto algorithm = text_of(header, "alg");
    const bool rsa = algorithm == "RS256";
    if ((!rsa && algorithm != "ES256") || header.contains("crit")) return refuse("id_token.algorithm");
    const auto candidates = keys_for(keys, rsa ? "RSA" : "EC", text_of(header, "kid"));
    if (candidates.empty()) return refuse("id_token.unknown_key");
    const auto form = rsa ? signature : der_of(signature);
    for (const auto* jwk : candidates) {
        const auto key = rsa ? rsa_key(*jwk) : p256_key(*jwk);
        if (key && !form.empty() && is_signed_by(key.get(), signed_part, form)) return {};
    }
    return refuse("id_token.signature");
}

Done check_audience(const json::object& claims, const std::string& client_id) {
    const auto wrong = refuse("id_token.claim", {}, {{"claim", "aud"}});
    const auto* audience = claims.if_contains("aud");
    if (!audience) return wrong;
    if (audience->is_string()) return audience->get_string() == client_id ? Done{} : wrong;
    if (!audience->is_array()) return wrong;
    bool named = false;
    for (const auto& one : audience->get_array()) named = named || (one.is_string() && one.get_string() == client_id);
    // With several audiences the token must have been made for us and not for another of them.
    const bool ours = audience->get_array().size() == 1 || text_of(claims, "azp") == client_id;
    return named && ours ? Done{} : wrong;
}

std::optional<std::int64_t> seconds_in(const json::object& claims, std::string_view name) {
    const auto* value = claims.if_contains(name);
    if (!value) return std::nullopt;
    if (value->is_int64()) return value->get_int64();
    if (value->is_double() && value->get_double() > 0 && value->get_double() < 1e12)
        return static_cast<std::int64_t>(value->get_double());
    return std::nullopt;
}

Done check_claims(const json::object& claims, const IdTokenExpectation& expected) {
    const auto wrong = [](const char* claim) { return refuse("id_token.claim", {}, {{"claim", claim}}); };
    const auto now = expected.now.micros / 1'000'000;
    if (text_of(claims, "iss") != expected.issuer) return wrong("iss");
    TRY_DO(check_audience(claims, expected.client_id));
    const auto expires = seconds_in(claims, "exp"), issued = seconds_in(claims, "iat");
    if (!expires || *expires + leeway_s <= now) return wrong("exp");
    if (!issued || *issued - leeway_s > now) return wrong("iat");
    if (const auto begins = seconds_in(claims, "nbf"); begins && *begins - leeway_s > now) return wrong("nbf");
    if (expected.nonce.empty() || text_of(claims, "nonce") != expected.nonce) return wrong("nonce");
    const auto subject = text_of(claims, "sub");
    if (subject.empty() || subject.size() > 255) return wrong("sub");
    return {};
}

Result<json::object> object_of(std::string_view part) {
    const auto decoded = from_base64url(part);
    if (!decoded) return refuse("id_token.malformed");
    auto value = parse_json(*decoded, token_limits);
    if (!value || !value->is_object()) return refuse("id_token.malformed");
    return std::move(value->get_object());
}

} // namespace

Result<json::object> verify_id_token(std::string_view token, const json::value& keys,
                                     const IdTokenExpectation& expected) {
    const auto parts = split(token, '.');
    if (token.size() > longest_token || parts.size() != 3) return refuse("id_token.malformed");
    const auto header = TRY(object_of(parts[0]));
    const auto signature = from_base64url(parts[2]);
    if (!signature) return refuse("id_token.malformed");
    TRY_DO(check_signature(token.substr(0, parts[0].size() + 1 + parts[1].size()), *signature, header, keys));
    auto claims = TRY(object_of(parts[1])); // read only once it is known to be the provider's
    TRY_DO(check_claims(claims, expected));
    return claims;
}

} // namespace shanhai::api

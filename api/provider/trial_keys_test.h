#pragma once

#include "base/json.h"
#include "base/text.h"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include <memory>
#include <string>
#include <vector>

namespace shanhai::api {

// A key of a provider: signs tokens and shows its public half as a JWK.
class TrialKey {
public:
    static TrialKey rsa(const std::string& kid) { return TrialKey(EVP_RSA_gen(2048), kid, "RS256"); }
    static TrialKey p256(const std::string& kid) { return TrialKey(EVP_EC_gen("P-256"), kid, "ES256"); }

    json::object jwk() const {
        if (algorithm_ == "RS256")
            return {{"kty", "RSA"}, {"kid", kid_}, {"use", "sig"}, {"n", number("n")}, {"e", number("e")}};
        return {{"kty", "EC"}, {"crv", "P-256"}, {"kid", kid_}, {"x", number("qx", 32)}, {"y", number("qy", 32)}};
    }

    std::string sign(const json::object& claims) const { return sign(claims, {{"alg", algorithm_}, {"kid", kid_}}); }
    std::string sign(const json::object& claims, const json::object& header) const {
        const auto what = to_base64url(json::serialize(header)) + "." + to_base64url(json::serialize(claims));
        std::size_t size = 1024;
        std::vector<unsigned char> bytes(size);
        EVP_MD_CTX* digest = EVP_MD_CTX_new();
        EXPECT_EQ(EVP_DigestSignInit(digest, nullptr, EVP_sha256(), nullptr, key_.get()), 1);
        EXPECT_EQ(EVP_DigestSign(digest, bytes.data(), &size, reinterpret_cast<const unsigned char*>(what.data()),
                                 what.size()),
                  1);
        EVP_MD_CTX_free(digest);
        std::string signature(reinterpret_cast<const char*>(bytes.data()), size);
        return what + "." + to_base64url(algorithm_ == "RS256" ? signature : pair_of(signature));
    }

private:
    TrialKey(EVP_PKEY* key, std::string kid, std::string algorithm)
        : key_(key, EVP_PKEY_free), kid_(std::move(kid)), algorithm_(std::move(algorithm)) {}

    std::string number(const char* name, std::size_t width = 0) const {
        BIGNUM* value = nullptr;
        EXPECT_EQ(EVP_PKEY_get_bn_param(key_.get(), name, &value), 1) << name;
        std::string bytes(width > 0 ? width : static_cast<std::size_t>(BN_num_bytes(value)), '\0');
        BN_bn2binpad(value, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
        BN_free(value);
        return to_base64url(bytes);
    }
    // DER to r and s one after another.
    static std::string pair_of(const std::string& der) {
        const auto* at = reinterpret_cast<const unsigned char*>(der.data());
        ECDSA_SIG* pair = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size()));
        std::string bytes(64, '\0');
        auto* to = reinterpret_cast<unsigned char*>(bytes.data());
        BN_bn2binpad(ECDSA_SIG_get0_r(pair), to, 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(pair), to + 32, 32);
        ECDSA_SIG_free(pair);
        return bytes;
    }

    std::shared_ptr<EVP_PKEY> key_;
    std::string kid_, algorithm_;
};

inline json::value key_set(const std::vector<TrialKey>& keys) {
    json::array all;
    for (const auto& key : keys) all.push_back(key.jwk());
    return json::object{{"keys", std::move(all)}};
}

} // namespace shanhai::api

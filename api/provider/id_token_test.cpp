#include "api/provider/id_token.h"
#include "api/provider/trial_keys_test.h"

namespace shanhai::api {
namespace {

constexpr std::int64_t now_s = 1'700'000'000;

const IdTokenExpectation expected{
    .issuer = "https://login.example", .client_id = "shanhai", .nonce = "once", .now = {now_s * 1'000'000}};

json::object claims() {
    return {{"iss", "https://login.example"},
            {"aud", "shanhai"},
            {"sub", "u-1"},
            {"nonce", "once"},
            {"iat", now_s},
            {"exp", now_s + 600}};
}

json::object with(const char* name, json::value value) {
    auto changed = claims();
    changed[name] = std::move(value);
    return changed;
}

json::object without(const char* name) {
    auto changed = claims();
    changed.erase(name);
    return changed;
}

class IdToken : public ::testing::Test {
protected:
    static const TrialKey& rsa() {
        static const auto key = TrialKey::rsa("r1");
        return key;
    }
    static const TrialKey& ec() {
        static const auto key = TrialKey::p256("e1");
        return key;
    }
    static std::string judged(const std::string& token, const json::value& keys = key_set({rsa(), ec()})) {
        const auto claims = verify_id_token(token, keys, expected);
        if (claims) return "holds";
        const auto& args = claims.error().args;
        return claims.error().code + (args.empty() ? "" : " " + args.front().second);
    }
};

TEST_F(IdToken, what_the_provider_signed_for_us_holds) {
    EXPECT_EQ(judged(rsa().sign(claims())), "holds");
    EXPECT_EQ(judged(ec().sign(claims())), "holds");
    EXPECT_EQ(judged(rsa().sign(claims(), {{"alg", "RS256"}})), "holds") << "a key that is not named is looked for";
    EXPECT_EQ(judged(rsa().sign(with("aud", json::array{"other", "shanhai"}))), "id_token.claim aud");
    auto several = with("aud", json::array{"other", "shanhai"});
    several["azp"] = "shanhai";
    EXPECT_EQ(judged(rsa().sign(several)), "holds");
}

TEST_F(IdToken, no_algorithm_that_the_token_chooses_itself_opens) {
    const auto body = to_base64url(json::serialize(claims()));
    for (const char* algorithm : {"none", "None", "NONE", "HS256", "RS512", "PS256", "ES384", ""}) {
        const auto header = to_base64url(json::serialize(json::object{{"alg", algorithm}, {"kid", "r1"}}));
        EXPECT_EQ(judged(header + "." + body + "."), "id_token.algorithm") << algorithm;
        EXPECT_EQ(judged(header + "." + body + "." + to_base64url("signature")), "id_token.algorithm") << algorithm;
    }
    EXPECT_EQ(judged(rsa().sign(claims(), {{"kid", "r1"}})), "id_token.algorithm");
    EXPECT_EQ(judged(rsa().sign(claims(), {{"alg", "RS256"}, {"kid", "r1"}, {"crit", json::array{"exp"}}})),
              "id_token.algorithm");
}

TEST_F(IdToken, the_public_key_is_no_secret_to_sign_with) {
    const auto header = to_base64url(R"({"alg":"HS256","kid":"r1"})"), body = to_base64url(json::serialize(claims()));
    const auto secret = json::serialize(rsa().jwk());
    const auto what = header + "." + body;
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(what.data()), what.size(), digest, &size);
    EXPECT_EQ(judged(what + "." + to_base64url({reinterpret_cast<const char*>(digest), size})), "id_token.algorithm");
}

TEST_F(IdToken, a_key_that_is_not_the_providers_opens_nothing) {
    const auto strange = TrialKey::rsa("r2"), forged = TrialKey::rsa("r1");
    EXPECT_EQ(judged(strange.sign(claims())), "id_token.unknown_key");
    EXPECT_EQ(judged(forged.sign(claims())), "id_token.signature") << "another key under the same name";
    EXPECT_EQ(judged(ec().sign(claims(), {{"alg", "RS256"}, {"kid", "r1"}})), "id_token.signature");
    EXPECT_EQ(judged(ec().sign(claims(), {{"alg", "ES256"}, {"kid", "r1"}})), "id_token.unknown_key");
    EXPECT_EQ(judged(rsa().sign(claims()), json::object{{"keys", json::array{}}}), "id_token.unknown_key");
    EXPECT_EQ(judged(rsa().sign(claims()), json::value("keys")), "id_token.unknown_key");
    auto for_secrets = rsa().jwk();
    for_secrets["use"] = "enc";
    EXPECT_EQ(judged(rsa().sign(claims()), json::object{{"keys", json::array{for_secrets}}}), "id_token.unknown_key");
    // A token that carries its own key.
    const auto own = strange.sign(claims(), {{"alg", "RS256"}, {"jwk", strange.jwk()}});
    EXPECT_EQ(judged(own), "id_token.signature");
}

TEST_F(IdToken, every_changed_byte_is_seen) {
    for (const auto* key : {&rsa(), &ec()}) {
        const auto token = key->sign(claims());
        for (std::size_t i = 0; i < token.size(); i += 7) {
            auto changed = token;
            changed[i] = changed[i] == 'A' ? 'B' : 'A';
            if (changed != token) EXPECT_NE(judged(changed), "holds") << i;
        }
    }
}

TEST_F(IdToken, claims_must_be_meant_for_this_log_in) {
    const auto claim = [](const json::object& changed) { return judged(rsa().sign(changed)); };
    EXPECT_EQ(claim(with("iss", "https://evil.example")), "id_token.claim iss");
    EXPECT_EQ(claim(with("iss", "https://login.example/")), "id_token.claim iss");
    EXPECT_EQ(claim(with("aud", "other")), "id_token.claim aud");
    EXPECT_EQ(claim(with("aud", 5)), "id_token.claim aud");
    EXPECT_EQ(claim(with("exp", now_s - 61)), "id_token.claim exp");
    EXPECT_EQ(claim(with("exp", now_s - 59)), "holds") << "clocks differ";
    EXPECT_EQ(claim(with("exp", "never")), "id_token.claim exp");
    EXPECT_EQ(claim(with("iat", now_s + 61)), "id_token.claim iat");
    EXPECT_EQ(claim(with("nbf", now_s + 61)), "id_token.claim nbf");
    EXPECT_EQ(claim(with("nonce", "another")), "id_token.claim nonce");
    EXPECT_EQ(claim(with("sub", "")), "id_token.claim sub");
    EXPECT_EQ(claim(with("sub", json::value(std::string(256, 'x')))), "id_token.claim sub");
    for (const char* name : {"iss", "aud", "exp", "iat", "nonce", "sub"})
        EXPECT_EQ(claim(without(name)), std::string("id_token.claim ") + name);
}

TEST_F(IdToken, what_is_no_token_is_refused) {
    for (const std::string text : {"", "a", "a.b", "a.b.c", "..", "...", "e30.e30.e30", "e30.e30.e30.e30", "山.海.州"})
        EXPECT_NE(judged(text), "holds") << text;
    EXPECT_EQ(judged(std::string(20'000, 'a')), "id_token.malformed");
}

TEST_F(IdToken, weak_and_broken_keys_are_not_used) {
    auto broken = rsa().jwk();
    broken["n"] = "AQAB";
    EXPECT_EQ(judged(rsa().sign(claims()), json::object{{"keys", json::array{broken}}}), "id_token.signature");
    auto off_curve = ec().jwk();
    off_curve["x"] = to_base64url(std::string(32, '\x01'));
    EXPECT_EQ(judged(ec().sign(claims()), json::object{{"keys", json::array{off_curve}}}), "id_token.signature");
}

} // namespace
} // namespace shanhai::api

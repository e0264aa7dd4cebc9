#include "api/provider/provider.h"
#include "api/provider/trial_keys_test.h"
#include "base/hash.h"

#include <map>

namespace shanhai::api {
namespace {

constexpr std::int64_t second = 1'000'000;

// A provider in memory, which can be made to lie.
class FlowWithProvider : public ::testing::Test {
protected:
    Result<std::string> answer(const FetchRequest& request) {
        ++asked_[request.url];
        if (request.url.ends_with("/.well-known/openid-configuration")) {
            return json::serialize(json::object{{"issuer", issuer_},
                                                {"authorization_endpoint", "https://login.example/auth"},
                                                {"token_endpoint", token_address_},
                                                {"jwks_uri", "https://login.example/keys"}});
        }
        if (request.url == "https://login.example/keys") return json::serialize(key_set(keys_));
        if (request.url != token_address_) return refuse("session.provider_unreachable");
        exchanged_ = request;
        return json::serialize(json::object{{"access_token", "a"}, {"id_token", signer_.sign(claims_)}});
    }

    // Begins a log-in; what the browser was given is kept.
    void begin() {
        const auto begun = provider_.begin("/records/payment");
        ASSERT_TRUE(begun.has_value()) << begun.error().code;
        address_ = begun->address;
        cookie_ = begun->cookie;
        claims_["nonce"] = parameter("nonce");
    }
    std::string parameter(const std::string& name) const {
        const auto at = address_.find("&" + name + "=");
        if (at == std::string::npos) return {};
        const auto from = at + name.size() + 2;
        return address_.substr(from, address_.find('&', from) - from);
    }
    std::string finish(Provider::Returned returned) {
        const auto vouched = provider_.finish(returned);
        return vouched ? "vouched for " + vouched->claim + " " + vouched->next : vouched.error().code;
    }
    std::string finish() { return finish({.state = parameter("state"), .code = "c", .issuer = {}, .cookie = cookie_}); }

    static kernel::ProviderSettings settings() {
        kernel::ProviderSettings settings;
        settings.issuer = "https://login.example";
        settings.client_id = "shanhai";
        settings.client_secret = "s+cret";
        settings.callback = "https://shanhai.example/api/v1/session/provider/callback";
        return settings;
    }

    std::int64_t now_ = 1'700'000'000 * second;
    std::string issuer_ = "https://login.example", token_address_ = "https://login.example/token";
    TrialKey signer_ = TrialKey::p256("k1");
    std::vector<TrialKey> keys_ = {signer_};
    json::object claims_{{"iss", "https://login.example"},
                         {"aud", "shanhai"},
                         {"sub", "u-1"},
                         {"iat", 1'700'000'000},
                         {"exp", 1'700'000'600}};
    std::map<std::string, int> asked_;
    FetchRequest exchanged_;
    std::string address_, cookie_;
    Provider provider_{settings(), [this](const FetchRequest& request) { return answer(request); },
                       [this] { return Moment{now_}; }};
};

TEST_F(FlowWithProvider, whom_the_provider_vouches_for_comes_in) {
    begin();
    EXPECT_TRUE(address_.starts_with("https://login.example/auth?response_type=code&client_id=shanhai&")) << address_;
    EXPECT_EQ(parameter("redirect_uri"), "https%3A%2F%2Fshanhai.example%2Fapi%2Fv1%2Fsession%2Fprovider%2Fcallback");
    EXPECT_EQ(parameter("code_challenge_method"), "S256");
    EXPECT_EQ(finish(), "vouched for u-1 /records/payment");
    EXPECT_EQ(exchanged_.user, "shanhai");
    EXPECT_EQ(exchanged_.password, "s%2Bcret");
    const auto at = exchanged_.form.find("&code_verifier=") + 15;
    const auto hash = sha256(exchanged_.form.substr(at));
    EXPECT_EQ(to_base64url({reinterpret_cast<const char*>(hash.data()), hash.size()}), parameter("code_challenge"));
}

TEST_F(FlowWithProvider, a_state_is_good_once_in_one_browser_and_for_ten_minutes) {
    begin();
    EXPECT_EQ(finish(), "vouched for u-1 /records/payment");
    EXPECT_EQ(finish(), "session.provider_state") << "replayed";
    begin();
    EXPECT_EQ(finish({.state = "made up", .code = "c", .issuer = {}, .cookie = cookie_}), "session.provider_state");
    EXPECT_EQ(finish({.state = "", .code = "c", .issuer = {}, .cookie = cookie_}), "session.provider_state");
    EXPECT_EQ(finish({.state = parameter("state"), .code = "c", .issuer = {}, .cookie = "another browser's"}),
              "session.provider_state");
    EXPECT_EQ(finish(), "session.provider_state") << "nor is it tried twice";
    begin();
    now_ += 601 * second;
    EXPECT_EQ(finish(), "session.provider_state");
}

TEST_F(FlowWithProvider, words_that_do_not_hold_are_refused) {
    begin();
    claims_["nonce"] = "another log-in's";
    EXPECT_EQ(finish(), "session.provider_refused");
    begin();
    claims_["exp"] = 1'600'000'000;
    EXPECT_EQ(finish(), "session.provider_refused");
    claims_["exp"] = 1'700'000'600;
    begin();
    EXPECT_EQ(finish({.state = parameter("state"), .code = "", .issuer = {}, .cookie = cookie_}),
              "session.provider_refused");
    begin();
    EXPECT_EQ(finish({.state = parameter("state"), .code = "c", .issuer = "https://evil.example", .cookie = cookie_}),
              "session.provider_refused");
    begin();
    claims_["sub"] = 5;
    EXPECT_EQ(finish(), "session.provider_refused");
}

TEST_F(FlowWithProvider, new_keys_are_fetched_but_not_for_every_stranger) {
    begin();
    EXPECT_EQ(finish(), "vouched for u-1 /records/payment");
    const auto keys = "https://login.example/keys";
    EXPECT_EQ(asked_[keys], 1);
    signer_ = TrialKey::rsa("k2");
    keys_ = {signer_};
    now_ += 31 * second;
    begin();
    EXPECT_EQ(finish(), "vouched for u-1 /records/payment") << "the provider has changed its keys";
    EXPECT_EQ(asked_[keys], 2);
    signer_ = TrialKey::rsa("k3"); // not among its keys
    for (int i = 0; i < 5; ++i) {
        begin();
        EXPECT_EQ(finish(), "session.provider_refused");
    }
    EXPECT_EQ(asked_[keys], 2) << "asked again after half a minute at the earliest";
}

TEST_F(FlowWithProvider, a_provider_that_calls_itself_otherwise_is_another) {
    issuer_ = "https://evil.example";
    EXPECT_EQ(provider_.begin("/").error().code, "session.provider_refused");
}

TEST_F(FlowWithProvider, secrets_do_not_leave_tls) {
    token_address_ = "http://login.example/token";
    EXPECT_EQ(provider_.begin("/").error().code, "session.provider_refused");
    EXPECT_EQ(asked_.count(token_address_), 0U);
}

TEST(FormEncoding, leaves_only_what_needs_no_escape) {
    EXPECT_EQ(percent_encoded("a-b_c.d~e f+g&h=山"), "a-b_c.d~e%20f%2Bg%26h%3D%E5%B1%B1");
}

TEST(FetchWithCurl, takes_neither_files_nor_what_is_not_there) {
    const auto fetch = fetch_with_curl({});
    for (const char* url : {"file:///etc/passwd", "http://127.0.0.1:1/", "gopher://127.0.0.1/", ""})
        EXPECT_EQ(fetch({.url = url}).error().code, "session.provider_unreachable") << url;
}

} // namespace
} // namespace shanhai::api

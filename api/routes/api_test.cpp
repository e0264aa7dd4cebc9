#include "api/http/test_client.h"
#include "api/openapi/openapi.h"
#include "api/routes/api.h"
#include "api/routes/fake_kernel.h"
#include "base/text.h"

#include <gmock/gmock.h>

#include <set>
#include <thread>

namespace shanhai::api {
namespace {

using http::Answer;
using http::TestClient;
using testing::HasSubstr;
using testing::Not;

class ApiTest : public testing::Test {
protected:
    ApiTest() : api(kernel, {.version = "0.1.0"}) {
        server = *http::Server::listen({.listen = "127.0.0.1:0", .threads = 2, .signals = false}, api);
        api.watch(*server);
        thread = std::jthread([this] { server->run(); });
        client = std::make_unique<TestClient>(server->port());
    }
    ~ApiTest() override {
        server->stop();
        thread.join();
    }

    void log_in() {
        started = kernel.log_in();
        session = "Authorization: Bearer " + started.token + "\r\n";
    }
    void log_in_with_cookie() {
        log_in();
        session = "Cookie: a=b; shanhai_session=" + started.token + "\r\n";
    }
    // What our own pages send along.
    std::string proof() const { return "X-Shanhai: " + started.session.csrf + "\r\n"; }

    Answer send(const std::string& method, const std::string& target, const std::string& body = {},
                const std::string& fields = {}) {
        std::string text = method + " " + target + " HTTP/1.1\r\nHost: a\r\n" + session + fields;
        if (!body.empty() && fields.find("Content-Type") == std::string::npos)
            text += "Content-Type: application/json\r\n";
        if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
        client->send(text + "\r\n" + body);
        return client->read(method == "HEAD");
    }
    Answer get(const std::string& target, const std::string& fields = {}) { return send("GET", target, {}, fields); }

    static json::object parsed(const Answer& answer) { return json::parse(answer.body).as_object(); }
    static std::string code(const Answer& answer) { return std::string(parsed(answer).at("code").as_string()); }

    FakeKernel kernel;
    Api api;
    std::unique_ptr<http::Server> server;
    std::jthread thread;
    std::unique_ptr<TestClient> client;
    std::string session;
    kernel::Sessions::Started started;
};

// ── sessions ─────────────────────────────────────────────────────────────────────────────────────────────────────

TEST_F(ApiTest, no_route_is_open_without_a_session_but_those_named_open) {
    const std::set<std::string> open = {"POST /api/v1/session",
                                        "GET /api/v1/session/options",
                                        "GET /api/v1/session/provider/start",
                                        "GET /api/v1/session/provider/callback",
                                        "GET /api/v1/bulletins/{id}/verify",
                                        "GET /log/checkpoint",
                                        "GET /log/key",
                                        "GET /log/proof/inclusion",
                                        "GET /log/proof/consistency",
                                        "GET /api/v1/public/{name}",
                                        "GET /healthz",
                                        "GET /readyz"};
    for (const auto& route : api.router().routes()) {
        if (route->path.starts_with("/log/tile/{level}")) continue; // hashes, open to whoever wants to check
        const std::string method(http::name_of(route->method));
        std::string path = route->path;
        for (const char* placeholder : {"{type}", "{id}", "{transition}", "{name}", "{sha256}"})
            path = replace_all(path, placeholder, "payment");
        const Answer answer = send(method, path);
        if (open.contains(method + " " + route->path))
            EXPECT_NE(answer.status, 401) << path;
        else
            EXPECT_EQ(answer.status, 401) << method << " " << path;
    }
}

TEST_F(ApiTest, a_session_is_a_cookie_or_a_bearer_token) {
    const Answer answer = send("POST", "/api/v1/session", R"({"user":"admin","password":"right"})",
                               "Accept-Language: en-GB,zh;q=0.5\r\n");
    ASSERT_EQ(answer.status, 201) << answer.body;
    EXPECT_EQ(parsed(answer).at("user"), "admin");
    EXPECT_EQ(parsed(answer).at("language"), "en");
    EXPECT_EQ(parsed(answer).at("must_change"), false);
    const std::string token(parsed(answer).at("token").as_string());
    EXPECT_EQ(answer.field("Set-Cookie"),
              "shanhai_session=" + token + "; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict");
    EXPECT_EQ(get("/api/v1/session").status, 401);
    EXPECT_EQ(get("/api/v1/session", "Cookie: a=b; shanhai_session=" + token + "\r\n").status, 200);
    EXPECT_EQ(get("/api/v1/session", "Authorization: Bearer " + token + "\r\n").status, 200);
    EXPECT_EQ(get("/api/v1/session", "Authorization: Bearer x" + token + "\r\n").status, 401);
    EXPECT_EQ(get("/api/v1/session", "Cookie: xshanhai_session=" + token + "\r\n").status, 401);
}

TEST_F(ApiTest, with_the_cookie_a_change_must_carry_what_only_our_pages_have_read) {
    log_in_with_cookie();
    const std::string json = "Content-Type: application/json\r\n";
    for (const std::string& fields :
         {std::string(), std::string("X-Shanhai: 1\r\n"), std::string("X-Shanhai: \r\n"),
          proof() + "Sec-Fetch-Site: cross-site\r\n", proof() + "Sec-Fetch-Site: same-site\r\n",
          proof() + "Origin: https://evil.example\r\n", proof() + "Origin: null\r\n",
          proof() + "Origin: http://a.evil.example\r\n", proof() + "Origin: a\r\n"})
        EXPECT_EQ(code(send("POST", "/api/v1/payment", "{}", json + fields)), "session.cross_site") << fields;
    EXPECT_EQ(code(send("DELETE", "/api/v1/session")), "session.cross_site");
    EXPECT_EQ(send("POST", "/api/v1/payment", "{}", json + proof()).status, 201);
    EXPECT_EQ(
        send("POST", "/api/v1/payment", "{}", json + proof() + "Origin: http://A\r\nSec-Fetch-Site: same-origin\r\n")
            .status,
        201);
    EXPECT_EQ(send("POST", "/api/v1/files?name=a.png", "x", proof() + "Content-Type: image/png\r\n").status, 201);
    EXPECT_EQ(get("/api/v1/session", "Sec-Fetch-Site: cross-site\r\n").status, 200) << "reading changes nothing";
    EXPECT_EQ(code(send("POST", "/api/v1/payment", "x", proof() + "Content-Type: text/plain\r\n")),
              "http.content_type");
    EXPECT_EQ(send("DELETE", "/api/v1/session", {}, proof()).status, 204);
}

TEST_F(ApiTest, one_session_s_proof_is_worth_nothing_with_another) {
    log_in();
    const auto others = proof();
    log_in_with_cookie();
    EXPECT_EQ(code(send("POST", "/api/v1/payment", "{}", others)), "session.cross_site");
}

TEST_F(ApiTest, another_site_cannot_log_anybody_in) {
    const std::string body = R"({"user":"admin","password":"right"})";
    const std::string json = "Content-Type: application/json\r\n";
    EXPECT_EQ(code(send("POST", "/api/v1/session", body, json + "Sec-Fetch-Site: cross-site\r\n")),
              "session.cross_site");
    EXPECT_EQ(code(send("POST", "/api/v1/session", body, json + "Origin: https://evil.example\r\n")),
              "session.cross_site");
}

TEST_F(ApiTest, an_ended_session_is_forgotten_at_once) {
    log_in();
    EXPECT_EQ(get("/api/v1/session").status, 200);
    EXPECT_EQ(get("/api/v1/session").status, 200);
    EXPECT_EQ(kernel.session_lookups, 1); // the second answer was remembered
    const Answer answer = send("DELETE", "/api/v1/session");
    EXPECT_EQ(answer.status, 204);
    EXPECT_THAT(answer.field("Set-Cookie"), HasSubstr("Max-Age=0"));
    EXPECT_EQ(get("/api/v1/session").status, 401);
}

TEST_F(ApiTest, an_old_cookie_is_replaced_with_the_answer) {
    log_in_with_cookie();
    EXPECT_EQ(get("/api/v1/session").field("Set-Cookie"), "");
    kernel.clock_micros += std::int64_t{16} * 60 * 1'000'000;
    const auto other = kernel.log_in(); // so that the thread looks again
    kernel.accounts().log_out(other.token, {});
    const std::string cookie(get("/api/v1/session").field("Set-Cookie"));
    ASSERT_THAT(cookie, HasSubstr("shanhai_session="));
    EXPECT_THAT(cookie, HasSubstr("; Max-Age=42240; "));
    EXPECT_EQ(get("/api/v1/session").status, 200) << "what was on its way with the old one";
    session = "Cookie: " + cookie.substr(0, cookie.find(';')) + "\r\n";
    EXPECT_EQ(get("/api/v1/session").field("Set-Cookie"), "");
    EXPECT_EQ(send("POST", "/api/v1/payment", "{}", proof() + "Content-Type: application/json\r\n").status, 201)
        << "pages that are open go on";
}

TEST_F(ApiTest, a_restricted_session_opens_nothing_but_the_choice_of_a_password) {
    const auto restricted = kernel.accounts().start_session("admin", "password", true, {});
    session = "Authorization: Bearer " + restricted->token + "\r\n";
    EXPECT_EQ(parsed(get("/api/v1/session")).at("must_change"), true);
    for (const char* path :
         {"/api/v1/payment", "/api/v1/schema", "/api/v1/account", "/api/v1/account/tokens", "/metrics"})
        EXPECT_EQ(code(get(path)), "session.password_must_change") << path;
    EXPECT_EQ(code(send("POST", "/api/v1/account/password", R"({"password":"right","new_password":"short"})")),
              "session.weak_password");
    const Answer changed =
        send("POST", "/api/v1/account/password", R"({"password":"right","new_password":"plum trees in March"})");
    ASSERT_EQ(changed.status, 200) << changed.body;
    session = "Authorization: Bearer " + std::string(parsed(changed).at("token").as_string()) + "\r\n";
    EXPECT_EQ(get("/api/v1/schema").status, 200);
}

TEST_F(ApiTest, an_api_token_is_made_once_shown_and_opens_no_account) {
    log_in();
    EXPECT_EQ(code(send("POST", "/api/v1/account/tokens", R"({"title":"x","types":["nothing"]})")),
              "record.unknown_type");
    EXPECT_EQ(code(send("POST", "/api/v1/account/tokens", R"({"title":"x","operations":["read","fly"]})")),
              "token.unknown_operation");
    EXPECT_EQ(code(send("POST", "/api/v1/account/tokens", R"({"title":"x","operations":"read"})")),
              "record.wrong_kind");
    const Answer made =
        send("POST", "/api/v1/account/tokens", R"({"title":"nightly","types":["payment"],"operations":["read"]})");
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string token(parsed(made).at("token").as_string());
    EXPECT_THAT(get("/api/v1/account/tokens").body, testing::Not(HasSubstr(token)));
    session = "Authorization: Bearer " + token + "\r\n";
    EXPECT_EQ(get("/api/v1/payment").status, 200);
    for (const char* path :
         {"/api/v1/account", "/api/v1/account/tokens", "/api/v1/accounts/admin", "/api/v1/access/events"})
        EXPECT_EQ(code(get(path)), "session.token_not_enough") << path;
    EXPECT_EQ(code(send("POST", "/api/v1/account/tokens", R"({"title":"another"})")), "session.token_not_enough");
    const std::string id(parsed(made).at("id").as_string());
    log_in();
    EXPECT_EQ(send("DELETE", "/api/v1/account/tokens/" + id).status, 204);
    EXPECT_EQ(code(send("DELETE", "/api/v1/account/tokens/" + id)), "token.not_found");
    session = "Authorization: Bearer " + token + "\r\n";
    EXPECT_EQ(get("/api/v1/payment").status, 401);
}

TEST_F(ApiTest, what_is_refused_for_how_it_came_stands_in_the_book) {
    const auto events = [&](const char* what) {
        std::string told;
        const auto found = kernel.accounts().events({.user = {}, .what = what});
        for (const auto& event : found.value().at("items").as_array())
            told +=
                std::string(event.at("user").as_string()) + " " + std::string(event.at("detail").as_string()) + "; ";
        return told;
    };
    const std::string json = "Content-Type: application/json\r\n";
    EXPECT_EQ(get("/api/v1/payment").status, 401);
    log_in_with_cookie();
    EXPECT_EQ(code(send("POST", "/api/v1/payment?dry_run=1", "{}", json)), "session.cross_site");
    send("POST", "/api/v1/session", R"({"user":"admin","password":"right"})", json + "Sec-Fetch-Site: cross-site\r\n");
    EXPECT_EQ(events("session.cross_site"), "nobody POST /api/v1/session; admin POST /api/v1/payment; ");
    session = "Authorization: Bearer " + kernel.accounts().start_session("admin", "password", true, {})->token + "\r\n";
    EXPECT_EQ(code(get("/api/v1/schema")), "session.password_must_change");
    EXPECT_EQ(events("session.password_must_change"), "admin GET /api/v1/schema; ");
    log_in();
    const Answer made = send("POST", "/api/v1/account/tokens", R"({"title":"nightly"})");
    session = "Authorization: Bearer " + std::string(parsed(made).at("token").as_string()) + "\r\n";
    EXPECT_EQ(code(get("/api/v1/account")), "session.token_not_enough");
    EXPECT_EQ(events("session.token_not_enough"), "admin GET /api/v1/account; ");
    EXPECT_EQ(events("session.required"), "") << "whoever is nobody is told to log in";
}

TEST_F(ApiTest, the_second_factor_comes_with_a_picture) {
    log_in();
    const Answer offered = send("POST", "/api/v1/account/code", R"({"password":"right"})");
    ASSERT_EQ(offered.status, 201) << offered.body;
    EXPECT_TRUE(parsed(offered).at("uri").as_string().starts_with("otpauth://totp/Shanhai:admin?secret="));
    EXPECT_TRUE(parsed(offered).at("picture").as_string().starts_with("<svg "));
    EXPECT_EQ(code(send("POST", "/api/v1/account/code/confirm", R"({"code":"000000"})")), "session.code_refused");
    EXPECT_EQ(code(send("POST", "/api/v1/account/code", R"({"password":"wrong"})")), "account.wrong_password");
}

TEST_F(ApiTest, without_a_provider_nobody_is_sent_to_one) {
    EXPECT_TRUE(parsed(get("/api/v1/session/options")).at("provider").is_null());
    EXPECT_EQ(code(get("/api/v1/session/provider/start")), "session.no_provider");
    EXPECT_EQ(get("/api/v1/session/provider/callback?state=a&code=b").field("Location"),
              "/login?problem=session.no_provider");
}

TEST_F(ApiTest, wrong_passwords_are_refused_and_slowed_down) {
    EXPECT_EQ(code(send("POST", "/api/v1/session", R"({"user":"admin"})")), "record.field_required");
    EXPECT_EQ(code(send("POST", "/api/v1/session", R"({"user":"admin","password":5})")), "record.wrong_kind");
    EXPECT_EQ(code(send("POST", "/api/v1/session", R"(["admin"])")), "json.not_an_object");
    EXPECT_EQ(code(send("POST", "/api/v1/session", "user=admin", "Content-Type: text/plain\r\n")), "http.content_type");
    EXPECT_EQ(code(send("POST", "/api/v1/session", R"({"user":"admin","password":"wrong"})")), "session.refused");
    const auto too_long = R"({"user":"admin","password":")" + std::string(1000, 'x') + "\"}";
    for (int i = 0; i < 4; ++i) EXPECT_EQ(code(send("POST", "/api/v1/session", too_long)), "session.refused");
    const Answer slowed =
        send("POST", "/api/v1/session", R"({"user":"admin","password":"right"})", "Accept-Language: en\r\n");
    EXPECT_EQ(slowed.status, 429);
    EXPECT_EQ(slowed.field("Retry-After"), "1");
    EXPECT_EQ(parsed(slowed).at("detail"), "Too many failed attempts. Try again in 1 seconds.");
}

// ── records ──────────────────────────────────────────────────────────────────────────────────────────────────────

TEST_F(ApiTest, a_record_is_made) {
    log_in();
    const Answer answer =
        send("POST", "/api/v1/payment", R"({"amount":"5.00","reason":"first"})", "Idempotency-Key: k1\r\n");
    EXPECT_EQ(answer.status, 201);
    EXPECT_EQ(answer.field("Location"), "/api/v1/payment/7");
    EXPECT_EQ(answer.field("ETag"), "\"8\"");
    ASSERT_EQ(kernel.submitted.commands.size(), 1u);
    const kernel::Command& command = kernel.submitted.commands[0];
    EXPECT_EQ(command.action, kernel::Action::create);
    EXPECT_EQ(command.type, "payment");
    EXPECT_EQ(kernel.submitted.who.user(), "admin");
    EXPECT_EQ(command.reason, "first");
    EXPECT_FALSE(command.fields.contains("reason"));
    EXPECT_EQ(kernel.submitted.idempotency_key, "k1");
    const std::string fingerprint = kernel.submitted.fingerprint;
    EXPECT_EQ(fingerprint.size(), 64u);
    send("POST", "/api/v1/payment", R"({"amount":"6.00"})", "Idempotency-Key: k1\r\n");
    EXPECT_NE(kernel.submitted.fingerprint, fingerprint);
    EXPECT_EQ(code(send("POST", "/api/v1/payment", "{}", "Idempotency-Key: with space\r\n")), "idempotency.bad_key");
}

TEST_F(ApiTest, amending_needs_the_version_it_was_based_on) {
    log_in();
    const Answer without = send("PATCH", "/api/v1/payment/7", R"({"amount":"6"})");
    EXPECT_EQ(without.status, 428);
    EXPECT_EQ(code(without), "record.version_required");
    EXPECT_EQ(send("PATCH", "/api/v1/payment/7", R"({"amount":"6"})", "If-Match: \"8\"\r\n").status, 200);
    EXPECT_EQ(kernel.submitted.commands[0].version, 8);
    EXPECT_EQ(send("PATCH", "/api/v1/payment/7", R"({"amount":"6"})", "If-Match: *\r\n").status, 200);
    EXPECT_EQ(kernel.submitted.commands[0].version, std::nullopt);
    EXPECT_EQ(code(send("PATCH", "/api/v1/payment/7", "{}", "If-Match: \"abc\"\r\n")), "record.bad_version");
    kernel.on_submit = [](auto&) { return refuse("record.version_stale", {}, {{"version", "9"}}); };
    EXPECT_EQ(send("PATCH", "/api/v1/payment/7", "{}", "If-Match: \"8\"\r\n").status, 412);
}

TEST_F(ApiTest, transitions_and_voiding) {
    log_in();
    EXPECT_EQ(send("POST", "/api/v1/payment/ZF-2024%2F7/approve", R"({"giver":"山东省"})").status, 200);
    EXPECT_EQ(kernel.submitted.commands[0].action, kernel::Action::advance);
    EXPECT_EQ(kernel.submitted.commands[0].transition, "approve");
    EXPECT_EQ(kernel.submitted.commands[0].record, "ZF-2024/7");
    EXPECT_EQ(send("POST", "/api/v1/payment/7/approve").status, 200); // no body is an empty one
    const Answer answer = send("POST", "/api/v1/payment/7/void", R"({"reason":"twice"})");
    EXPECT_EQ(kernel.submitted.commands[0].action, kernel::Action::void_);
    EXPECT_EQ(kernel.submitted.commands[0].reason, "twice");
    EXPECT_EQ(parsed(answer).at("void"), true);
}

TEST_F(ApiTest, a_rehearsal_changes_nothing_and_shows_the_postings) {
    log_in();
    kernel.on_submit = [](kernel::Request& request) -> Result<kernel::Reply> {
        EXPECT_TRUE(request.dry_run);
        EXPECT_TRUE(request.idempotency_key.empty());
        return kernel::Reply{.outcomes = {{.record = {},
                                           .entry = {},
                                           .shown = FakeKernel::record("0", "0"),
                                           .postings = {{.measure = 0,
                                                         .day = *Date::parse("2024-03-01"),
                                                         .value = 12345,
                                                         .currency = "CNY",
                                                         .coordinates = {{"giver", "山东省"}}}}}}};
    };
    const Answer answer = send("POST", "/api/v1/payment?dry_run=1", "{}", "Idempotency-Key: k1\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(
        json::serialize(parsed(answer).at("postings")),
        R"([{"measure":"funds.paid","title":{"zh":"已支付","en":"Paid"},"value":"123.45","unit":"CNY","day":"2024-03-01","coordinates":{"giver":"山东省"}}])");
}

TEST_F(ApiTest, refusals_name_the_field_in_the_readers_language) {
    log_in();
    kernel.on_submit = [](auto&) { return refuse("record.wrong_kind", "/amount", {{"kind", "money"}}); };
    const Answer zh = send("POST", "/api/v1/payment", "{}");
    EXPECT_EQ(zh.status, 422);
    EXPECT_EQ(zh.field("Content-Type"), "application/problem+json");
    EXPECT_EQ(parsed(zh).at("detail"), "金额应填数额，如 1600000.00 或 160万。");
    const Answer en = send("POST", "/api/v1/payment", "{}", "Accept-Language: en\r\n");
    EXPECT_EQ(parsed(en).at("detail"), "Amount must be an amount such as 1600000.00.");
    EXPECT_EQ(parsed(en).at("field"), "/amount");
}

TEST_F(ApiTest, bad_json_is_refused_and_the_server_stays) {
    log_in();
    EXPECT_EQ(code(send("POST", "/api/v1/payment", "{")), "json.malformed");
    EXPECT_EQ(code(send("POST", "/api/v1/payment", "[]")), "json.not_an_object");
    EXPECT_EQ(code(send("POST", "/api/v1/payment", "{\"a\":1,\"a\":2}")), "json.duplicate_key");
    EXPECT_EQ(code(send("POST", "/api/v1/payment", "{\"a\":\"\xff\"}")), "json.not_utf8");
    EXPECT_EQ(code(send("POST", "/api/v1/payment", "{\"a\":" + std::string(70, '[') + std::string(70, ']') + "}")),
              "json.too_deep");
    EXPECT_EQ(code(send("POST", "/api/v1/payment", "{\"reason\":5}")), "record.wrong_kind");
    const Answer large = send("POST", "/api/v1/payment", "{\"a\":\"" + std::string(1 << 20, 'x') + "\"}");
    EXPECT_EQ(large.status, 413);
    client = std::make_unique<TestClient>(server->port());
    EXPECT_EQ(get("/api/v1/payment/7").status, 200);
}

TEST_F(ApiTest, a_kernel_that_throws_is_a_fault_of_ours) {
    log_in();
    kernel.on_list = [](auto&) -> Result<kernel::Page> { throw std::runtime_error("SELECT secret"); };
    const Answer answer = get("/api/v1/payment");
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(code(answer), "server.failed");
    EXPECT_THAT(answer.body, Not(HasSubstr("secret")));
    kernel.on_list = [](auto&) -> Result<kernel::Page> { return refuse("some.new_code", {}, {{"what", "secret"}}); };
    EXPECT_EQ(code(get("/api/v1/payment")), "server.failed");
}

TEST_F(ApiTest, a_full_queue_says_come_back) {
    log_in();
    kernel.on_submit = [](auto&) { return refuse("writer.busy"); };
    const Answer answer = send("POST", "/api/v1/payment", "{}");
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.field("Retry-After"), "1");
}

TEST_F(ApiTest, one_record_is_read) {
    log_in();
    const Answer answer = get("/api/v1/payment/7");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.field("ETag"), "\"8\"");
    EXPECT_EQ(get("/api/v1/payment/7", "If-None-Match: \"8\"\r\n").status, 304);
    EXPECT_EQ(get("/api/v1/payment/ZF-2024%2F7").status, 200);
    EXPECT_EQ(get("/api/v1/payment/7?as_of=2024-03-01T16:00:00+08:00").status, 200);
    EXPECT_EQ(kernel.as_of->iso(), "2024-03-01T08:00:00.000000Z");
    EXPECT_EQ(code(get("/api/v1/payment/7?as_of=yesterday")), "moment.unreadable");
    EXPECT_EQ(get("/api/v1/payment/8").status, 404);
    EXPECT_EQ(code(get("/api/v1/nothing/8")), "record.unknown_type");
    EXPECT_EQ(send("HEAD", "/api/v1/payment/7").status, 200);
    EXPECT_EQ(get("/api/v1/payment/7/history").status, 200);
}

TEST_F(ApiTest, lists_are_filtered) {
    log_in();
    const Answer answer =
        get("/api/v1/payment?amount=gte.1000.50&project.region=under.540000&voucher=null&kind=in.(works,other)"
            "&order=-date,amount&limit=5&after=xyz&count=1&q=%E6%B0%B4%E6%B8%A0&void=any");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(parsed(answer).at("next"), "abc");
    const kernel::ListQuery& query = kernel.listed;
    ASSERT_EQ(query.filters.size(), 4u);
    EXPECT_EQ(query.filters[0].path, "amount");
    EXPECT_EQ(query.filters[0].operation, "gte");
    EXPECT_EQ(query.filters[0].value, "1000.50");
    EXPECT_EQ(query.filters[1].path, "project.region");
    EXPECT_EQ(query.filters[2].operation, "null");
    EXPECT_EQ(query.filters[3].value, "(works,other)");
    EXPECT_EQ(query.order, (std::vector<std::string>{"-date", "amount"}));
    EXPECT_EQ(query.limit, 5u);
    EXPECT_EQ(query.after, "xyz");
    EXPECT_TRUE(query.count);
    EXPECT_EQ(query.words, "水渠");
    EXPECT_TRUE(query.with_void);
    for (const char* bad : {"amount=5", "amount=around.5", "voucher=null.x", "amount=eq"})
        EXPECT_EQ(code(get("/api/v1/payment?" + std::string(bad))), "list.bad_operator") << bad;
    EXPECT_EQ(code(get("/api/v1/payment?limit=0")), "list.bad_limit");
    EXPECT_EQ(code(get("/api/v1/payment?limit=501")), "list.bad_limit");
    EXPECT_EQ(code(get("/api/v1/payment?limit=ten")), "list.bad_number");
    EXPECT_EQ(code(get("/api/v1/payment?a=%zz")), "http.malformed");
}

// ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────

TEST_F(ApiTest, a_figure_is_sliced) {
    log_in();
    const Answer answer = get(
        "/api/v1/figures/funds.paid?by=giver,year&where=giver=%E5%B1%B1%E4%B8%9C%E7%9C%81,year=2023&where=sector%3D%22a%2Cb%22&as_of=2024-12-31");
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(kernel.figured.by, (std::vector<std::string>{"giver", "year"}));
    EXPECT_EQ(kernel.figured.where, (kernel::Where{{"giver", "山东省"}, {"year", "2023"}, {"sector", "a,b"}}));
    EXPECT_TRUE(kernel.figured.as_of);
    EXPECT_EQ(
        json::serialize(parsed(answer).at("rows")),
        R"([{"where":{"giver":"山东省"},"keys":{"giver":"370000"},"value":"5.00","unit":"CNY","target":{"at_least":"3","met":null}}])");
    EXPECT_EQ(parsed(answer).at("kind"), "flow");
    EXPECT_EQ(code(get("/api/v1/figures/funds.none")), "figure.unknown");
    EXPECT_EQ(code(get("/api/v1/figures/funds.paid?where=giver")), "figure.bad_where");
}

TEST_F(ApiTest, a_figure_without_the_dimension_says_why_it_has_no_value) {
    log_in();
    kernel.on_figure = [](auto&) {
        return refuse("figure.unknown_dimension", {}, {{"name", "giver"}, {"figure", "funds.paid"}});
    };
    const Answer answer = get("/api/v1/figures?headline=1&where=giver=370000", "Accept-Language: en\r\n");
    EXPECT_EQ(
        json::serialize(parsed(answer)),
        R"({"rows":[{"figure":"funds.paid","where":{"giver":"370000"},"value":null,"unit":"CNY","target":null,"because":"“funds.paid” has no dimension “giver”."}]})");
}

TEST_F(ApiTest, a_figure_is_followed_to_its_records) {
    log_in();
    const Answer answer = get("/api/v1/figures/funds.paid/lineage?where=year=2024&operand=0&limit=5");
    ASSERT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(kernel.traced.operand, 0);
    EXPECT_EQ(kernel.traced.limit, 5u);
    const json::object posting = parsed(answer).at("postings").as_array()[0].as_object();
    EXPECT_EQ(posting.at("entry"), "8");
    EXPECT_EQ(posting.at("day"), "2024-03-01");
    EXPECT_EQ(parsed(answer).at("operands").as_array()[0].as_object().at("postings"), 1);
    EXPECT_TRUE(parsed(answer).at("next").is_null());
    EXPECT_EQ(code(get("/api/v1/figures/funds.paid/lineage?operand=1")), "figure.unknown_operand");
}

TEST_F(ApiTest, published_rows_say_who_will_answer) {
    log_in();
    const json::object row = parsed(get("/api/v1/published")).at("rows").as_array()[0].as_object();
    EXPECT_EQ(row.at("id"), "S0-001");
    EXPECT_EQ(row.at("verdict"), "module");
    EXPECT_TRUE(row.at("computed").is_null());
    EXPECT_TRUE(row.at("figure").is_null());
}

// ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────

TEST_F(ApiTest, files_come_back_and_cannot_run_scripts) {
    log_in();
    const auto upload = [&](const std::string& name) {
        return std::string(parsed(send("POST", "/api/v1/files?name=" + name, "bytes of " + name,
                                       "Content-Type: application/octet-stream\r\n"))
                               .at("sha256")
                               .as_string());
    };
    const Answer pdf = get("/api/v1/files/" + upload("a.pdf") + "?name=%E5%87%AD%E8%AF%81%22.pdf");
    EXPECT_EQ(pdf.body, "bytes of a.pdf");
    EXPECT_EQ(pdf.field("Content-Type"), "application/pdf");
    EXPECT_EQ(pdf.field("Content-Disposition"),
              "inline; filename=\"_______.pdf\"; filename*=UTF-8''%E5%87%AD%E8%AF%81%22.pdf");
    EXPECT_THAT(pdf.field("Content-Security-Policy"), HasSubstr("frame-ancestors 'self'"));
    const Answer svg = get("/api/v1/files/" + upload("a.svg"));
    EXPECT_EQ(svg.field("Content-Type"), "application/octet-stream");
    EXPECT_THAT(svg.field("Content-Disposition"), HasSubstr("attachment"));
    EXPECT_THAT(svg.field("Content-Security-Policy"), HasSubstr("sandbox"));
    EXPECT_THAT(get("/api/v1/files/" + upload("a.html")).field("Content-Disposition"), HasSubstr("attachment"));
    const std::string png = upload("a.png");
    const Answer image = get("/api/v1/files/" + png);
    EXPECT_THAT(image.field("Content-Disposition"), HasSubstr("inline"));
    EXPECT_THAT(image.field("Content-Security-Policy"), HasSubstr("sandbox"));
    EXPECT_THAT(get("/api/v1/files/" + png + "?download=1").field("Content-Disposition"), HasSubstr("attachment"));
    EXPECT_EQ(get("/api/v1/files/" + png, "If-None-Match: \"" + png + "\"\r\n").status, 304);
    // A name cannot begin a field of its own.
    EXPECT_EQ(get("/api/v1/files/" + png + "?name=a%0d%0aSet-Cookie:x").status, 400);
}

TEST_F(ApiTest, odd_files_are_refused) {
    log_in();
    const std::string bytes = "Content-Type: application/octet-stream\r\n";
    EXPECT_EQ(code(send("POST", "/api/v1/files", "x", bytes)), "file.bad_name");
    EXPECT_EQ(code(send("POST", "/api/v1/files?name=..%2Fetc%2Fpasswd", "x", bytes)), "file.bad_name");
    EXPECT_EQ(code(send("POST", "/api/v1/files?name=..", "x", bytes)), "file.bad_name");
    EXPECT_EQ(code(send("POST", "/api/v1/files?name=a.pdf", "", bytes)), "file.empty");
    EXPECT_EQ(get("/api/v1/files/abc").status, 404);
    EXPECT_EQ(get("/api/v1/files/" + std::string(64, 'a')).status, 404);
    const Answer large = send("POST", "/api/v1/files?name=a.bin", std::string((20 << 20) + 1, 'x'), bytes);
    EXPECT_EQ(large.status, 413);
}

// ── the rest ─────────────────────────────────────────────────────────────────────────────────────────────────────

TEST_F(ApiTest, what_is_not_there) {
    EXPECT_EQ(code(get("/api/v2/payment")), "http.not_found");
    EXPECT_EQ(code(get("/api/v1")), "http.not_found");
    EXPECT_EQ(code(get("/missing.js")), "http.not_found");
    const Answer answer = send("PUT", "/api/v1/payment/7");
    EXPECT_EQ(answer.status, 405);
    EXPECT_EQ(answer.field("Allow"), "GET, PATCH");
    EXPECT_EQ(send("PROPFIND", "/api/v1/schema").status, 405);
    EXPECT_EQ(send("POST", "/index.html").status, 405);
    EXPECT_EQ(send("OPTIONS", "/api/v1/payment").status, 405);
    EXPECT_EQ(get("/").status, 200);
    EXPECT_EQ(get("/some/page").field("Content-Type"), "text/html; charset=utf-8");
}

TEST_F(ApiTest, every_answer_has_its_security_fields) {
    log_in();
    for (const char* target : {"/", "/api/v1/payment", "/api/v1/schema", "/api/v1/nothing", "/healthz", "/metrics"}) {
        const Answer answer = get(target);
        EXPECT_EQ(answer.field("X-Content-Type-Options"), "nosniff") << target;
        EXPECT_THAT(answer.field("Content-Security-Policy"), HasSubstr("frame-ancestors 'none'")) << target;
        EXPECT_FALSE(answer.field("Referrer-Policy").empty()) << target;
        EXPECT_FALSE(answer.field("Cache-Control").empty()) << target;
    }
}

TEST_F(ApiTest, the_model_is_sent_once) {
    log_in();
    const Answer packed = get("/api/v1/schema", "Accept-Encoding: gzip\r\n");
    EXPECT_EQ(packed.field("Content-Encoding"), "gzip");
    EXPECT_EQ(get("/api/v1/schema", "Accept-Encoding: gzip\r\nIf-None-Match: " + packed.field("ETag") + "\r\n").status,
              304);
    EXPECT_EQ(parsed(get("/api/v1/schema")).at("demo"), true);
}

TEST_F(ApiTest, log_health_and_counters) {
    EXPECT_EQ(get("/healthz").body, "ok\n");
    EXPECT_EQ(get("/readyz").status, 200);
    api.announce_stop();
    EXPECT_EQ(get("/readyz").status, 503);
    log_in();
    EXPECT_EQ(parsed(get("/api/v1/log")).at("size"), 3);
    EXPECT_EQ(parsed(get("/api/v1/log/entries?after=5&limit=7")).at("after"), 5);
    get("/api/v1/payment/7");
    const std::string text = get("/metrics").body;
    EXPECT_THAT(text, HasSubstr("shanhai_http_requests_total{route=\"GET /api/v1/{type}/{id}\",status=\"2xx\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("\nshanhai_writer_queue 3\n"));
    EXPECT_THAT(text, HasSubstr("\nshanhai_http_connections 1\n"));
}

TEST(Language, follows_what_the_reader_prefers) {
    EXPECT_EQ(language_of(""), "zh");
    EXPECT_EQ(language_of("en"), "en");
    EXPECT_EQ(language_of("en-US,en;q=0.9,zh-CN;q=0.8"), "en");
    EXPECT_EQ(language_of("zh-CN,zh;q=0.9,en;q=0.8"), "zh");
    EXPECT_EQ(language_of("fr, zh;q=0.3, en;q=0.7"), "en");
    EXPECT_EQ(language_of("fr"), "zh");
    EXPECT_EQ(language_of(";;q=,,en;q=x"), "zh");
}

// ── the description ──────────────────────────────────────────────────────────────────────────────────────────────

void collect_references(const json::value& value, std::set<std::string>& references) {
    if (value.is_array())
        for (const auto& element : value.get_array()) collect_references(element, references);
    if (!value.is_object()) return;
    for (const auto& [key, member] : value.get_object()) {
        if (key == "$ref")
            references.emplace(member.as_string());
        else
            collect_references(member, references);
    }
}

TEST_F(ApiTest, the_description_names_every_route_and_everything_it_refers_to) {
    log_in();
    const json::value document = json::parse(get("/api/v1/openapi.json").body);
    std::set<std::string> references;
    collect_references(document, references);
    EXPECT_GT(references.size(), 20u);
    for (const std::string& reference : references) {
        boost::system::error_code error;
        EXPECT_TRUE(document.find_pointer(reference.substr(1), error)) << reference;
    }
    const json::object& paths = document.as_object().at("paths").as_object();
    for (const auto& route : api.router().routes()) {
        const std::string path = replace_all(replace_all(route->path, "{type}", "payment"), "{transition}", "approve");
        ASSERT_TRUE(paths.contains(path)) << path;
        EXPECT_TRUE(paths.at(path).as_object().contains(lower_ascii(http::name_of(route->method)))) << path;
    }
}

TEST_F(ApiTest, the_description_is_consistent) {
    log_in();
    const json::object document = parsed(get("/api/v1/openapi.json"));
    std::set<std::string> ids;
    for (const auto& [path, operations] : document.at("paths").as_object())
        for (const auto& [method, operation] : operations.as_object()) {
            const json::object& described = operation.as_object();
            EXPECT_TRUE(ids.emplace(described.at("operationId").as_string()).second) << path;
            EXPECT_FALSE(described.at("summary").as_string().empty()) << path;
            EXPECT_GE(described.at("responses").as_object().size(), 2u) << path;
            std::set<std::string> in_path;
            if (described.contains("parameters"))
                for (const auto& parameter : described.at("parameters").as_array())
                    if (parameter.as_object().at("in") == "path")
                        in_path.insert("{" + std::string(parameter.as_object().at("name").as_string()) + "}");
            for (const auto part : split(std::string_view(path), '/'))
                if (is_placeholder(part)) EXPECT_EQ(in_path.erase(std::string(part)), 1u) << path << " lacks " << part;
            EXPECT_TRUE(in_path.empty()) << path;
        }
    const json::object& payment =
        document.at("components").as_object().at("schemas").as_object().at("payment.create").as_object();
    EXPECT_EQ(json::serialize(payment.at("required")), R"(["date","amount"])");
}

} // namespace
} // namespace shanhai::api

#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "api/routes/session_answer.h"

namespace shanhai::api {

namespace {

Result<kernel::LogIn> login_in(const http::Request& request) {
    const json::object body = TRY(object_in(request));
    kernel::LogIn login{.user = TRY(text_in(body, "user")), .password = TRY(text_in(body, "password")), .code = {}};
    if (const auto* code = body.if_contains("code"); code && !code->is_null()) login.code = TRY(text_in(body, "code"));
    return login;
}

// In the background: checking a password is made slow on purpose.
http::awaitable<Answer> log_in(Context& context, Call& call) {
    if (!Sessions::is_from_our_site(call.request)) co_return refuse("session.cross_site");
    auto login = login_in(call.request);
    if (!login) co_return std::unexpected(login.error());
    auto started = co_await context.background.run(
        [&] { return context.kernel.accounts().log_in(*login, origin_of(call.request)); });
    if (!started) co_return std::unexpected(started.error());
    co_return session_answer(context, *started, call.language, 201);
}

Answer get_session(Context& context, Call& call) {
    json::object shown{{"user", call.who().user()}, {"name", call.who().name()}, {"language", call.language}};
    if (!call.request.session.empty()) {
        shown["csrf"] = call.request.csrf;
        shown["must_change"] = call.request.restricted;
        shown["keeps_accounts"] = keeps_accounts(context, call.who());
    }
    shown["password_at_least"] = context.kernel.accounts().settings().passwords.at_least;
    return json_answer(shown);
}

Answer log_out(Context& context, Call& call) {
    context.kernel.accounts().log_out(Sessions::token_of(call.request), origin_of(call.request));
    call.request.rotation_is_due = false;
    http::Response response;
    response.status = 204;
    response.add("Set-Cookie", Sessions::cookie("", {}, context.options.https_only));
    return response;
}

} // namespace

bool keeps_accounts(Context&, const kernel::Principal& who) { return who.is_administrator() && !who.token(); }

kernel::Origin origin_of(const http::Request& request) {
    return {.address = request.address, .agent = std::string(request.field("User-Agent"))};
}

void add_session_cookie(http::Response& response, const kernel::Sessions::Started& started, const Context& context) {
    const std::chrono::seconds lasts((started.expires.micros - context.kernel.now().micros) / 1'000'000);
    response.add("Set-Cookie", Sessions::cookie(started.token, lasts, context.options.https_only));
}

http::Response session_answer(Context& context, const kernel::Sessions::Started& started, std::string_view language,
                              int status, json::object more) {
    json::object body = std::move(more);
    const auto who = context.kernel.principal(started.session.user);
    body["user"] = started.session.user;
    body["name"] = who ? who->name() : started.session.user;
    body["language"] = language;
    body["csrf"] = started.session.csrf;
    body["must_change"] = started.session.restricted;
    body["keeps_accounts"] = who && keeps_accounts(context, *who);
    body["password_at_least"] = context.kernel.accounts().settings().passwords.at_least;
    body["token"] = started.token;
    body["expires"] = started.expires.iso();
    http::Response response = json_answer(body, status);
    add_session_cookie(response, started, context);
    return response;
}

void add_session_routes(Router& router, Context& context) {
    router.add({.method = http::Method::post,
                .path = "/api/v1/session",
                .name = "log_in",
                .summary = "Starts a session: a cookie for browsers, a bearer token for programs.",
                .access = Access::open,
                .body = Body::json,
                .body_schema = "Login",
                .replies = {{201, "The session.", "Session"}},
                .handler = Waiting([&context](Call& call) { return log_in(context, call); })});
    router.add({.method = http::Method::get,
                .path = "/api/v1/session",
                .name = "get_session",
                .summary = "Who is asking.",
                .while_restricted = true,
                .replies = {{200, "The session.", "Session"}},
                .handler = Quick([&context](Call& call) { return get_session(context, call); })});
    router.add({.method = http::Method::delete_,
                .path = "/api/v1/session",
                .name = "log_out",
                .summary = "Ends the session.",
                .access = Access::person,
                .while_restricted = true,
                .replies = {{204, "It has ended.", ""}},
                .handler = Quick([&context](Call& call) { return log_out(context, call); })});
}

} // namespace shanhai::api

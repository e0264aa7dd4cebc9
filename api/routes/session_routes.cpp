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
    if (!Sessions::is_from_our_site(call.request)) {
        note_refusal(context.kernel, call.request, "session.cross_site");
        co_return refuse("session.cross_site");
    }
    auto login = login_in(call.request);
    if (!login) co_return std::unexpected(login.error());
    auto started = co_await context.background.run(
        [&] { return context.kernel.accounts().log_in(*login, origin_of(call.request)); });
    if (!started) co_return std::unexpected(started.error());
    co_return session_answer(context, *started, call.language, 201);
}

// Who asks: of a session and of a token.
json::object shown(Context& context, const std::string& user, const std::string& name, std::string_view language) {
    return {{"user", user},
            {"name", name},
            {"language", language},
            {"password_at_least", context.kernel.accounts().settings().passwords.at_least}};
}

void add_session(json::object& body, const std::string& csrf, bool must_change, bool keeps_accounts) {
    body["csrf"] = csrf;
    body["must_change"] = must_change;
    body["keeps_accounts"] = keeps_accounts;
}

Answer get_session(Context& context, Call& call) {
    auto body = shown(context, call.who().user(), call.who().name(), call.language);
    if (!call.request.session.empty())
        add_session(body, call.request.csrf, call.request.restricted, call.who().is_unlimited());
    return json_answer(body);
}

Answer log_out(Context& context, Call& call) {
    context.kernel.accounts().log_out(Sessions::token_of(call.request), origin_of(call.request));
    call.request.rotation_is_due = false;
    auto response = no_content();
    response.add("Set-Cookie", Sessions::cookie("", {}, context.options.https_only));
    return response;
}

} // namespace

kernel::Origin origin_of(const http::Request& request) {
    return {.address = request.address, .agent = std::string(request.field("User-Agent"))};
}

void note_refusal(kernel::Kernel& kernel, const http::Request& request, const std::string& code) {
    kernel.accounts().note({.what = code,
                            .user = request.who.user(),
                            .by = {},
                            .address = request.address,
                            .detail = std::string(http::name_of(request.method)) + " " + std::string(request.path())});
}

void add_session_cookie(http::Response& response, const kernel::Sessions::Started& started, const Context& context) {
    const std::chrono::seconds lasts((started.expires.micros - context.kernel.now().micros) / 1'000'000);
    response.add("Set-Cookie", Sessions::cookie(started.token, lasts, context.options.https_only));
}

http::Response session_answer(Context& context, const kernel::Sessions::Started& started, std::string_view language,
                              int status, json::object more) {
    json::object body = std::move(more);
    const auto who = context.kernel.principal(started.session.user);
    for (auto& [name, value] : shown(context, started.session.user, who ? who->name() : started.session.user, language))
        body[name] = std::move(value);
    add_session(body, started.session.csrf, started.session.restricted, who && who->is_unlimited());
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

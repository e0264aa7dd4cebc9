#include "api/routes/answers.h"
#include "api/routes/context.h"

namespace shanhai::api {

namespace {

json::object shown(std::string_view user, std::string_view language) {
    // `csrf` names the field by which pages prove that a change comes from them; its value is 1.
    return {{"user", user}, {"language", language}, {"csrf", "X-Shanhai"}};
}

struct Login {
    std::string user, password;
};

Result<Login> login_in(const http::Request& request) {
    const json::object body = TRY(object_in(request));
    return Login{.user = TRY(text_in(body, "user")), .password = TRY(text_in(body, "password"))};
}

// In the background: checking a password is made slow on purpose.
http::awaitable<Answer> log_in(Context& context, Call& call) {
    auto login = login_in(call.request);
    if (!login) co_return std::unexpected(login.error());
    auto started = co_await context.background.run([&] { return context.kernel.log_in(login->user, login->password); });
    if (!started) co_return std::unexpected(started.error());
    json::object body = shown(started->user, call.language);
    body["token"] = started->token;
    body["expires"] = started->expires.iso();
    const std::chrono::seconds lasts((started->expires.micros - context.kernel.now().micros) / 1'000'000);
    http::Response response = json_answer(body, 201);
    response.add("Set-Cookie", Sessions::cookie(started->token, lasts, context.options.https_only));
    co_return response;
}

Answer log_out(Context& context, Call& call) {
    context.kernel.log_out(Sessions::token_of(call.request));
    context.sessions.forget();
    http::Response response;
    response.status = 204;
    response.add("Set-Cookie", Sessions::cookie("", {}, context.options.https_only));
    return response;
}

} // namespace

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
    router.add(
        {.method = http::Method::get,
         .path = "/api/v1/session",
         .name = "get_session",
         .summary = "Who is asking.",
         .replies = {{200, "The session.", "Session"}},
         .handler = Quick([](Call& call) -> Answer { return json_answer(shown(call.who().user(), call.language)); })});
    router.add({.method = http::Method::delete_,
                .path = "/api/v1/session",
                .name = "log_out",
                .summary = "Ends the session.",
                .replies = {{204, "It has ended.", ""}},
                .handler = Quick([&context](Call& call) { return log_out(context, call); })});
}

} // namespace shanhai::api

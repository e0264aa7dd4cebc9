#include "api/provider/provider.h"
#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "api/routes/session_answer.h"

#include <spdlog/spdlog.h>

#include <memory>

// Log-in through the province's provider. Browsers come here themselves, so that refusals lead back to the page for
// logging in, which says them in words.
namespace shanhai::api {

namespace {

using http::Method;

constexpr std::string_view cookie_name = "shanhai_login";

std::string cookie(std::string_view value, bool https_only) {
    // Lax: the browser comes back from another site.
    return std::string(cookie_name) + "=" + std::string(value) +
           "; Path=/api/v1/session/provider; Max-Age=" + (value.empty() ? "0" : "600") + "; HttpOnly; SameSite=Lax" +
           (https_only ? "; Secure" : "");
}

http::Response redirect(const std::string& to) {
    http::Response response = text_answer({});
    response.status = 302;
    response.add("Location", to);
    return response;
}

// Only places inside this site: never an address that somebody put into a link.
std::string inside(const std::string* next) {
    const bool ours = next && next->starts_with('/') && !next->starts_with("//") && !next->starts_with("/\\");
    return ours ? *next : "/";
}

Answer start(Context& context, Provider* provider, Call& call) {
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    if (!provider) return refuse("session.no_provider");
    const auto begun = provider->begin(inside(query.find("next")));
    if (!begun) {
        spdlog::warn("log-in through the provider: {}{}", begun.error().code,
                     begun.error().args.empty() ? "" : ": " + begun.error().args.front().second);
        return redirect("/login?problem=" + begun.error().code);
    }
    http::Response response = redirect(begun->address);
    response.add("Set-Cookie", cookie(begun->cookie, context.options.https_only));
    return response;
}

Result<std::pair<kernel::Sessions::Started, std::string>> finish(Context& context, Provider* provider, Call& call) {
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    if (!provider) return refuse("session.no_provider");
    const auto given = [&](std::string_view name) {
        const auto* value = query.find(name);
        return value ? *value : std::string();
    };
    auto vouched = TRY(provider->finish({.state = given("state"),
                                         .code = given("code"),
                                         .issuer = given("iss"),
                                         .cookie = std::string(Sessions::cookie_named(call.request, cookie_name))}));
    auto started = TRY(context.kernel.accounts().log_in_from_provider(vouched.claim, origin_of(call.request)));
    return std::pair(std::move(started), std::move(vouched.next));
}

Answer come_back(Context& context, Provider* provider, Call& call) {
    auto done = finish(context, provider, call);
    http::Response response = redirect(done ? done->second : "/login?problem=" + done.error().code);
    response.add("Set-Cookie", cookie({}, context.options.https_only));
    if (done) {
        add_session_cookie(response, done->first, context);
        return response;
    }
    const auto& args = done.error().args;
    const auto what = args.empty() ? done.error().code : args.front().second;
    spdlog::warn("log-in through the provider refused: {}: {}", done.error().code, what);
    if (done.error().code != "session.provider_unknown_user") // that one is in the book already
        context.kernel.accounts().note({.what = "session.provider_refused",
                                        .user = {},
                                        .by = {},
                                        .address = call.request.address,
                                        .detail = what});
    return response;
}

Route open_route(const std::string& path, const char* name, const char* summary, Reply reply, Quick run) {
    Route route;
    route.path = "/api/v1/session/" + path;
    route.name = name;
    route.summary = summary;
    route.access = Access::open;
    route.replies = {std::move(reply)};
    route.handler = Slow{std::move(run)};
    return route;
}

} // namespace

void add_provider_routes(Router& router, Context& context) {
    std::shared_ptr<Provider> provider;
    if (const auto& settings = context.kernel.accounts().settings().provider) {
        provider = std::make_shared<Provider>(*settings, fetch_with_curl(settings->ca_file),
                                              [&context] { return context.kernel.now(); });
    }
    router.add(open_route("options", "get_login_options", "How one can log in besides with a password.",
                          {200, "The provider of OpenID Connect, if there is one.", "LoginOptions"},
                          [provider](Call&) -> Answer {
                              json::value shown = nullptr;
                              if (provider) shown = json::object{{"title", as_json(provider->settings().title)}};
                              return json_answer(json::object{{"provider", std::move(shown)}});
                          }));
    router.add(open_route("provider/start", "start_provider_login", "Sends a browser to the provider.",
                          {302, "To the provider, or back to the page for logging in with ?problem=.", ""},
                          [&context, provider](Call& call) { return start(context, provider.get(), call); }));
    router.add(open_route("provider/callback", "finish_provider_login", "Where the provider sends the browser back to.",
                          {302, "To the page that was wanted, with a session, or to /login?problem=.", ""},
                          [&context, provider](Call& call) { return come_back(context, provider.get(), call); }));
}

} // namespace shanhai::api

#include "api/routes/account_answers.h"
#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "api/routes/session_answer.h"

// Other people's accounts, for administrators; who is one is a matter of rights over users. Who did what is in the book.
namespace shanhai::api {

namespace {

using http::Method;

constexpr std::size_t usual_events = 50, most_events = 500;

// Whoever may do everything everywhere may manage accounts: who changes those of others can become any of them.
Done must_keep_accounts(Context& context, const Call& call) {
    if (call.who().is_unlimited()) return {};
    context.kernel.accounts().note({.what = "access.refused",
                                    .user = call.who().user(),
                                    .by = {},
                                    .address = call.request.address,
                                    .detail = std::string(call.request.path())});
    return refuse("account.not_yours");
}

Answer get_other(Context& context, Call& call) {
    const auto& user = call.part(0);
    json::object answer = shown(TRY(context.kernel.accounts().standing(user)));
    json::array sessions, tokens;
    for (const auto& session : context.kernel.accounts().sessions_of(user)) sessions.push_back(shown(session, {}));
    answer["sessions"] = std::move(sessions);
    for (const auto& token : context.kernel.accounts().tokens_of(user)) tokens.push_back(kernel::shown(token));
    answer["tokens"] = std::move(tokens);
    return json_answer(answer);
}

Answer give_password(Context& context, Call& call) {
    if (call.part(0) == call.who().user()) return refuse("account.use_own_page");
    const auto password = TRY(
        context.kernel.accounts().give_temporary_password(call.part(0), call.who().user(), origin_of(call.request)));
    return json_answer(json::object{{"password", password}}, 201);
}

Answer bind_subject(Context& context, Call& call) {
    const json::object body = TRY(object_in(call.request));
    TRY_DO(context.kernel.accounts().bind_subject(call.part(0), TRY(text_in(body, "subject")), call.who().user(),
                                                  origin_of(call.request)));
    return no_content();
}

Answer list_events(Context& context, Call& call) {
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    kernel::AccessEventQuery wanted;
    if (const auto* user = query.find("user")) wanted.user = *user;
    if (const auto* what = query.find("what")) wanted.what = *what;
    wanted.before = static_cast<std::int64_t>(TRY(query.number("before")).value_or(0) & 0x7fffffffffffffffU);
    wanted.limit = TRY(limit_in(query, usual_events, most_events));
    return json_answer(TRY(context.kernel.accounts().events(wanted)));
}

Route over(Context& context, Method method, const std::string& path, const char* name, const char* summary, Quick run) {
    Route route;
    route.method = method;
    route.path = "/api/v1/accounts/{user}" + path;
    route.name = name;
    route.summary = summary;
    route.access = Access::person;
    route.parameters = {{.in = Parameter::In::path, .name = "user", .about = "A login."}};
    if (path.ends_with("/{id}")) route.parameters.push_back({.in = Parameter::In::path, .name = "id", .about = ""});
    route.handler = Slow{[&context, run = std::move(run)](Call& call) -> Answer {
        TRY_DO(must_keep_accounts(context, call));
        return run(call);
    }};
    return route;
}

void add_events(Router& router, Context& context) {
    router.add(
        {.method = Method::get,
         .path = "/api/v1/access/events",
         .name = "list_access_events",
         .summary = "Log-ins, refusals and changes of accounts; for administrators.",
         .access = Access::person,
         .parameters = {{.name = "user", .about = "Only about this user."},
                        {.name = "what", .about = "Only events of this kind."},
                        {.name = "before", .about = "Events older than this one.", .schema = {{"type", "integer"}}},
                        {.name = "limit",
                         .about = "",
                         .schema = {{"type", "integer"}, {"minimum", 1}, {"maximum", most_events}}}},
         .replies = {{200, "Events, newest first.", "AccessEvents"}},
         .handler = Slow{[&context](Call& call) -> Answer {
             TRY_DO(must_keep_accounts(context, call));
             return list_events(context, call);
         }}});
}

} // namespace

void add_administration_routes(Router& router, Context& context) {
    auto& accounts = context.kernel.accounts();
    router.add(answering(over(context, Method::get, "", "get_user_account", "How a user logs in, and from where.",
                              [&context](Call& call) { return get_other(context, call); }),
                         200, "The account.", "UserAccount"));
    router.add(answering(over(context, Method::post, "/password", "give_password",
                              "Gives a user a password that opens nothing but the choice of another.",
                              [&context](Call& call) { return give_password(context, call); }),
                         201, "The password, shown this once.", "GivenPassword"));
    router.add(answering(over(context, Method::post, "/code/reset", "reset_code",
                              "Takes the second factor from a user who has lost it.",
                              [&accounts](Call& call) -> Answer {
                                  TRY_DO(accounts.reset_code(call.part(0), call.who().user(), origin_of(call.request)));
                                  return no_content();
                              }),
                         204, "The password is enough now.", ""));
    auto subject = over(context, Method::put, "/subject", "bind_subject",
                        "Says by which subject the provider of OpenID Connect names the user; an empty one unbinds.",
                        [&context](Call& call) { return bind_subject(context, call); });
    subject.body = Body::json;
    subject.body_schema = "Subject";
    router.add(answering(std::move(subject), 204, "It is bound.", ""));
    router.add(
        answering(over(context, Method::delete_, "/sessions", "end_user_sessions", "Ends all sessions of a user.",
                       [&accounts](Call& call) -> Answer {
                           TRY_DO(accounts.end_sessions(call.part(0), {}, call.who().user(), origin_of(call.request)));
                           return no_content();
                       }),
                  204, "They have ended.", ""));
    router.add(answering(over(context, Method::delete_, "/tokens/{id}", "revoke_user_token", "Revokes a user's token.",
                              [&accounts](Call& call) -> Answer {
                                  TRY_DO(accounts.revoke_token(call.part(0), call.part(1), call.who().user(),
                                                               origin_of(call.request)));
                                  return no_content();
                              }),
                         204, "It opens nothing any more.", ""));
    add_events(router, context);
}

} // namespace shanhai::api

#include "api/routes/account_answers.h"
#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "api/routes/session_answer.h"
#include "base/check.h"
#include "base/qr_code.h"
#include "kernel/schema/operation_names.h"

// One's own account. An API token opens none of this: a program that loses one loses no more than that.
namespace shanhai::api {

namespace {

using http::Method;

Result<std::vector<std::string>> names_in(const json::object& body, std::string_view member) {
    std::vector<std::string> names;
    const auto* given = body.if_contains(member);
    if (!given || given->is_null()) return names;
    if (!given->is_array()) return refuse("record.wrong_kind", "/" + std::string(member), {{"kind", "list"}});
    for (const auto& item : given->as_array()) {
        if (!item.is_string()) return refuse("record.wrong_kind", "/" + std::string(member), {{"kind", "text"}});
        names.emplace_back(item.as_string());
    }
    return names;
}

Result<std::string> password_in(const json::object& body) {
    const auto* given = body.if_contains("password");
    return given && !given->is_null() ? text_in(body, "password") : std::string();
}

Answer change_password(Context& context, Call& call) {
    const json::object body = TRY(object_in(call.request));
    const auto old_password = TRY(text_in(body, "password")), fresh = TRY(text_in(body, "new_password"));
    call.request.rotation_is_due = false;
    auto renewed = context.kernel.accounts().change_password(Sessions::token_of(call.request), old_password, fresh,
                                                             origin_of(call.request));
    // What the rules refuse is the new one.
    if (!renewed && renewed.error().field == "/password" && renewed.error().code.starts_with("session."))
        renewed.error().field = "/new_password";
    return session_answer(context, TRY(std::move(renewed)), call.language, 200);
}

Answer offer_code(Context& context, Call& call) {
    const json::object body = TRY(object_in(call.request));
    const auto offer =
        TRY(context.kernel.accounts().offer_code(call.who().user(), TRY(password_in(body)), origin_of(call.request)));
    const auto code = qr_matrix(offer.uri);
    check(code.has_value(), "an address fits a QR code");
    return json_answer(json::object{{"secret", offer.secret}, {"uri", offer.uri}, {"picture", qr_svg(*code)}}, 201);
}

Answer confirm_code(Context& context, Call& call) {
    const json::object body = TRY(object_in(call.request));
    call.request.rotation_is_due = false;
    const auto on = TRY(context.kernel.accounts().confirm_code(Sessions::token_of(call.request),
                                                               TRY(text_in(body, "code")), origin_of(call.request)));
    json::array codes;
    for (const auto& code : on.recovery_codes) codes.emplace_back(code);
    return session_answer(context, on.session, call.language, 200, {{"recovery_codes", std::move(codes)}});
}

Answer drop_code(Context& context, Call& call) {
    const json::object body = TRY(object_in(call.request));
    call.request.rotation_is_due = false;
    const auto renewed = TRY(context.kernel.accounts().drop_code(
        Sessions::token_of(call.request), TRY(text_in(body, "password")), origin_of(call.request)));
    return session_answer(context, renewed, call.language, 200);
}

Answer list_sessions(Context& context, Call& call) {
    json::array items;
    for (const auto& session : context.kernel.accounts().sessions_of(call.who().user()))
        items.push_back(shown(session, call.request.session));
    return json_answer(json::object{{"items", std::move(items)}});
}

Answer create_token(Context& context, Call& call) {
    const json::object body = TRY(object_in(call.request));
    kernel::ApiToken token;
    token.user = call.who().user();
    token.title = TRY(text_in(body, "title"));
    token.scope.operations = TRY(names_in(body, "operations"));
    token.scope.types = TRY(names_in(body, "types"));
    for (const auto& type : token.scope.types)
        if (!context.kernel.schema().type(type)) return refuse("record.unknown_type", "/types", {{"name", type}});
    for (const auto& name : token.scope.operations)
        if (!kernel::is_operation(context.kernel.schema(), token.scope.types, name))
            return refuse("token.unknown_operation", "/operations", {{"name", name}});
    if (const auto* until = body.if_contains("until"); until && !until->is_null() && *until != "")
        token.until = TRY(Moment::parse(TRY(text_in(body, "until"))));
    const auto text = TRY(context.kernel.accounts().create_token(token, token.user, origin_of(call.request)));
    json::object answer = kernel::shown(token);
    answer["token"] = text;
    return json_answer(answer, 201);
}

Route own(Method method, const std::string& path, const char* name, const char* summary, Quick run) {
    Route route;
    route.method = method;
    route.path = "/api/v1/account" + path;
    route.name = name;
    route.summary = summary;
    route.access = Access::person;
    if (path.ends_with("/{id}")) route.parameters = {{.in = Parameter::In::path, .name = "id", .about = ""}};
    route.handler = Slow{std::move(run)};
    return route;
}

Route with_body(Route route, const char* schema) {
    route.body = Body::json;
    route.body_schema = schema;
    return route;
}

void add_password_and_code(Router& router, Context& context) {
    auto password = own(Method::post, "/password", "change_password",
                        "Changes one's password; the other sessions end, and this one goes on under another token.",
                        [&context](Call& call) { return change_password(context, call); });
    password.while_restricted = true;
    router.add(answering(with_body(std::move(password), "PasswordChange"), 200, "The session.", "Session"));
    router.add(answering(with_body(own(Method::post, "/code", "offer_code",
                                       "Offers a secret for a second factor (RFC 6238), which counts once confirmed.",
                                       [&context](Call& call) { return offer_code(context, call); }),
                                   "PasswordProof"),
                         201, "The secret, shown once.", "CodeOffer"));
    router.add(answering(
        with_body(own(Method::post, "/code/confirm", "confirm_code", "From now on one logs in with a code as well.",
                      [&context](Call& call) { return confirm_code(context, call); }),
                  "Code"),
        200, "The session, and codes for the day on which the telephone is lost.", "CodeIsOn"));
    router.add(answering(with_body(own(Method::post, "/code/drop", "drop_code", "No second factor any more.",
                                       [&context](Call& call) { return drop_code(context, call); }),
                                   "PasswordProof"),
                         200, "The session.", "Session"));
}

void add_sessions_and_tokens(Router& router, Context& context) {
    router.add(answering(own(Method::get, "/sessions", "list_own_sessions", "Where one is logged in.",
                             [&context](Call& call) { return list_sessions(context, call); }),
                         200, "Sessions, the last used first.", "AccountSessions"));
    router.add(
        answering(own(Method::delete_, "/sessions", "end_own_sessions", "Ends all of one's sessions but this one.",
                      [&context](Call& call) -> Answer {
                          TRY_DO(context.kernel.accounts().end_sessions(call.who().user(), call.request.session,
                                                                        call.who().user(), origin_of(call.request)));
                          return no_content();
                      }),
                  204, "They have ended.", ""));
    router.add(answering(own(Method::delete_, "/sessions/{id}", "end_own_session", "Ends one of one's sessions.",
                             [&context](Call& call) -> Answer {
                                 TRY_DO(context.kernel.accounts().end_session(
                                     call.who().user(), call.part(0), call.who().user(), origin_of(call.request)));
                                 return no_content();
                             }),
                         204, "It has ended.", ""));
    router.add(answering(own(Method::get, "/tokens", "list_own_tokens", "One's API tokens, without their texts.",
                             [&context](Call& call) -> Answer {
                                 json::array items;
                                 for (const auto& token : context.kernel.accounts().tokens_of(call.who().user()))
                                     items.push_back(kernel::shown(token));
                                 return json_answer(json::object{{"items", std::move(items)}});
                             }),
                         200, "Tokens, the newest first.", "ApiTokens"));
    router.add(
        answering(with_body(own(Method::post, "/tokens", "create_own_token",
                                "Makes an API token, which opens what its owner may do and its scope leaves of it.",
                                [&context](Call& call) { return create_token(context, call); }),
                            "ApiTokenGiven"),
                  201, "The token; its text is shown this once.", "ApiToken"));
    router.add(answering(own(Method::delete_, "/tokens/{id}", "revoke_own_token", "Revokes a token.",
                             [&context](Call& call) -> Answer {
                                 TRY_DO(context.kernel.accounts().revoke_token(
                                     call.who().user(), call.part(0), call.who().user(), origin_of(call.request)));
                                 return no_content();
                             }),
                         204, "It opens nothing any more.", ""));
}

} // namespace

void add_account_routes(Router& router, Context& context) {
    router.add(answering(own(Method::get, "", "get_account", "How one logs in.",
                             [&context](Call& call) -> Answer {
                                 return json_answer(shown(TRY(context.kernel.accounts().standing(call.who().user()))));
                             }),
                         200, "What is set.", "Account"));
    add_password_and_code(router, context);
    add_sessions_and_tokens(router, context);
}

} // namespace shanhai::api

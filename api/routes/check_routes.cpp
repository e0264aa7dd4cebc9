#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "kernel/module/module.h"

// Numbers in words: a text in, every number of it judged.
namespace shanhai::api {

namespace {

constexpr std::size_t largest_text_bytes = 9 << 20;

bool says_json(const http::Request& request) { return request.field("Content-Type").starts_with("application/json"); }

Answer check(Context& context, Call& call) {
    const auto& checker = context.kernel.registrar().text_checker();
    if (!checker) return refuse("check.unavailable");
    if (!says_json(call.request)) return json_answer(TRY(checker(context.kernel, call.who(), call.request.body)));
    const std::string text = TRY(text_in(TRY(object_in(call.request)), "text"));
    return json_answer(TRY(checker(context.kernel, call.who(), text)));
}

// Keeps what a text says as published; it is checked again here, so that nobody else's reading is stored.
Answer accept(Context& context, Call& call) {
    const auto& keeper = context.kernel.registrar().text_keeper();
    if (!keeper) return refuse("check.unavailable");
    const auto body = TRY(object_in(call.request));
    const std::string text = TRY(text_in(body, "text"));
    auto request = TRY(keeper(context.kernel, call.who(), text, body));
    const auto claims = request.commands.size() - 1;
    const auto reply = TRY(context.kernel.execute(std::move(request)));
    return json_answer(json::object{{"article", reply.outcomes.front().shown}, {"claims", claims}}, 201);
}

} // namespace

void add_check_routes(Router& router, Context& context) {
    router.add(
        {.method = http::Method::post,
         .path = "/api/v1/check",
         .name = "check_text",
         .summary =
             "Reads every number of a text, ties it to a figure, a place and a period, and judges it. The body is "
             "{\"text\": …} or a file: plain text, docx, or pdf with a text layer.",
         .body = Body::bytes,
         .replies = {{200, "Every quantity and every relation between them.", "Checked"}},
         .handler = Slow{[&context](Call& call) { return check(context, call); }},
         .body_limit = largest_text_bytes});
    router.add({.method = http::Method::post,
                .path = "/api/v1/check/accept",
                .name = "accept_text",
                .summary = "Keeps the numbers of a text as published: one article, and a claim for each number.",
                .body = Body::json,
                .body_schema = "AcceptedText",
                .replies = {{201, "The article and how many numbers of it were kept.", "Accepted"}},
                .handler = Slow{[&context](Call& call) { return accept(context, call); }},
                .body_limit = largest_text_bytes});
}

} // namespace shanhai::api

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
}

} // namespace shanhai::api

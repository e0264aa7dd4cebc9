#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "kernel/module/module.h"

// What modules tell anybody of a code that is printed on a thing.
namespace shanhai::api {

namespace {

constexpr std::size_t longest_code = 200;

Answer answer_publicly(Context& context, Call& call) {
    const auto& answers = context.kernel.registrar().public_answers();
    const auto found = answers.find(call.part(0));
    if (found == answers.end()) return refuse("public.unknown", {}, {{"name", call.part(0)}});
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const std::string code = query.text("code");
    if (code.empty() || code.size() > longest_code) return refuse("record.field_required", "/code", {{"name", "code"}});
    auto answer = json_answer(TRY(found->second(context.kernel, code)));
    answer.add("Cache-Control", "public, max-age=60");
    return answer;
}

} // namespace

void add_public_routes(Router& router, Context& context) {
    router.add(
        {.method = http::Method::get,
         .path = "/api/v1/public/{name}",
         .name = "answer_publicly",
         .summary = "What a module tells anybody of a code that is printed on a thing.",
         .access = Access::open,
         .parameters = {{.in = Parameter::In::path, .name = "name", .about = "What kind of code it is, such as trace."},
                        {.name = "code",
                         .about = "The code, as it was read.",
                         .schema = {{"type", "string"}, {"maxLength", longest_code}}}},
         .replies = {{200, "What is known of it.", "PublicAnswer"}},
         .handler = Slow{[&context](Call& call) { return answer_publicly(context, call); }}});
}

} // namespace shanhai::api

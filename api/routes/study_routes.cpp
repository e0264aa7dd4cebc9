#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "api/routes/transfers.h"
#include "base/text.h"
#include "kernel/module/module.h"

// What the domains reason about: a question in, what follows from the records out.
namespace shanhai::api {

namespace {

Answer list_studies(Context& context, Call& call) {
    json::array items;
    for (const auto& [name, study] : context.kernel.registrar().studies())
        items.push_back({{"name", name}, {"title", study.title.in(call.language)}});
    return json_answer(json::object{{"items", std::move(items)}});
}

Answer answer_study(Context& context, Call& call) {
    const auto& studies = context.kernel.registrar().studies();
    const auto found = studies.find(call.part(0));
    if (found == studies.end())
        return refuse("study.unknown", {}, {{"name", call.part(0)}, {"names", join_keys(studies, ", ")}});
    const json::object asked = TRY(object_in(call.request));
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const auto running = TRY(context.transfers.begin(call.who().user(), query.text("transfer")));
    return json_answer(TRY(found->second.answer(context.kernel, call.who(), asked, running.progress_or_end())));
}

} // namespace

void add_study_routes(Router& router, Context& context) {
    router.add({.method = http::Method::get,
                .path = "/api/v1/studies",
                .name = "list_studies",
                .summary = "The questions that the modules reason about.",
                .replies = {{200, "Their names and titles.", "Studies"}},
                .handler = Quick{[&context](Call& call) { return list_studies(context, call); }}});
    router.add(
        {.method = http::Method::post,
         .path = "/api/v1/studies/{name}",
         .name = "answer_study",
         .summary = "Answers one of them from what the caller may read; nothing is changed.",
         .body = Body::json,
         .body_schema = "Asked",
         .parameters =
             {{.in = Parameter::In::path, .name = "name", .about = "Which question."},
              {.name = "transfer",
               .about = "A name of one's own choosing, to ask by how far it is and to call it off (/api/v1/transfers).",
               .schema = {{"type", "string"}, {"maxLength", 64}}}},
         .replies = {{200, "What follows.", "StudyAnswer"}},
         .handler = apart(context, answer_study)});
}

} // namespace shanhai::api

#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "api/routes/transfers.h"
#include "base/text.h"
#include "kernel/module/served.h"

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

constexpr std::size_t most_parts = 4; // of an interface's own path

// As the asker wrote it, so that links lead back the way he came.
std::string address_of(const Context& context, const http::Request& request, const std::string& name) {
    const auto host = request.field("Host");
    const std::string path = "/api/v1/served/" + name;
    if (host.empty()) return path;
    return (context.options.https_only ? "https://" : "http://") + std::string(host) + path;
}

// A media type that the head of an answer can point to for as long as the program lives.
std::string_view lasting(std::string_view media_type) {
    for (const std::string_view known : {"application/json", "application/xml", "text/csv; charset=utf-8"})
        if (media_type == known) return known;
    return "text/plain; charset=utf-8";
}

Answer serve(Context& context, Call& call, std::size_t parts) {
    const auto& name = call.part(0);
    const auto& studies = context.kernel.registrar().studies();
    const auto found = studies.find(std::string(kernel::served_prefix) + name);
    if (found == studies.end()) return refuse("served.unknown", {}, {{"name", name}});
    kernel::ServedAsked asked{address_of(context, call.request, name), {}, {}};
    for (std::size_t i = 0; i < parts; ++i) asked.path.push_back(call.part(i + 1));
    asked.query = TRY(http::Query::parse(call.request.query())).all();
    const auto told = TRY(found->second.answer(context.kernel, call.who(), asked.as_json(), {}));
    auto response = text_answer(std::string(told.at("body").as_string()), lasting(told.at("media_type").as_string()));
    if (const auto& file = told.at("file_name").as_string(); !file.empty())
        response.add("Content-Disposition", disposition(false, std::string(file)));
    return response;
}

void add_served_routes(Router& router, Context& context) {
    std::string path = "/api/v1/served/{name}";
    std::vector<Parameter> parameters{
        {.in = Parameter::In::path, .name = "name", .about = "Which interface, such as sensorthings."}};
    for (std::size_t parts = 0; parts <= most_parts; ++parts) {
        router.add({.method = http::Method::get,
                    .path = path,
                    .name = "serve_" + std::to_string(parts),
                    .summary = "An interface of the world outside, " + std::to_string(parts) + " parts into it.",
                    .parameters = parameters,
                    .replies = {{200, "What that interface says, in its own form.", "", "*/*"}},
                    .handler = Slow{[&context, parts](Call& call) { return serve(context, call, parts); }}});
        const auto part = "part" + std::to_string(parts + 1);
        path += "/{" + part + "}";
        parameters.push_back({.in = Parameter::In::path, .name = part, .about = "A part of its own path."});
    }
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
    add_served_routes(router, context);
}

} // namespace shanhai::api

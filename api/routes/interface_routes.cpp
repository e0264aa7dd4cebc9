#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "base/text.h"
#include "kernel/module/module.h"

// What modules tell the world outside in its own forms.
namespace shanhai::api {

namespace {

constexpr std::size_t most_parts = 4; // of an interface's own path

// As the asker wrote it, so that links lead back the way he came.
std::string address_of(const Context& context, const http::Request& request, const std::string& name) {
    const auto host = request.field("Host");
    std::string path = "/api/v1/served/" + name;
    if (host.empty()) return path;
    return (context.options.https_only ? "https://" : "http://") + std::string(host) + path;
}

Answer serve(Context& context, Call& call, std::size_t parts) {
    const auto& name = call.part(0);
    const auto& interfaces = context.kernel.registrar().interfaces();
    const auto found = interfaces.find(name);
    if (found == interfaces.end())
        return refuse("served.unknown", {}, {{"name", name}, {"names", join_keys(interfaces, ", ")}});
    kernel::InterfaceAsked asked{address_of(context, call.request, name), {}, {}};
    for (std::size_t i = 0; i < parts; ++i) asked.path.push_back(call.part(i + 1));
    asked.query = TRY(http::Query::parse(call.request.query())).all();
    auto told = TRY(found->second(context.kernel, call.who(), asked));
    auto response = text_answer(std::move(told.body), told.media_type);
    if (!told.file_name.empty()) response.add("Content-Disposition", disposition(false, told.file_name));
    return response;
}

} // namespace

void add_interface_routes(Router& router, Context& context) {
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

} // namespace shanhai::api

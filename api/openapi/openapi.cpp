#include "api/openapi/openapi.h"

#include "api/openapi/fixed_schemas.h"
#include "api/openapi/record_schemas.h"
#include "base/text.h"

namespace shanhai::api {

namespace {

// What stands for {type} and {transition} in one description of a route.
struct Meaning {
    const kernel::RecordType* type = nullptr;
    const kernel::Transition* transition = nullptr;

    std::string in(std::string text) const {
        if (type) text = replace_all(std::move(text), "{type}", type->name);
        if (transition) text = replace_all(std::move(text), "{transition}", transition->name);
        return text;
    }
};

std::vector<Meaning> meanings(const Route& route, const kernel::Schema& schema) {
    if (route.path.find("{type}") == std::string::npos) return {{}};
    std::vector<Meaning> all;
    const bool by_transition = route.path.find("{transition}") != std::string::npos;
    for (const auto& type : schema.types) {
        if (!by_transition)
            all.push_back({type.get(), nullptr});
        else
            for (const auto& transition : type->transitions) all.push_back({type.get(), &transition});
    }
    return all;
}

std::string_view place_of(Parameter::In in) {
    switch (in) {
    case Parameter::In::path: return "path";
    case Parameter::In::query: return "query";
    case Parameter::In::header: return "header";
    }
    return "";
}

json::object describe(const Parameter& parameter) {
    json::object description{{"name", parameter.name}, {"in", place_of(parameter.in)}};
    if (!parameter.about.empty()) description["description"] = parameter.about;
    if (parameter.in == Parameter::In::path) description["required"] = true;
    description["schema"] =
        parameter.repeated ? json::object{{"type", "array"}, {"items", parameter.schema}} : parameter.schema;
    return description;
}

json::object content(const std::string& media_type, json::object schema) {
    return {{media_type, json::object{{"schema", std::move(schema)}}}};
}

json::object body_of(const Route& route, const Meaning& meaning) {
    if (route.body == Body::json)
        return {{"content", content("application/json", reference_to(meaning.in(route.body_schema)))}};
    return {{"required", true}, {"content", content("application/octet-stream", {})}};
}

json::object replies_of(const Route& route, const Meaning& meaning) {
    json::object replies;
    for (const Reply& reply : route.replies) {
        json::object described{{"description", reply.about}};
        if (!reply.schema.empty())
            described["content"] = content(reply.media_type, reference_to(meaning.in(reply.schema)));
        else if (reply.status != 204)
            described["content"] = content(reply.media_type, {});
        replies[std::to_string(reply.status)] = std::move(described);
    }
    replies["default"] = json::object{{"$ref", "#/components/responses/Problem"}};
    return replies;
}

json::object operation_of(const Route& route, const Meaning& meaning) {
    json::object operation{
        {"operationId", meaning.in(route.name)},
        {"summary", meaning.type ? meaning.type->title.in("en") + ": " + route.summary : route.summary}};
    operation["tags"] = json::array{meaning.type ? meaning.type->module : std::string("shanhai")};
    json::array parameters;
    for (const Parameter& parameter : route.parameters) parameters.push_back(describe(parameter));
    if (!parameters.empty()) operation["parameters"] = std::move(parameters);
    if (route.body != Body::none) operation["requestBody"] = body_of(route, meaning);
    operation["responses"] = replies_of(route, meaning);
    if (route.access == Access::open) operation["security"] = json::array{};
    return operation;
}

json::object paths_of(const Router& router, const kernel::Schema& schema) {
    json::object paths;
    for (const auto& route : router.routes()) {
        const std::string method = lower_ascii(http::name_of(route->method));
        for (const Meaning& meaning : meanings(*route, schema)) {
            json::value& path = paths[meaning.in(route->path)];
            if (path.is_null()) path = json::object{};
            path.as_object()[method] = operation_of(*route, meaning);
        }
    }
    return paths;
}

json::object components_of(const kernel::Schema& schema, const ProblemTable& problems) {
    json::object schemas = fixed_schemas();
    for (const auto& type : schema.types) add_record_schemas(schemas, *type);
    json::array codes;
    for (const auto& [code, entry] : problems.entries()) codes.emplace_back(code);
    schemas["Problem"].as_object()["properties"].as_object()["code"].as_object()["examples"] = std::move(codes);
    return {{"schemas", std::move(schemas)},
            {"responses",
             {{"Problem",
               {{"description", "A refusal."},
                {"content", content("application/problem+json", reference_to("Problem"))}}}}},
            {"securitySchemes",
             {{"cookie", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "shanhai_session"}}},
              {"bearer", {{"type", "http"}, {"scheme", "bearer"}}}}}};
}

} // namespace

json::object describe(const Router& router, const kernel::Schema& schema, const ProblemTable& problems,
                      const std::string& version) {
    json::array tags{json::object{{"name", "shanhai"}, {"description", "sessions, files, figures, the journal"}}};
    for (const auto& module : schema.modules)
        tags.push_back(json::object{{"name", module.name}, {"description", module.title.in("en")}});
    return {{"openapi", "3.1.0"},
            {"info",
             {{"title", "Shanhai 山海"},
              {"version", version},
              {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
            {"servers", json::array{json::object{{"url", "/"}}}},
            {"security", json::array{json::object{{"cookie", json::array{}}}, json::object{{"bearer", json::array{}}}}},
            {"tags", std::move(tags)},
            {"paths", paths_of(router, schema)},
            {"components", components_of(schema, problems)}};
}

} // namespace shanhai::api

#include "api/openapi/openapi.h"
#include "api/pages/static_pages.h"
#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "kernel/module/module.h"

#include <memory>
#include <mutex>

namespace shanhai::api {

namespace {

constexpr std::string_view fields = "Cache-Control: private, no-cache\r\n"
                                    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
                                    "Referrer-Policy: no-referrer\r\n"
                                    "X-Content-Type-Options: nosniff\r\n";

// A document that stays the same while the program runs; made when it is first asked for.
class Document {
public:
    explicit Document(std::function<json::object()> make) : make_(std::move(make)) {}

    http::Response answer(const http::Request& request) {
        std::call_once(once_, [this] {
            text_ = json::serialize(make_());
            page_ = std::make_unique<LastingText>(text_, "application/json", fields);
        });
        return page_->answer(request);
    }

private:
    std::function<json::object()> make_;
    std::once_flag once_;
    std::string text_;
    std::unique_ptr<LastingText> page_;
};

json::array exports_of(const kernel::Registrar& registrar) {
    json::array exports;
    for (const auto& [name, one] : registrar.exporters())
        exports.push_back(json::object{
            {"name", name}, {"title", as_json(one.title)}, {"types", json::array(one.types.begin(), one.types.end())}});
    return exports;
}

json::object model_of(const Context& context) {
    json::object model = context.kernel.schema_json();
    model["exports"] = exports_of(context.kernel.registrar());
    model["demo"] = context.kernel.is_demo();
    model["program"] = json::object{{"version", context.options.version}};
    return model;
}

} // namespace

void add_model_routes(Router& router, Context& context) {
    auto model = std::make_shared<Document>([&context] { return model_of(context); });
    auto description = std::make_shared<Document>([&context] {
        return describe(context.router, context.kernel.schema(), context.problems, context.options.version);
    });
    router.add({.method = http::Method::get,
                .path = "/api/v1/schema",
                .name = "get_schema",
                .summary = "Record types, measures and figures, as the pages are made from them.",
                .replies = {{200, "The model.", "Model"}},
                .handler = Slow{[model](Call& call) -> Answer { return model->answer(call.request); }}});
    router.add({.method = http::Method::get,
                .path = "/api/v1/openapi.json",
                .name = "get_openapi",
                .summary = "This description.",
                .replies = {{200, "OpenAPI 3.1.", "OpenApi"}},
                .handler = Slow{[description](Call& call) -> Answer { return description->answer(call.request); }}});
}

} // namespace shanhai::api

#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "base/hash.h"

namespace shanhai::api {

namespace {

constexpr std::size_t usual_entries = 100, most_entries = 500;

Answer get_log(Context& context, Call&) {
    const kernel::TreeHead head = context.kernel.tree_head();
    return json_answer(json::object{{"size", head.size}, {"root", hex(head.root)}});
}

Answer list_entries(Context& context, Call& call) {
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const std::uint64_t after = TRY(query.number("after")).value_or(0);
    return json_answer(
        TRY(context.kernel.log_entries(call.who(), after, TRY(limit_in(query, usual_entries, most_entries)))));
}

Answer ready(const Context& context) {
    if (context.stopping.load(std::memory_order_relaxed))
        return text_answer("stopping\n", "text/plain; charset=utf-8", 503);
    return text_answer("ok\n");
}

} // namespace

void add_service_routes(Router& router, Context& context) {
    using http::Method;
    router.add({.method = Method::get,
                .path = "/api/v1/log",
                .name = "get_log",
                .summary = "Size and root of the journal's tree (RFC 9162).",
                .replies = {{200, "The tree head.", "TreeHead"}},
                .handler = Quick([&context](Call& call) { return get_log(context, call); })});
    router.add({.method = Method::get,
                .path = "/api/v1/log/entries",
                .name = "list_log_entries",
                .summary = "The journal's entries in their order.",
                .parameters = {{.name = "after",
                                .about = "A sequence number: entries behind it.",
                                .schema = {{"type", "integer"}}},
                               {.name = "limit",
                                .about = "",
                                .schema = {{"type", "integer"}, {"minimum", 1}, {"maximum", most_entries}}}},
                .replies = {{200, "Entries, oldest first.", "History"}},
                .handler = Slow{[&context](Call& call) { return list_entries(context, call); }}});
    router.add({.method = Method::get,
                .path = "/healthz",
                .name = "get_health",
                .summary = "The process answers.",
                .access = Access::open,
                .replies = {{200, "ok", "", "text/plain"}},
                .handler = Quick([](Call&) -> Answer { return text_answer("ok\n"); })});
    router.add({.method = Method::get,
                .path = "/readyz",
                .name = "get_readiness",
                .summary = "Requests are welcome: the store is open and the server is not stopping.",
                .access = Access::open,
                .replies = {{200, "ok", "", "text/plain"}, {503, "stopping", "", "text/plain"}},
                .handler = Quick([&context](Call&) { return ready(context); })});
    router.add({.method = Method::get,
                .path = "/metrics",
                .name = "get_metrics",
                .summary = "Counters in the text format of Prometheus.",
                .replies = {{200, "Counters.", "", "text/plain"}},
                .handler = Quick([&context](Call&) -> Answer {
                    return text_answer(context.metrics_text(), "text/plain; version=0.0.4; charset=utf-8");
                })});
}

} // namespace shanhai::api

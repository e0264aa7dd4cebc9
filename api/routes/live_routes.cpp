#include "api/live/live_hub.h"
#include "api/routes/answers.h"
#include "api/routes/context.h"

#include <charconv>

// What moves while somebody looks.
namespace shanhai::api {

namespace {

std::optional<std::int64_t> entry_in(std::string_view text) {
    std::int64_t entry = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), entry);
    const bool is_one = !text.empty() && error == std::errc() && end == text.data() + text.size() && entry >= 0;
    return is_one ? std::optional(entry) : std::nullopt;
}

Answer open_stream(Context& context, Call& call) {
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    auto after = entry_in(call.request.field("Last-Event-ID"));
    if (const auto* said = query.find("after"); said != nullptr && !after) after = entry_in(*said);
    http::Response response = text_answer({}, "text/event-stream");
    response.events = TRY(context.live.open({.who = call.who(), .session = call.request.session}, after));
    response.add("X-Accel-Buffering", "no"); // a proxy must not collect what has to arrive now
    return response;
}

} // namespace

void add_live_routes(Router& router, Context& context) {
    router.add(
        {.method = http::Method::get,
         .path = "/api/v1/live",
         .name = "listen",
         .summary =
             "Server-sent events: which records the caller may see were changed, and that figures may have moved.",
         .parameters = {{.in = Parameter::In::header,
                         .name = "Last-Event-ID",
                         .about = "The last entry that the caller heard of: goes on behind it.",
                         .schema = {{"type", "integer"}}},
                        {.name = "after",
                         .about = "The same, for whoever cannot send header fields.",
                         .schema = {{"type", "integer"}}}},
         .replies = {{200, "entry {type, id, entry}, figures {entry}, notice {unseen}, reset: look at everything anew.",
                      "", "text/event-stream"}},
         .handler = Quick([&context](Call& call) { return open_stream(context, call); })});
}

} // namespace shanhai::api

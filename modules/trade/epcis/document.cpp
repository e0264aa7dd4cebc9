#include "modules/trade/epcis/document.h"

#include "modules/trade/epcis/event_rules.h"
#include "modules/trade/epcis/members.h"

#include <fmt/format.h>

namespace shanhai::trade {

namespace {

constexpr std::size_t most_problems = 20;
// Of what the document says about all of its events, once for each.
constexpr std::size_t most_carried_bytes = 2 * most_document_bytes;

std::unexpected<Problem> wrong(const std::string& at, std::string what) {
    return refuse("trade.epcis", at, {{"at", at}, {"what", std::move(what)}});
}

struct EventList {
    const json::array* events = nullptr;
    std::string at; // where they stand
};

// The body's list, or that of an answer to a query, which may leave fields out of hashes at each of its levels.
EventList events_of(const json::object& document, Namespaces& names) {
    names.ignore_what(document);
    const auto* body = object_in(document, "epcisBody");
    if (body == nullptr) return {};
    names.ignore_what(*body);
    std::string at = "/epcisBody";
    if (const auto* answer = object_in(*body, "queryResults")) {
        names.ignore_what(*answer);
        body = object_in(*answer, "resultsBody");
        if (body == nullptr) return {};
        names.ignore_what(*body);
        at += "/queryResults/resultsBody";
    }
    const auto* list = body->if_contains("eventList");
    return {list == nullptr ? nullptr : list->if_array(), at + "/eventList"};
}

Done check_envelope(const json::object& document) {
    const auto* context = document.if_contains("@context");
    if (context == nullptr || !(context->is_array() || context->is_string()))
        return wrong("/@context", "the @context is missing");
    const auto type = text_in(document, "type");
    if (type != "EPCISDocument" && type != "EPCISQueryDocument") return wrong("/type", "EPCISDocument is expected");
    if (!text_in(document, "schemaVersion").starts_with("2.")) return wrong("/schemaVersion", "2.0 is expected");
    if (!is_moment(text_in(document, "creationDate")))
        return wrong("/creationDate", "a moment with a zone is expected");
    return {};
}

Result<std::vector<ReadEvent>> read_events(const EventList& list, const Namespaces& names, const json::value& context) {
    if (list.events == nullptr || list.events->empty() || list.events->size() > most_events)
        return refuse("trade.epcis_events", "/epcisBody/eventList",
                      {{"count", std::to_string(list.events == nullptr ? 0 : list.events->size())},
                       {"most", std::to_string(most_events)}});
    const auto carried = json::serialize(context).size() + names.bytes();
    if (carried * list.events->size() > most_carried_bytes)
        return wrong("/@context", "it is too large, as every event keeps it; fewer events are expected");
    std::vector<ReadEvent> read;
    std::vector<Problem> problems;
    for (std::size_t i = 0; i < list.events->size() && problems.size() < most_problems; ++i) {
        const std::string at = fmt::format("{}/{}", list.at, i);
        const auto* event = (*list.events)[i].if_object();
        const auto checked = event == nullptr ? Done(wrong(at, "an event is an object")) : check_event(*event, at);
        if (!checked) {
            problems.push_back(checked.error());
            continue;
        }
        read.push_back({*event, names, context});
        if (const auto* own = event->if_contains("@context")) read.back().names.add(*own);
    }
    if (problems.empty()) return read;
    Problem first = std::move(problems.front());
    first.also.assign(std::make_move_iterator(problems.begin() + 1), std::make_move_iterator(problems.end()));
    return std::unexpected(std::move(first));
}

} // namespace

Result<std::vector<ReadEvent>> read_epcis(std::string_view text) {
    const json::value parsed = TRY(parse_json(text, {.bytes = most_document_bytes}));
    const auto* document = parsed.if_object();
    if (document == nullptr) return wrong("", "a JSON object is expected");
    Namespaces names;
    if (const auto* context = document->if_contains("@context")) names.add(*context);
    if (is_event_type(text_in(*document, "type"))) {
        if (!document->contains("@context")) return wrong("/@context", "the @context is missing");
        TRY_DO(check_event(*document, ""));
        return std::vector<ReadEvent>{{*document, std::move(names), document->at("@context")}};
    }
    TRY_DO(check_envelope(*document));
    const auto list = events_of(*document, names);
    return read_events(list, names, document->at("@context"));
}

} // namespace shanhai::trade

#include "api/routes/answers.h"
#include "api/routes/context.h"

// Who may do what, and what was refused.
namespace shanhai::api {

namespace {

constexpr std::size_t usual_refusals = 100, most_refusals = 500;

Answer get_rights(Context& context, Call& call) { return json_answer(context.kernel.rights(call.who())); }

Answer get_record_access(Context& context, Call& call) {
    return json_answer(TRY(context.kernel.record_access(call.who(), call.part(0), call.part(1))));
}

json::object shown(const kernel::Refusal& refusal) {
    return {{"id", std::to_string(refusal.id)},
            {"at", refusal.at.iso()},
            {"user", refusal.user},
            {"from", refusal.from},
            {"operation", refusal.operation},
            {"type", or_null(refusal.type)},
            {"record", refusal.record == 0 ? json::value(nullptr) : json::value(std::to_string(refusal.record))},
            {"code", refusal.code}};
}

Answer list_refusals(Context& context, Call& call) {
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const auto before = TRY(query.number("before")).value_or(0);
    const std::size_t limit = TRY(limit_in(query, usual_refusals, most_refusals));
    // One more than is shown, to know whether there are more.
    auto refusals = TRY(context.kernel.refusals(call.who(), static_cast<std::int64_t>(before), limit + 1));
    const bool more = refusals.size() > limit;
    if (more) refusals.resize(limit);
    json::array items;
    for (const auto& refusal : refusals) items.push_back(shown(refusal));
    return json_answer(
        json::object{{"items", std::move(items)},
                     {"next", more ? json::value(std::to_string(refusals.back().id)) : json::value(nullptr)}});
}

} // namespace

void add_access_routes(Router& router, Context& context) {
    using http::Method;
    router.add(
        {.method = Method::get,
         .path = "/api/v1/rights",
         .name = "get_rights",
         .summary = "What the caller may do, by record type.",
         .replies = {{200, "Operations that are open somewhere, and those on one's own records only.", "Rights"}},
         .handler = Slow{[&context](Call& call) { return get_rights(context, call); }}});
    router.add({.method = Method::get,
                .path = "/api/v1/refusals",
                .name = "list_refusals",
                .summary = "What was refused for want of rights, the last first; for auditors.",
                .parameters = {{.name = "before",
                                .about = "An id: older refusals than that.",
                                .schema = {{"type", "integer"}}},
                               {.name = "limit",
                                .about = "",
                                .schema = {{"type", "integer"}, {"minimum", 1}, {"maximum", most_refusals}}}},
                .replies = {{200, "Refusals.", "Refusals"}},
                .handler = Slow{[&context](Call& call) { return list_refusals(context, call); }}});
    router.add({.method = Method::get,
                .path = "/api/v1/{type}/{id}/access",
                .name = "access_of_{type}",
                .summary = "Who may do what with a record, and by which grant; for those who may read all grants.",
                .parameters = {{.in = Parameter::In::path, .name = "id", .about = "The record's id, number or key."}},
                .replies = {{200, "Users with what they may do.", "RecordAccess"}},
                .handler = Slow{[&context](Call& call) { return get_record_access(context, call); }}});
}

} // namespace shanhai::api

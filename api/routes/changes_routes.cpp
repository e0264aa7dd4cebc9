#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "api/routes/posting_json.h"
#include "api/routes/where.h"

namespace shanhai::api {

namespace {

constexpr std::size_t usual_postings = 100, most_postings = 1000;

json::object shown(const kernel::Schema& schema, const kernel::OperandChange& operand) {
    const kernel::Measure* measure = schema.measure(operand.measure);
    return {{"measure", operand.measure},
            {"title", measure ? json::value(as_json(measure->title)) : json::value(nullptr)},
            {"filter", or_null(operand.filter)},
            {"then", operand.then},
            {"now", operand.now},
            {"difference", operand.difference},
            {"unit", operand.unit},
            {"causes", causes_json(operand.causes)}};
}

Result<kernel::ChangesQuery> query_of(Call& call) {
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    kernel::ChangesQuery asked;
    asked.figure = call.part(0);
    asked.where = TRY(where_in(query));
    const auto from = TRY(moment_in(query, "from"));
    if (!from) return refuse("figure.moment_missing", "/from");
    asked.from = *from;
    asked.to = TRY(moment_in(query, "to"));
    if (const std::string cause = query.text("cause"); !cause.empty()) {
        asked.cause = kernel::cause_named(cause);
        if (!asked.cause) return refuse("figure.bad_cause", "/cause", {{"cause", cause}});
    }
    asked.limit = TRY(limit_in(query, usual_postings, most_postings));
    asked.after = query.text("after");
    return asked;
}

Answer get_changes(Context& context, Call& call) {
    const auto asked = TRY(query_of(call));
    const kernel::Changes changes = TRY(context.kernel.changes(call.who(), asked));
    json::array operands, postings;
    for (const auto& operand : changes.operands) operands.push_back(shown(context.kernel.schema(), operand));
    for (const auto& posting : changes.postings) postings.push_back(posting_json(posting));
    return json_answer(json::object{{"figure", asked.figure},
                                    {"where", as_json(changes.where)},
                                    {"unit", changes.unit},
                                    {"from", asked.from.iso()},
                                    {"to", asked.to ? json::value(asked.to->iso()) : json::value(nullptr)},
                                    {"then", or_null(changes.then)},
                                    {"now", or_null(changes.now)},
                                    {"difference", or_null(changes.difference)},
                                    {"causes", causes_json(changes.causes)},
                                    {"operands", std::move(operands)},
                                    {"postings", std::move(postings)},
                                    {"next", changes.next ? json::value(*changes.next) : json::value(nullptr)}});
}

} // namespace

void add_changes_routes(Router& router, Context& context) {
    router.add(
        {.method = http::Method::get,
         .path = "/api/v1/figures/{name}/changes",
         .name = "get_changes",
         .summary = "What changed in a figure between two moments, by cause; the causes add up to the difference.",
         .parameters = {{.in = Parameter::In::path, .name = "name", .about = "The figure's name."},
                        {.name = "where",
                         .about = "A slice: giver=山东省,year=2023. May be repeated.",
                         .repeated = true},
                        {.name = "from", .about = "A moment or day: what was known at its end. Required."},
                        {.name = "to", .about = "Likewise; left out: now."},
                        {.name = "cause",
                         .about = "Only the postings of one cause.",
                         .schema = {{"enum", {"new", "late", "corrected", "advanced", "moved", "regrouped"}}}},
                        {.name = "limit",
                         .about = "Postings a page.",
                         .schema = {{"type", "integer"}, {"minimum", 1}, {"maximum", most_postings}}},
                        {.name = "after", .about = "`next` of the page before."}},
         .replies = {{200, "Both values, the sums by cause, and a page of postings.", "Changes"}},
         .handler = Slow{[&context](Call& call) { return get_changes(context, call); }}});
}

} // namespace shanhai::api

#include "api/routes/answers.h"
#include "api/routes/context.h"

namespace shanhai::api {

namespace {

constexpr std::size_t usual_hits = 20, most_hits = 100;

json::object shown(const kernel::SearchMatch& match) {
    json::array marks;
    for (const auto& mark : match.marks) marks.push_back(json::array{mark.begin, mark.length});
    return {{"field", match.field},
            {"snippet", match.snippet},
            {"cut_before", match.cut_before},
            {"cut_behind", match.cut_behind},
            {"marks", std::move(marks)}};
}

json::object shown(const kernel::SearchHit& hit) {
    json::array matches;
    for (const auto& match : hit.matches) matches.push_back(shown(match));
    return {{"type", hit.type},
            {"id", std::to_string(hit.id)},
            {"key", or_null(hit.key)},
            {"number", or_null(hit.number)},
            {"title", hit.title},
            {"rank", kernel::name_of(hit.rank)},
            {"matches", std::move(matches)}};
}

Answer search(Context& context, Call& call) {
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    kernel::SearchQuery asked;
    if (const std::string* words = query.find("q")) asked.words = *words;
    if (const std::string* type = query.find("type")) asked.type = *type;
    if (const std::string* after = query.find("after")) asked.after = *after;
    asked.limit = TRY(limit_in(query, usual_hits, most_hits));
    const kernel::SearchAnswer answer = TRY(context.kernel.search(call.who(), asked));
    json::array hits, counts;
    for (const auto& hit : answer.hits) hits.push_back(shown(hit));
    for (const auto& count : answer.counts)
        counts.push_back(json::object{{"type", count.type}, {"count", count.count}, {"more", count.more}});
    return json_answer(json::object{{"hits", std::move(hits)},
                                    {"counts", std::move(counts)},
                                    {"next", answer.next ? json::value(*answer.next) : json::value(nullptr)}});
}

} // namespace

void add_search_routes(Router& router, Context& context) {
    router.add({.method = http::Method::get,
                .path = "/api/v1/search",
                .name = "search",
                .summary = "Records of all types by words: Chinese, English, or how a name is spelled; the best first.",
                .parameters = {{.name = "q",
                                .about = "One word or several; all must be there. Required.",
                                .schema = {{"type", "string"}, {"minLength", 1}, {"maxLength", 100}}},
                               {.name = "type", .about = "Only records of this type."},
                               {.name = "limit",
                                .about = "Hits a page.",
                                .schema = {{"type", "integer"}, {"minimum", 1}, {"maximum", most_hits}}},
                               {.name = "after", .about = "`next` of the page before."}},
                .replies = {{200, "A page of hits, and how many there are of each type.", "SearchAnswer"}},
                .handler = Slow{[&context](Call& call) { return search(context, call); }}});
}

} // namespace shanhai::api

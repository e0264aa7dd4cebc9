#include "api/routes/answers.h"
#include "api/routes/context.h"

#include <algorithm>

// What waits for somebody: the records whose state has a time limit, the most urgent first.
namespace shanhai::api {

namespace {

constexpr std::size_t usual_records = 100, most_records = 500;

bool has_time_limits(const kernel::RecordType& type) {
    return std::ranges::any_of(type.states, [](const kernel::State& state) { return !state.limit.empty(); });
}

json::object shown(const kernel::RecordType& type, const json::object& record, const std::string& today) {
    json::object item;
    for (const char* name : {"id", "type", "number", "label", "state", "deadline"}) item[name] = record.at(name);
    const std::string deadline(record.at("deadline").get_string());
    const auto day = Date::parse(deadline), now = Date::parse(today);
    item["days_left"] = day && now ? json::value(*day - *now) : json::value(nullptr);
    item["overdue"] = deadline < today;
    item["escalated"] = record.at("escalated") == record.at("deadline");
    const kernel::State* state = record.at("state").is_string() ? type.state(record.at("state").get_string()) : nullptr;
    item["says"] = state && !state->limit.says.empty() ? json::value(as_json(state->limit.says)) : json::value(nullptr);
    return item;
}

Answer list_todo(Context& context, Call& call) {
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const std::size_t limit = TRY(limit_in(query, usual_records, most_records));
    const std::string today = context.kernel.now().day_in_shanghai().iso();
    std::vector<json::object> items;
    std::int64_t count = 0, overdue = 0;
    for (const auto& type : context.kernel.schema().types) {
        if (!has_time_limits(*type)) continue;
        kernel::ListQuery asked;
        asked.filters = {{.path = "deadline", .operation = "notnull", .value = ""}};
        asked.order = {"deadline"};
        asked.limit = limit;
        asked.count = true;
        auto page = context.kernel.list(call.who(), type->name, asked);
        if (!page) continue; // of a type that this person may not read
        count += page->count.value_or(0);
        for (const auto& record : page->items) items.push_back(shown(*type, record.get_object(), today));
        asked.overdue = true;
        asked.limit = 1;
        overdue += TRY(context.kernel.list(call.who(), type->name, asked)).count.value_or(0);
    }
    std::ranges::sort(items, {}, [](const json::object& item) {
        return std::pair(std::string(item.at("deadline").get_string()), std::string(item.at("id").get_string()));
    });
    if (items.size() > limit) items.resize(limit);
    json::array list;
    for (auto& item : items) list.push_back(std::move(item));
    return json_answer(
        json::object{{"today", today}, {"count", count}, {"overdue", overdue}, {"items", std::move(list)}});
}

} // namespace

void add_todo_routes(Router& router, Context& context) {
    router.add({.method = http::Method::get,
                .path = "/api/v1/todo",
                .name = "list_todo",
                .summary = "Records whose state has a time limit, the most urgent first.",
                .parameters = {{.name = "limit",
                                .about = "The most that are named.",
                                .schema = {{"type", "integer"}, {"minimum", 1}, {"maximum", most_records}}}},
                .replies = {{200, "How many wait, how many are overdue, and the first of them.", "Todo"}},
                .handler = Slow{[&context](Call& call) { return list_todo(context, call); }}});
}

} // namespace shanhai::api

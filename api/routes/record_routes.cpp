#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "api/routes/list_filter.h"
#include "api/routes/submit.h"
#include "base/hash.h"
#include "base/money.h"

#include <algorithm>

namespace shanhai::api {

namespace {

Result<const kernel::RecordType*> type_of(const Context& context, const std::string& name) {
    const kernel::RecordType* type = context.kernel.schema().type(name);
    if (!type) return refuse("record.unknown_type", {}, {{"name", name}});
    return type;
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

Answer list_records(Context& context, Call& call) {
    const auto* type = TRY(type_of(context, call.part(0)));
    const http::Query given = TRY(http::Query::parse(call.request.query()));
    kernel::Page page = TRY(context.kernel.list(call.who(), type->name, TRY(list_query(given))));
    json::object body;
    body["items"] = std::move(page.items);
    body["next"] = page.next ? json::value(*page.next) : json::value(nullptr);
    if (page.count) body["count"] = *page.count;
    return json_answer(body);
}

Answer get_record(Context& context, Call& call) {
    const auto* type = TRY(type_of(context, call.part(0)));
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const auto as_of = TRY(moment_in(query, "as_of"));
    const json::object record = TRY(context.kernel.get(call.who(), type->name, call.part(1), as_of));
    http::Response response = record_answer(record);
    const std::string_view known = call.request.field("If-None-Match");
    if (!as_of && !known.empty() && known == etag_of(record)) {
        response.status = 304;
        response.body.clear();
    }
    return response;
}

Answer get_history(Context& context, Call& call) {
    const auto* type = TRY(type_of(context, call.part(0)));
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const auto as_of = TRY(moment_in(query, "as_of"));
    return json_answer(TRY(context.kernel.history(call.who(), type->name, call.part(1), as_of)));
}

Answer get_next_steps(Context& context, Call& call) {
    const auto* type = TRY(type_of(context, call.part(0)));
    return json_answer(TRY(context.kernel.next_steps(call.who(), type->name, call.part(1))));
}

// ── commands ─────────────────────────────────────────────────────────────────────────────────────────────────────

Result<std::string> idempotency_key_in(const http::Request& request) {
    const std::string_view key = request.field("Idempotency-Key");
    const bool visible = std::ranges::all_of(key, [](char c) { return c > 0x20 && c < 0x7f; });
    if (key.size() > 200 || !visible) return refuse("idempotency.bad_key");
    return std::string(key);
}

// What must be the same when an idempotency key comes again.
std::string fingerprint_of(const http::Request& request) {
    std::string text(http::name_of(request.method));
    text.append(" ").append(request.target).append("\n").append(request.body);
    return hex(sha256(text));
}

Result<kernel::Request> request_of(Context& context, Call& call, kernel::Action action) {
    const auto* type = TRY(type_of(context, call.part(0)));
    kernel::Command command;
    command.action = action;
    command.type = type->name;
    if (action != kernel::Action::create) command.record = call.part(1);
    if (action == kernel::Action::advance) command.transition = call.part(2);
    command.fields = TRY(object_in(call.request));
    if (command.fields.contains("reason")) {
        command.reason = TRY(text_in(command.fields, "reason"));
        command.fields.erase("reason");
    }
    command.version = TRY(version_in(call.request));
    if (action == kernel::Action::amend && call.request.field("If-Match").empty())
        return refuse("record.version_required");
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    kernel::Request request;
    request.who = call.who();
    request.dry_run = query.is_set("dry_run");
    if (!request.dry_run) request.idempotency_key = TRY(idempotency_key_in(call.request));
    if (!request.idempotency_key.empty()) request.fingerprint = fingerprint_of(call.request);
    request.commands.push_back(std::move(command));
    return request;
}

json::object shown(const kernel::Schema& schema, const kernel::PostingShown& posting) {
    const kernel::Measure& measure = schema.measures.at(static_cast<std::size_t>(posting.measure));
    return {{"measure", measure.name},
            {"title", as_json(measure.title)},
            {"value", scaled_text(posting.value, measure.unit.scale)},
            {"unit", measure.unit.money ? posting.currency : measure.unit.name},
            {"day", posting.day.iso()},
            {"coordinates", as_json(posting.coordinates)}};
}

http::Response rehearsal(const kernel::Schema& schema, kernel::Outcome& outcome) {
    json::array postings;
    for (const auto& posting : outcome.postings) postings.push_back(shown(schema, posting));
    return json_answer(
        json::object{{"dry_run", true}, {"record", std::move(outcome.shown)}, {"postings", std::move(postings)}});
}

http::awaitable<Answer> command(Context& context, Call& call, kernel::Action action) {
    auto request = request_of(context, call, action);
    if (!request) co_return std::unexpected(request.error());
    const bool dry_run = request->dry_run;
    auto reply = co_await submit(context.kernel, *std::move(request));
    if (!reply) co_return std::unexpected(reply.error());
    kernel::Outcome& outcome = reply->outcomes.at(0);
    if (dry_run) co_return rehearsal(context.kernel.schema(), outcome);
    http::Response response = record_answer(outcome.shown, action == kernel::Action::create ? 201 : 200);
    if (action == kernel::Action::create)
        response.add("Location", "/api/v1/" + call.part(0) + "/" + std::to_string(outcome.record.value));
    if (reply->repeated) response.add("Idempotency-Replayed", "true");
    co_return response;
}

Waiting does(Context& context, kernel::Action action) {
    return [&context, action](Call& call) { return command(context, call, action); };
}

// ── their description ────────────────────────────────────────────────────────────────────────────────────────────

const Parameter the_id{.in = Parameter::In::path, .name = "id", .about = "The record's id, number or key."};
const Parameter as_of{.name = "as_of", .about = "A moment or day: the record as it was at its end."};
const Parameter dry_run{
    .name = "dry_run", .about = "1: check only; nothing is changed.", .schema = {{"enum", {"0", "1"}}}};
const Parameter if_match{
    .in = Parameter::In::header, .name = "If-Match", .about = "The version from the ETag; * for any."};
const Parameter key{.in = Parameter::In::header,
                    .name = "Idempotency-Key",
                    .about = "The same key and body again give the first answer again.",
                    .schema = {{"type", "string"}, {"maxLength", 200}}};

} // namespace

void add_record_routes(Router& router, Context& context) {
    using http::Method;
    const std::string all = "/api/v1/{type}", one = "/api/v1/{type}/{id}";
    router.add({.method = Method::get,
                .path = all,
                .name = "list_{type}",
                .summary = "Lists records.",
                .parameters = list_parameters(),
                .replies = {{200, "A page.", "{type}.page"}},
                .handler = Slow{[&context](Call& call) { return list_records(context, call); }}});
    router.add({.method = Method::post,
                .path = all,
                .name = "create_{type}",
                .summary = "Makes a record.",
                .body = Body::json,
                .body_schema = "{type}.create",
                .parameters = {dry_run, key},
                .replies = {{201, "The record; Location and ETag name it and its version.", "{type}"},
                            {200, "Of a dry run: what would be.", "{type}.rehearsal"}},
                .handler = does(context, kernel::Action::create)});
    router.add({.method = Method::get,
                .path = one,
                .name = "get_{type}",
                .summary = "One record.",
                .parameters = {the_id, as_of},
                .replies = {{200, "The record; its version is the ETag.", "{type}"}},
                .handler = Quick([&context](Call& call) { return get_record(context, call); })});
    router.add({.method = Method::patch,
                .path = one,
                .name = "amend_{type}",
                .summary = "Changes fields of a record.",
                .body = Body::json,
                .body_schema = "{type}.amend",
                .parameters = {the_id, if_match, dry_run, key},
                .replies = {{200, "The record.", "{type}"}},
                .handler = does(context, kernel::Action::amend)});
    router.add({.method = Method::get,
                .path = one + "/history",
                .name = "history_of_{type}",
                .summary = "Every journal entry of a record, with what it posted.",
                .parameters = {the_id, as_of},
                .replies = {{200, "Entries, oldest first.", "History"}},
                .handler = Slow{[&context](Call& call) { return get_history(context, call); }}});
    router.add({.method = Method::get,
                .path = one + "/next",
                .name = "next_steps_of_{type}",
                .summary = "Where a record stands, what each next step needs, and whether the last can be undone.",
                .parameters = {the_id},
                .replies = {{200, "The steps from its state.", "NextSteps"}},
                .handler = Slow{[&context](Call& call) { return get_next_steps(context, call); }}});
    router.add({.method = Method::post,
                .path = one + "/undo",
                .name = "undo_{type}",
                .summary = "Takes the record's last step back by an entry of its own.",
                .body = Body::json,
                .body_schema = "Reason",
                .parameters = {the_id, if_match, dry_run, key},
                .replies = {{200, "The record.", "{type}"}},
                .handler = does(context, kernel::Action::undo)});
    router.add({.method = Method::post,
                .path = one + "/void",
                .name = "void_{type}",
                .summary = "Takes a record and its postings back. It stays readable.",
                .body = Body::json,
                .body_schema = "Reason",
                .parameters = {the_id, if_match, dry_run, key},
                .replies = {{200, "The record.", "{type}"}},
                .handler = does(context, kernel::Action::void_)});
    router.add(
        {.method = Method::post,
         .path = one + "/erase",
         .name = "erase_{type}",
         .summary = "Destroys the key of the person that the record is: what is personal can never be read again.",
         .body = Body::json,
         .body_schema = "Reason",
         .parameters = {the_id, if_match, dry_run, key},
         .replies = {{200, "The record, erased.", "{type}"}},
         .handler = does(context, kernel::Action::erase)});
    router.add({.method = Method::post,
                .path = one + "/{transition}",
                .name = "{transition}_{type}",
                .summary = "Advances a record to another state.",
                .body = Body::json,
                .body_schema = "{type}.{transition}",
                .parameters = {the_id, if_match, dry_run, key},
                .replies = {{200, "The record.", "{type}"}},
                .handler = does(context, kernel::Action::advance)});
}

} // namespace shanhai::api

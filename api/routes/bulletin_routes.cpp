#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "kernel/bulletins/annual.h"
#include "kernel/bulletins/bulletin.h"
#include "kernel/bulletins/evaluate.h"
#include "kernel/bulletins/form.h"

// Bulletins 通报: composed, approved, frozen, written out; and what anybody may check of a frozen one.
namespace shanhai::api {

namespace {

constexpr std::size_t largest_content_bytes = 300 << 10;
constexpr std::string_view file_fields = "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n";

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

// Where anybody checks it: the page of the server that was asked. The beginning of the digest lets the page see that the paper
// in hand and the record are one.
std::string address_of(const Context& context, const Call& call, const kernel::Bulletin& bulletin) {
    const std::string_view host = call.request.field("Host");
    const auto words = kernel::digest_words(bulletin);
    const auto space = words.find(' ');
    if (host.empty() || space == std::string::npos) return {};
    return (context.options.https_only ? "https://" : "http://") + std::string(host) + "/bulletins/" + bulletin.id +
           "/verify?f=" + words.substr(space + 1, 16);
}

json::object paper_json(const kernel::Bulletin& bulletin) {
    return {{"id", bulletin.id},
            {"state", bulletin.state},
            {"void", bulletin.is_void},
            {"digest", or_null(kernel::digest_words(bulletin))},
            {"paper", kernel::as_json(bulletin.paper)}};
}

// "12" is the paper as JSON, "12.pdf" the same as a file.
Answer get_bulletin(Context& context, Call& call) {
    const std::string& name = call.part(0);
    const auto dot = name.rfind('.');
    const auto form = dot == std::string::npos ? std::nullopt : kernel::paper_form_named(name.substr(dot));
    if (dot != std::string::npos && !form)
        return refuse("export.unknown", {}, {{"name", name.substr(dot + 1)}, {"names", "html, pdf, docx, xlsx, txt"}});
    const auto bulletin = TRY(kernel::read_bulletin(context.kernel, call.who(), name.substr(0, dot)));
    if (!form) return json_answer(paper_json(bulletin));
    const auto address = address_of(context, call, bulletin);
    http::Response response;
    response.body = TRY(kernel::printed({bulletin, address}, *form));
    response.content_type = kernel::media_type_of(*form);
    response.lasting_fields = file_fields;
    // A page and a printed paper are looked at, the others are kept.
    const bool inline_view = *form == kernel::PaperForm::html || *form == kernel::PaperForm::pdf;
    // Nothing in a page of ours needs scripts, or anything from elsewhere.
    if (*form == kernel::PaperForm::html)
        response.add("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox");
    response.add("Content-Disposition",
                 disposition(inline_view, bulletin.paper.title + std::string(kernel::ending_of(*form))));
    return response;
}

Answer verify_bulletin(Context& context, Call& call) {
    const auto bulletin = TRY(kernel::public_bulletin(context.kernel, call.part(0)));
    const auto standing = TRY(kernel::standing_of(context.kernel, bulletin.paper));
    json::object body = paper_json(bulletin);
    body["signature"] = bulletin.sealed->signature;
    body["key"] = TRY(context.kernel.log().verifier_key());
    body["log"] = json::object{{"same", standing.is_of_this_log}, {"entries", standing.entries}};
    auto answer = json_answer(body);
    answer.add("Cache-Control", "no-cache");
    return answer;
}

// ── commands ─────────────────────────────────────────────────────────────────────────────────────────────────────

// Figures alone, as the caller sees them.
Answer preview(Context& context, Call& call) {
    const auto body = TRY(object_in(call.request));
    const auto* content = body.if_contains("content");
    if (content == nullptr) return refuse("record.field_required", "/content", {{"name", "content"}});
    kernel::Bulletin bulletin;
    bulletin.state = "draft";
    bulletin.paper = TRY(kernel::evaluate(context.kernel, call.who(), TRY(kernel::read_content(*content))));
    return json_answer(paper_json(bulletin));
}

Answer begin_annual(Context& context, Call& call) {
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const auto year = TRY(query.number("year"));
    if (!year || *year < 1 || *year > 9999) return refuse("record.field_required", "/year", {{"name", "year"}});
    return json_answer(json::object{
        {"fields",
         TRY(kernel::annual_bulletin(context.kernel, call.who(), static_cast<int>(*year), {}, call.language))}});
}

Answer compose(Context& context, Call& call) {
    const auto reply = TRY(kernel::compose_bulletin(context.kernel, call.who(), TRY(object_in(call.request))));
    const auto& outcome = reply.outcomes.at(0);
    auto response = record_answer(outcome.shown, 201);
    response.add("Location", "/api/v1/bulletins/" + std::to_string(outcome.record.value));
    return response;
}

Answer amend(Context& context, Call& call) {
    if (trim(call.request.field("If-Match")).empty()) return refuse("record.version_required");
    const auto version = TRY(version_in(call.request));
    const auto reply =
        TRY(kernel::amend_bulletin(context.kernel, call.who(), call.part(0), TRY(object_in(call.request)), version));
    return record_answer(reply.outcomes.at(0).shown);
}

Answer approve(Context& context, Call& call) {
    kernel::Command advance;
    advance.action = kernel::Action::advance;
    advance.type = kernel::bulletin_type;
    advance.transition = "approve";
    advance.record = call.part(0);
    kernel::Request request;
    request.who = call.who();
    request.commands.push_back(std::move(advance));
    return record_answer(TRY(context.kernel.execute(std::move(request))).outcomes.at(0).shown);
}

Answer freeze(Context& context, Call& call) {
    return record_answer(TRY(kernel::freeze_bulletin(context.kernel, call.who(), call.part(0))).outcomes.at(0).shown);
}

// ── their description ────────────────────────────────────────────────────────────────────────────────────────────

const Parameter the_id{.in = Parameter::In::path, .name = "id", .about = "The bulletin's id or number."};

Slow slowly(Context& context, Answer (*work)(Context&, Call&)) {
    return Slow{[&context, work](Call& call) { return work(context, call); }};
}

void add_reading(Router& router, Context& context) {
    using http::Method;
    router.add(
        {.method = Method::get,
         .path = "/api/v1/bulletins/{id}",
         .name = "read_paper",
         .summary =
             "A bulletin with its numbers: those that were signed, or of a draft those of now. With an ending (.html, .pdf, "
             ".docx, .xlsx, .txt) as a file.",
         .parameters = {{.in = Parameter::In::path, .name = "id", .about = "Its id or number, and perhaps an ending."}},
         .replies = {{200, "The paper, or the file.", "BulletinPaper"}},
         .handler = slowly(context, get_bulletin)});
    router.add(
        {.method = Method::get,
         .path = "/api/v1/bulletins/{id}/verify",
         .name = "verify_paper",
         .summary =
             "A frozen bulletin for anybody: what was signed, the signature, and whether this journal is the one that it was "
             "taken from. Drafts answer as if they did not exist.",
         .access = Access::open,
         .parameters = {the_id},
         .replies = {{200, "It is as it was signed.", "VerifiedBulletin"}},
         .handler = slowly(context, verify_bulletin)});
    router.add(
        {.method = Method::get,
         .path = "/api/v1/bulletins/annual/fields",
         .name = "begin_annual_paper",
         .summary =
             "The fields of a new bulletin that tells a year by all figures of the modules present. Nothing is stored.",
         .parameters = {{.name = "year", .about = "The year.", .schema = {{"type", "integer"}}}},
         .replies = {{200, "As POST /bulletins takes them.", "BulletinFields"}},
         .handler = slowly(context, begin_annual)});
}

} // namespace

void add_bulletin_routes(Router& router, Context& context) {
    using http::Method;
    const std::string all = "/api/v1/bulletins", one = "/api/v1/bulletins/{id}";
    add_reading(router, context);
    router.add({.method = Method::post,
                .path = all,
                .name = "compose_paper",
                .summary = "Makes a bulletin, when all of its numbers can be found.",
                .body = Body::json,
                .body_schema = "BulletinComposed",
                .replies = {{201, "The record.", "BulletinRecord"}},
                .handler = slowly(context, compose),
                .body_limit = largest_content_bytes});
    router.add({.method = Method::post,
                .path = all + "/preview",
                .name = "preview_paper",
                .summary = "The numbers of a content that is not stored.",
                .body = Body::json,
                .body_schema = "BulletinPreview",
                .replies = {{200, "The paper.", "BulletinPaper"}},
                .handler = slowly(context, preview),
                .body_limit = largest_content_bytes});
    router.add({.method = Method::patch,
                .path = one,
                .name = "change_paper",
                .summary = "Changes a draft, when all of its numbers can be found.",
                .body = Body::json,
                .body_schema = "BulletinChanged",
                .parameters = {the_id,
                               {.in = Parameter::In::header,
                                .name = "If-Match",
                                .about = "The version from the ETag; * for any."}},
                .replies = {{200, "The record.", "BulletinRecord"}},
                .handler = slowly(context, amend),
                .body_limit = largest_content_bytes});
    router.add({.method = Method::post,
                .path = one + "/approve",
                .name = "approve_paper",
                .summary = "By a second person: not by who wrote it.",
                .parameters = {the_id},
                .replies = {{200, "The record.", "BulletinRecord"}},
                .handler = slowly(context, approve)});
    router.add({.method = Method::post,
                .path = one + "/freeze",
                .name = "freeze_paper",
                .summary = "Takes the journal's checkpoint, computes every number as of it, and signs them.",
                .parameters = {the_id},
                .replies = {{200, "The record.", "BulletinRecord"}},
                .handler = slowly(context, freeze)});
}

} // namespace shanhai::api

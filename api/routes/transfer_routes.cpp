#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "api/routes/list_filter.h"
#include "api/routes/names.h"
#include "api/routes/transfers.h"
#include "base/hash.h"
#include "kernel/module/module.h"
#include "kernel/transfer/import_template.h"
#include "kernel/transfer/list_export.h"
#include "kernel/transfer/marked_copy.h"
#include "kernel/transfer/table_import.h"

#include <fstream>

namespace shanhai::api {

namespace {

constexpr std::size_t largest_table_bytes = 20 << 20;
constexpr std::size_t longest_name = 200; // code points
constexpr std::string_view file_fields = "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n";

Result<const kernel::RecordType*> type_of(const Context& context, const std::string& name) {
    const kernel::RecordType* type = context.kernel.schema().type(name);
    if (!type) return refuse("record.unknown_type", {}, {{"name", name}});
    return type;
}

http::Response attachment(std::string bytes, std::string_view media_type, const std::string& name) {
    http::Response response;
    response.content_type = media_type;
    response.lasting_fields = file_fields;
    response.add("Content-Disposition", disposition(false, name));
    response.body = std::move(bytes);
    return response;
}

// ── in ───────────────────────────────────────────────────────────────────────────────────────────────────────────

// A table as it was sent, and what is to be done with it.
struct Sent {
    const kernel::RecordType* type = nullptr;
    kernel::TableFile file;
    kernel::ImportOptions options;
    Transfers::Running running;
    std::function<std::string(const Problem&)> sentence;
};

Result<Sent> sent_with(Context& context, Call& call) {
    const auto* type = TRY(type_of(context, call.part(0)));
    TRY_DO(context.kernel.permit(call.who(), type->name, "create")); // before anything is unpacked
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    auto running = TRY(context.transfers.begin(call.who().user(), query.text("transfer")));
    kernel::ImportOptions options;
    options.file_name = query.text("name");
    if (code_points(options.file_name) > longest_name) return refuse("file.bad_name");
    options.sheet = query.text("sheet");
    options.digest = hex(sha256(call.request.body));
    options.dry_run = query.is_set("dry_run");
    auto file = TRY(kernel::TableFile::of(std::move(call.request.body)));
    const auto names = names_in(context.kernel.schema(), type, call.language);
    auto sentence = [&context, language = call.language, names](const Problem& problem) {
        return context.problems.sentence(problem, language, names);
    };
    return Sent{type, std::move(file), std::move(options), std::move(running), std::move(sentence)};
}

Result<kernel::ImportReport> imported(Context& context, Call& call, Sent& sent) {
    sent.options.cancelled = &sent.running.cancelled();
    return kernel::import_table(context.kernel, call.who(), sent.type->name, sent.file, sent.options,
                                sent.running.import_progress());
}

// Rows were refused: a problem that carries the whole report.
http::Response refusal_of_rows(const Context& context, const Call& call, const kernel::ImportReport& report,
                               json::object shown) {
    const Problem problem{"import.rows_refused", {}, {{"count", std::to_string(report.problems.size())}}, {}, {}};
    json::object document = context.problems.document(problem, call.language, "import");
    document["report"] = std::move(shown);
    http::Response response = json_answer(document, context.problems.status(problem));
    response.content_type = "application/problem+json";
    return response;
}

Answer import_table(Context& context, Call& call) {
    auto sent = TRY(sent_with(context, call));
    const auto report = TRY(imported(context, call, sent));
    auto shown = kernel::report_json(report, *sent.type, sent.sentence);
    if (!report.dry_run && !report.problems.empty()) return refusal_of_rows(context, call, report, std::move(shown));
    return json_answer(shown);
}

Answer mark_table(Context& context, Call& call) {
    auto sent = TRY(sent_with(context, call));
    sent.options.dry_run = true;
    const auto report = TRY(imported(context, call, sent));
    auto bytes = TRY(kernel::marked_copy(sent.file, report, call.language, sent.sentence));
    const std::string& name = sent.options.file_name;
    const std::string ending = call.language == "en" ? " (marked).xlsx" : "（已标注）.xlsx";
    return attachment(std::move(bytes), kernel::media_type_of(kernel::ListForm::xlsx),
                      name.substr(0, name.rfind('.')) + ending);
}

Answer make_template(Context& context, Call& call) {
    const auto* type = TRY(type_of(context, call.part(0)));
    auto bytes = TRY(kernel::import_template(context.kernel, call.who(), type->name, call.language));
    const std::string ending = call.language == "en" ? " template.xlsx" : "导入模板.xlsx";
    return attachment(std::move(bytes), kernel::media_type_of(kernel::ListForm::xlsx),
                      type->title.in(call.language) + ending);
}

// ── out ──────────────────────────────────────────────────────────────────────────────────────────────────────────

Answer export_list(Context& context, Call& call) {
    const auto* type = TRY(type_of(context, call.part(0)));
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    kernel::ListExport wanted;
    const std::string form = query.text("form");
    const auto known = kernel::list_form_named(form.empty() ? "xlsx" : form);
    if (!known) return refuse("export.unknown", {}, {{"name", form}, {"names", "xlsx, csv, jsonl"}});
    wanted.form = *known;
    wanted.language = call.language;
    wanted.query = TRY(list_query(query, {"form", "transfer", "limit", "after", "count"}));
    const auto running = TRY(context.transfers.begin(call.who().user(), query.text("transfer")));
    wanted.cancelled = &running.cancelled();
    const auto file = TRY(http::TemporaryFile::make());
    const auto head =
        TRY(kernel::export_list(context.kernel, call.who(), type->name, wanted, file.path(), running.progress()));
    const std::string ending = wanted.form == kernel::ListForm::xlsx  ? ".xlsx"
                               : wanted.form == kernel::ListForm::csv ? ".csv"
                                                                      : ".jsonl";
    http::Response response =
        attachment({}, kernel::media_type_of(wanted.form),
                   type->title.in(call.language) + " " + head.at.day_in_shanghai().iso() + ending);
    response.file = TRY(file.body());
    return response;
}

// What a module writes in a standard of the world outside.
Answer export_standard(Context& context, Call& call) {
    const auto& exporters = context.kernel.registrar().exporters();
    const auto found = exporters.find(call.part(0));
    if (found == exporters.end())
        return refuse("export.unknown", {}, {{"name", call.part(0)}, {"names", join_keys(exporters, ", ")}});
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const auto running = TRY(context.transfers.begin(call.who().user(), query.text("transfer")));
    const auto file = TRY(http::TemporaryFile::make());
    std::ofstream out(file.path(), std::ios::binary | std::ios::trunc);
    TRY(found->second.write(context.kernel, call.who(), out, running.progress_or_end()));
    out.close();
    if (!out) return refuse("file.unwritable", {}, {{"path", file.path().string()}});
    http::Response response = attachment({}, found->second.media_type,
                                         found->second.title.in(call.language) + " " +
                                             context.kernel.now().day_in_shanghai().iso() + found->second.ending);
    response.file = TRY(file.body());
    return response;
}

// ── under way ────────────────────────────────────────────────────────────────────────────────────────────────────

Answer get_transfer(Context& context, Call& call) {
    return json_answer(TRY(context.transfers.shown(call.who().user(), call.part(0))));
}

Answer cancel_transfer(Context& context, Call& call) {
    TRY_DO(context.transfers.cancel(call.who().user(), call.part(0)));
    return no_content();
}

// ── their description ────────────────────────────────────────────────────────────────────────────────────────────

constexpr const char* xlsx_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

const Parameter transfer{.name = "transfer",
                         .about = "A name of one's own choosing (letters, digits, hyphens), to ask by how far it is.",
                         .schema = {{"type", "string"}, {"maxLength", 64}}};
const Parameter file_name{.name = "name", .about = "The file's name; amendments give it as their reason."};
const Parameter sheet{.name = "sheet",
                      .about = "Its place from 1, or its name; else the first visible one that names fields."};

} // namespace

void add_transfer_routes(Router& router, Context& context) {
    using http::Method;
    const std::string in = "/api/v1/{type}/import", one = "/api/v1/transfers/{id}";
    router.add({.method = Method::get,
                .path = in,
                .name = "get_template_of_{type}",
                .summary = "A workbook to fill in, with drop-downs.",
                .replies = {{200, "The workbook.", "", xlsx_type}},
                .handler = apart(context, make_template)});
    router.add({.method = Method::post,
                .path = in,
                .name = "import_{type}",
                .summary = "Records from an xlsx or csv file: all of its rows, or none.",
                .body = Body::bytes,
                .parameters = {file_name,
                               sheet,
                               {.name = "dry_run",
                                .about = "1: check only; nothing is changed.",
                                .schema = {{"enum", {"0", "1"}}}},
                               transfer},
                .replies = {{200, "What was done, or would be; of a dry run with every problem.", "ImportReport"},
                            {422, "Rows were refused and nothing was changed: a problem with the report.",
                             "ImportRefusal", "application/problem+json"}},
                .handler = apart(context, import_table),
                .body_limit = largest_table_bytes});
    router.add({.method = Method::post,
                .path = in + "/marked",
                .name = "mark_import_of_{type}",
                .summary = "The sheet with every problem marked in its cell, to hand back. Nothing is changed.",
                .body = Body::bytes,
                .parameters = {file_name, sheet, transfer},
                .replies = {{200, "The workbook.", "", xlsx_type}},
                .handler = apart(context, mark_table),
                .body_limit = largest_table_bytes});
    auto parameters = list_parameters();
    parameters.insert(parameters.begin(),
                      {.name = "form", .about = "", .schema = {{"enum", {"xlsx", "csv", "jsonl"}}}});
    parameters.push_back(transfer);
    router.add({.method = Method::get,
                .path = "/api/v1/{type}/export",
                .name = "export_{type}",
                .summary = "The whole list as a file, with the filter and the journal's checkpoint in it.",
                .parameters = std::move(parameters),
                .replies = {{200, "The file.", "", "application/octet-stream"}},
                .handler = apart(context, export_list)});
    router.add({.method = Method::get,
                .path = "/api/v1/exports/{name}",
                .name = "export_standard",
                .summary = "A file in a standard of the world outside (IATI, OCDS), as GET /schema lists them.",
                .parameters = {{.in = Parameter::In::path, .name = "name", .about = "As in the schema's `exports`."},
                               transfer},
                .replies = {{200, "The file.", "", "application/octet-stream"}},
                .handler = apart(context, export_standard)});
    const Parameter the_name{.in = Parameter::In::path, .name = "id", .about = "What the caller named it."};
    router.add({.method = Method::get,
                .path = one,
                .name = "get_transfer",
                .summary = "How far an import or export of one's own is.",
                .parameters = {the_name},
                .replies = {{200, "So far.", "Transfer"}},
                .handler = Quick([&context](Call& call) { return get_transfer(context, call); })});
    router.add({.method = Method::delete_,
                .path = one,
                .name = "cancel_transfer",
                .summary = "Calls it off. What is committed already stays.",
                .parameters = {the_name},
                .replies = {{204, "It will end soon.", ""}},
                .handler = Quick([&context](Call& call) { return cancel_transfer(context, call); })});
}

} // namespace shanhai::api

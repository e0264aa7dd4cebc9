#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "api/routes/names.h"
#include "api/routes/posting_json.h"
#include "api/routes/where.h"

namespace shanhai::api {

namespace {

constexpr std::size_t usual_postings = 100, most_postings = 1000;

Result<const kernel::Figure*> figure_of(const Context& context, const std::string& name) {
    const kernel::Figure* figure = context.kernel.schema().figure(name);
    if (!figure) return refuse("figure.unknown", {}, {{"name", name}});
    return figure;
}

std::vector<std::string> by_in(const http::Query& query) {
    std::vector<std::string> by;
    for (const auto& [name, value] : query.all())
        if (name == "by")
            for (auto& dimension : parse_by(value)) by.push_back(std::move(dimension));
    return by;
}

json::value target_of(const kernel::Figure& figure, const kernel::FigureCell& cell) {
    if (!figure.has_target) return nullptr;
    json::object target;
    target[figure.target.at_least ? "at_least" : "at_most"] = figure.target.text;
    target["met"] = cell.target_met ? json::value(*cell.target_met) : json::value(nullptr);
    return target;
}

json::object row_of(const kernel::Figure& figure, const kernel::FigureCell& cell) {
    return {{"where", as_json(cell.where)},
            {"keys", as_json(cell.keys)},
            {"value", or_null(cell.text)},
            {"unit", cell.unit},
            {"target", target_of(figure, cell)}};
}

// ── all figures with one slice ───────────────────────────────────────────────────────────────────────────────────

void append_rows(Context& context, const Call& call, const kernel::Figure& figure, const kernel::Where& where,
                 const std::optional<Moment>& as_of, json::array& rows) {
    auto cells = context.kernel.figure(call.who(), {.figure = figure.name, .where = where, .by = {}, .as_of = as_of});
    if (!cells || cells->empty()) { // of money in no currency at all there is no cell
        json::object row{{"figure", figure.name},
                         {"where", as_json(where)},
                         {"value", nullptr},
                         {"unit", figure.unit},
                         {"target", nullptr}};
        const Names names = names_in(context.kernel.schema(), nullptr, call.language);
        if (!cells) row["because"] = context.problems.sentence(cells.error(), call.language, names);
        rows.push_back(std::move(row));
        return;
    }
    for (const auto& cell : *cells) {
        json::object row = row_of(figure, cell);
        row["figure"] = figure.name;
        rows.push_back(std::move(row));
    }
}

Answer list_figures(Context& context, Call& call) {
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const kernel::Where where = TRY(where_in(query));
    const auto as_of = TRY(moment_in(query, "as_of"));
    std::vector<const kernel::Figure*> figures;
    for (const auto& figure : context.kernel.schema().figures)
        if (!query.is_set("headline") || figure.headline) figures.push_back(&figure);
    if (query.is_set("headline"))
        std::ranges::sort(figures, {}, [](const auto* figure) { return std::pair(*figure->headline, figure->name); });
    json::array rows;
    for (const auto* figure : figures) append_rows(context, call, *figure, where, as_of, rows);
    return json_answer(json::object{{"rows", std::move(rows)}});
}

// ── one figure ───────────────────────────────────────────────────────────────────────────────────────────────────

Answer get_figure(Context& context, Call& call) {
    const auto* figure = TRY(figure_of(context, call.part(0)));
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const auto as_of = TRY(moment_in(query, "as_of"));
    const auto cells = TRY(context.kernel.figure(
        call.who(), {.figure = figure->name, .where = TRY(where_in(query)), .by = by_in(query), .as_of = as_of}));
    json::array rows;
    rows.reserve(cells.size());
    for (const auto& cell : cells) rows.push_back(row_of(*figure, cell));
    return json_answer(json::object{{"figure", figure->name},
                                    {"title", as_json(figure->title)},
                                    {"unit", figure->unit},
                                    {"kind", figure->kind == kernel::FigureKind::flow ? "flow" : "stock"},
                                    {"decimals", figure->decimals},
                                    {"as_of", as_of ? json::value(as_of->iso()) : json::value(nullptr)},
                                    {"rows", std::move(rows)}});
}

// ── lineage ──────────────────────────────────────────────────────────────────────────────────────────────────────

json::object shown(const kernel::Schema& schema, const kernel::OperandShown& operand) {
    const kernel::Measure* measure = schema.measure(operand.measure);
    return {{"measure", operand.measure},
            {"title", measure ? as_json(measure->title) : json::object{}},
            {"filter", or_null(operand.filter)},
            {"value", operand.value},
            {"unit", operand.unit},
            {"postings", operand.postings},
            {"late", json::object{{"value", operand.late}, {"postings", operand.late_postings}}}};
}

Answer get_lineage(Context& context, Call& call) {
    const auto* figure = TRY(figure_of(context, call.part(0)));
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    kernel::LineageQuery asked;
    asked.figure = figure->name;
    asked.where = TRY(where_in(query));
    asked.as_of = TRY(moment_in(query, "as_of"));
    asked.limit = TRY(limit_in(query, usual_postings, most_postings));
    if (const std::string* after = query.find("after")) asked.after = *after;
    if (const auto operand = TRY(query.number("operand"))) {
        if (*operand >= figure->formula.operands.size())
            return refuse("figure.unknown_operand", {}, {{"operand", std::to_string(*operand)}});
        asked.operand = static_cast<int>(*operand);
    }
    const kernel::Lineage lineage = TRY(context.kernel.lineage(call.who(), asked));
    json::array operands, postings;
    for (const auto& operand : lineage.operands) operands.push_back(shown(context.kernel.schema(), operand));
    for (const auto& posting : lineage.postings) postings.push_back(posting_json(posting));
    return json_answer(json::object{{"figure", figure->name},
                                    {"where", as_json(lineage.cell.where)},
                                    {"value", or_null(lineage.cell.text)},
                                    {"unit", lineage.cell.unit},
                                    {"operands", std::move(operands)},
                                    {"postings", std::move(postings)},
                                    {"next", lineage.next ? json::value(*lineage.next) : json::value(nullptr)}});
}

// ── what was published ───────────────────────────────────────────────────────────────────────────────────────────

Answer list_published(Context& context, Call& call) {
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const auto published = TRY(context.kernel.published(call.who(), TRY(moment_in(query, "as_of"))));
    json::array rows;
    rows.reserve(published.size());
    for (const auto& row : published) {
        json::object shown;
        for (const char* column : {"id", "source", "area", "giver", "receiver", "metric_zh", "metric_en", "value",
                                   "unit", "qualifier", "period"}) {
            const auto value = row.fact.find(column);
            shown[column] = value == row.fact.end() ? std::string() : value->second;
        }
        shown["figure"] = or_null(row.figure);
        shown["where"] = row.figure.empty() ? json::value(nullptr) : json::value(as_json(row.where));
        shown["computed"] = or_null(row.computed);
        shown["verdict"] = row.verdict;
        shown["module"] = or_null(row.module);
        shown["because"] = row.because.empty() ? json::value(nullptr) : json::value(as_json(row.because));
        rows.push_back(std::move(shown));
    }
    return json_answer(json::object{{"rows", std::move(rows)}});
}

// ── their description ────────────────────────────────────────────────────────────────────────────────────────────

const Parameter where{.name = "where", .about = "A slice: giver=山东省,year=2023. May be repeated.", .repeated = true};
const Parameter as_of{.name = "as_of", .about = "A moment or day: what was known at its end."};
const Parameter the_name{.in = Parameter::In::path, .name = "name", .about = "The figure's name."};

} // namespace

void add_figure_routes(Router& router, Context& context) {
    using http::Method;
    router.add(
        {.method = Method::get,
         .path = "/api/v1/figures",
         .name = "list_figures",
         .summary = "All figures, or only the headline ones, with one slice.",
         .parameters = {where, as_of, {.name = "headline", .about = "1: only those of the overview, in their order."}},
         .replies = {{200, "A row a figure.", "Figures"}},
         .handler = Slow{[&context](Call& call) { return list_figures(context, call); }}});
    router.add({.method = Method::get,
                .path = "/api/v1/figures/{name}",
                .name = "get_figure",
                .summary = "Any slice of a figure.",
                .parameters =
                    {the_name, where, as_of, {.name = "by", .about = "Dimensions or calendar steps, comma-separated."}},
                .replies = {{200, "A row a cell.", "Figure"}},
                .handler = Quick([&context](Call& call) { return get_figure(context, call); })});
    router.add({.method = Method::get,
                .path = "/api/v1/figures/{name}/lineage",
                .name = "get_lineage",
                .summary = "The postings and records behind one cell of a figure.",
                .parameters = {the_name,
                               where,
                               as_of,
                               {.name = "operand",
                                .about = "Only the postings of the formula's n-th operand, from 0.",
                                .schema = {{"type", "integer"}}},
                               {.name = "limit",
                                .about = "Postings a page.",
                                .schema = {{"type", "integer"}, {"minimum", 1}, {"maximum", most_postings}}},
                               {.name = "after", .about = "`next` of the page before."}},
                .replies = {{200, "Operands and a page of postings.", "Lineage"}},
                .handler = Slow{[&context](Call& call) { return get_lineage(context, call); }}});
    router.add({.method = Method::get,
                .path = "/api/v1/published",
                .name = "list_published",
                .summary = "What was published, beside what the records say.",
                .parameters = {as_of},
                .replies = {{200, "A row a published figure.", "Published"}},
                .handler = Slow{[&context](Call& call) { return list_published(context, call); }}});
}

} // namespace shanhai::api

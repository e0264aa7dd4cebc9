#include "api/routes/answers.h"
#include "apps/shanhai/program.h"
#include "apps/shanhai/slice_options.h"
#include "apps/shanhai/texts.h"

#include <algorithm>
#include <iostream>

namespace shanhai::apps {

namespace {

struct Figures {
    std::vector<std::string> names;
    SliceOptions slice;
    bool published = false;
    bool headline = false;
    Format format = Format::table;
};

std::string met_sign(const kernel::Figure& figure, const kernel::FigureCell& cell) {
    if (!figure.has_target) return {};
    const std::string target = (figure.target.at_least ? "≥ " : "≤ ") + figure.target.text;
    return cell.target_met ? target + (*cell.target_met ? " ✓" : " ✗") : target;
}

// The figures that were asked for; without names all of them, or the headline ones in their order.
Result<std::vector<const kernel::Figure*>> chosen(const kernel::Schema& schema, const Figures& command) {
    std::vector<const kernel::Figure*> figures;
    for (const std::string& name : command.names) {
        const kernel::Figure* figure = schema.figure(name);
        if (!figure) return refuse("figure.unknown", {}, {{"name", name}});
        figures.push_back(figure);
    }
    if (!figures.empty()) return figures;
    for (const auto& figure : schema.figures)
        if (!command.headline || figure.headline) figures.push_back(&figure);
    if (command.headline)
        std::ranges::sort(figures, {}, [](const auto* figure) { return std::pair(*figure->headline, figure->name); });
    return figures;
}

struct Row {
    const kernel::Figure* figure;
    kernel::FigureCell cell;
};

void print(const std::vector<Row>& rows, Format format) {
    std::vector<Column> columns = {{"figure", say("column.figure")}};
    if (format == Format::table) columns.push_back({"title", say("column.title")});
    columns.push_back({"where", say("column.where")});
    columns.push_back({"value", say("column.value"), Look::number});
    columns.push_back({"unit", say("column.unit")});
    if (format == Format::table) columns.push_back({"target", say("column.target")});
    Sheet sheet(columns);
    for (const auto& [figure, cell] : rows) {
        std::vector<json::value> cells = {json::value(figure->name)};
        if (format == Format::table) cells.push_back(json::value(figure->title.in(language())));
        cells.push_back(api::as_json(cell.where));
        cells.push_back(api::or_null(cell.text));
        cells.push_back(json::value(cell.unit));
        if (format == Format::table) cells.push_back(json::value(met_sign(*figure, cell)));
        sheet.add(std::move(cells));
    }
    sheet.print(std::cout, format);
}

Result<int> show_figures(const Program& program, const Figures& command) {
    const auto kernel = TRY(program.open_for_reading());
    const kernel::Where where = TRY(command.slice.where());
    const auto as_of = TRY(command.slice.as_of());
    std::vector<Row> rows;
    for (const kernel::Figure* figure : TRY(chosen(kernel->schema(), command))) {
        auto cells = kernel->figure(kernel::Principal::administrator(),
                                    {.figure = figure->name, .where = where, .by = command.slice.by(), .as_of = as_of});
        // Not every figure has every dimension: who asks for all gets those that have.
        const bool elsewhere = !cells && command.names.empty() && cells.error().code == "figure.unknown_dimension";
        if (elsewhere) continue;
        if (!cells) return std::unexpected(cells.error());
        for (auto& cell : *cells) rows.push_back({figure, std::move(cell)});
    }
    print(rows, command.format);
    return 0;
}

// ── beside what was published ────────────────────────────────────────────────────────────────────────────────────

std::string fact(const kernel::PublishedRow& row, const std::string& column) {
    const auto found = row.fact.find(column);
    return found == row.fact.end() ? std::string() : found->second;
}

std::string subject(const kernel::PublishedRow& row) {
    const std::string metric = fact(row, language() == "en" ? "metric_en" : "metric_zh");
    const std::string giver = fact(row, "giver"), period = fact(row, "period");
    return metric + (giver.empty() ? "" : " · " + giver) + (period.empty() ? "" : " · " + period);
}

// "3000000000" → "3,000,000,000"; years and ordinals are no amounts.
json::value for_people(const kernel::PublishedRow& row, const std::string& number) {
    const std::string unit = fact(row, "unit");
    const bool amount = !unit.starts_with("year") && !unit.starts_with("date") && unit != "ordinal";
    return api::or_null(amount ? grouped(number) : number);
}

// The figure that answers, or why none does, or who will.
std::string answer_of(const kernel::PublishedRow& row) {
    if (!row.figure.empty()) return row.figure;
    return row.because.empty() ? row.module : row.because.in(language());
}

Sheet published_for_people(const std::vector<kernel::PublishedRow>& rows) {
    Sheet sheet({{"id", say("column.fact")},
                 {"subject", say("column.subject")},
                 {"qualifier", say("column.qualifier")},
                 {"published", say("column.published"), Look::right},
                 {"computed", say("column.computed"), Look::right},
                 {"verdict", say("column.verdict")},
                 {"because", say("column.because")}});
    for (const auto& row : rows)
        sheet.add({json::value(fact(row, "id")), json::value(subject(row)),
                   json::value(say("qualifier." + fact(row, "qualifier"))), for_people(row, fact(row, "value")),
                   for_people(row, row.computed), json::value(say("verdict." + row.verdict)),
                   json::value(answer_of(row))});
    return sheet;
}

Sheet published_for_programs(const std::vector<kernel::PublishedRow>& rows) {
    Sheet sheet({{"id", ""},
                 {"published", ""},
                 {"computed", ""},
                 {"qualifier", ""},
                 {"verdict", ""},
                 {"unit", ""},
                 {"figure", ""},
                 {"where", ""},
                 {"module", ""},
                 {"because", ""}});
    for (const auto& row : rows)
        sheet.add({json::value(fact(row, "id")), json::value(fact(row, "value")), api::or_null(row.computed),
                   json::value(fact(row, "qualifier")), json::value(row.verdict), json::value(fact(row, "unit")),
                   api::or_null(row.figure), api::as_json(row.where), api::or_null(row.module),
                   api::or_null(row.because.in(language()))});
    return sheet;
}

Result<int> show_published(const Program& program, const Figures& command) {
    const auto kernel = TRY(program.open_for_reading());
    auto rows = TRY(kernel->published(kernel::Principal::administrator(), TRY(command.slice.as_of())));
    if (!command.names.empty())
        std::erase_if(
            rows, [&](const auto& row) { return std::ranges::find(command.names, row.figure) == command.names.end(); });
    const Sheet sheet = command.format == Format::table ? published_for_people(rows) : published_for_programs(rows);
    sheet.print(std::cout, command.format);
    return 0;
}

} // namespace

void add_figures(CLI::App& app, Program& program) {
    auto command = std::make_shared<Figures>();
    CLI::App* sub = app.add_subcommand("figures", say("figures.about"));
    sub->add_option("names", command->names, say("figures.option.names"))->type_name("NAME");
    command->slice.add_to(*sub, true);
    sub->add_flag("--published", command->published, say("figures.option.published"));
    sub->add_flag("--headline", command->headline, say("figures.option.headline"));
    add_format(*sub, command->format);
    sub->footer(say("figures.footer"));
    sub->callback([&program, command] {
        program.run = [&program, command] {
            return command->published ? show_published(program, *command) : show_figures(program, *command);
        };
    });
}

} // namespace shanhai::apps

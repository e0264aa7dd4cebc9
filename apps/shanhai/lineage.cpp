#include "api/routes/answers.h"
#include "api/routes/posting_json.h"
#include "apps/shanhai/program.h"
#include "apps/shanhai/report_lines.h"
#include "apps/shanhai/slice_options.h"
#include "apps/shanhai/texts.h"

#include <fmt/format.h>

#include <iostream>

namespace shanhai::apps {

namespace {

struct LineageCommand {
    std::string name;
    SliceOptions slice;
    int operand = -1;
    std::size_t limit = 100;
    std::string after;
    Format format = Format::table;
};

json::object row_of(const kernel::OperandShown& operand) {
    return {{"measure", operand.measure},
            {"filter", operand.filter},
            {"value", operand.value},
            {"unit", operand.unit},
            {"postings", operand.postings},
            {"late", json::object{{"value", operand.late}, {"postings", operand.late_postings}}}};
}

json::object whole_of(const kernel::Lineage& lineage, const std::string& figure) {
    json::array operands, postings;
    for (const auto& operand : lineage.operands) operands.push_back(row_of(operand));
    for (const auto& posting : lineage.postings) postings.push_back(api::posting_json(posting));
    return {{"figure", figure},
            {"where", api::as_json(lineage.cell.where)},
            {"value", api::or_null(lineage.cell.text)},
            {"unit", lineage.cell.unit},
            {"operands", std::move(operands)},
            {"postings", std::move(postings)},
            {"next", lineage.next ? json::value(*lineage.next) : json::value(nullptr)}};
}

// What was counted, then the postings: day, amount, record, who.
void print_table(const kernel::Lineage& lineage, const kernel::Figure& figure) {
    fmt::print("{}: {} {}\n\n", figure.title.in(language()),
               lineage.cell.text.empty() ? "—" : grouped(lineage.cell.text), lineage.cell.unit);
    Sheet operands({{"measure", say("column.measure")},
                    {"filter", say("column.filter")},
                    {"value", say("column.value"), Look::number},
                    {"unit", say("column.unit")},
                    {"postings", say("column.postings"), Look::number},
                    {"late", say("column.late"), Look::number}});
    for (const auto& operand : lineage.operands)
        operands.add({json::value(operand.measure), json::value(operand.filter), json::value(operand.value),
                      json::value(operand.unit), operand.postings, json::value(operand.late)});
    operands.print(std::cout, Format::table);
    std::cout << '\n';
    Sheet postings({{"entry", say("column.entry"), Look::right},
                    {"day", say("column.day")},
                    {"late_days", say("column.late_days"), Look::right},
                    {"measure", say("column.measure")},
                    {"value", say("column.value"), Look::number},
                    {"unit", say("column.unit")},
                    {"type", say("column.type")},
                    {"record", say("column.record")},
                    {"actor", say("column.actor")}});
    for (const auto& posting : lineage.postings)
        postings.add({posting.entry.value, json::value(posting.day.iso()),
                      posting.late_days > 0 ? json::value(posting.late_days) : json::value(nullptr),
                      json::value(posting.measure), json::value(posting.value), json::value(posting.unit),
                      posting.record.contains("type") ? posting.record.at("type") : json::value(nullptr),
                      posting.record, json::value(posting.actor)});
    postings.print(std::cout, Format::table);
}

Result<int> show_lineage(const Program& program, const LineageCommand& command) {
    const auto kernel = TRY(program.open_for_reading());
    const kernel::Figure* figure = kernel->schema().figure(command.name);
    if (!figure) return refuse("figure.unknown", {}, {{"name", command.name}});
    kernel::LineageQuery query;
    query.figure = command.name;
    query.where = TRY(command.slice.where());
    query.as_of = TRY(command.slice.as_of());
    if (command.operand >= 0) query.operand = command.operand;
    if (command.operand >= static_cast<int>(figure->formula.operands.size()))
        return refuse("figure.unknown_operand", {}, {{"operand", std::to_string(command.operand)}});
    query.limit = command.limit;
    query.after = command.after;
    const kernel::Lineage lineage = TRY(kernel->lineage(kernel::Principal::administrator(), query));
    if (command.format == Format::json) {
        std::cout << json::serialize(whole_of(lineage, command.name)) << '\n';
    } else if (command.format == Format::csv) {
        json::array rows;
        for (const auto& posting : lineage.postings) rows.push_back(api::posting_json(posting));
        sheet_of(rows).print(std::cout, Format::csv);
    } else {
        print_table(lineage, *figure);
    }
    if (lineage.next) fmt::print(stderr, "{}\n", say("more", {{"after", *lineage.next}}));
    return 0;
}

} // namespace

void add_lineage(CLI::App& app, Program& program) {
    auto command = std::make_shared<LineageCommand>();
    CLI::App* sub = app.add_subcommand("lineage", say("lineage.about"));
    sub->add_option("name", command->name, say("lineage.option.name"))->required()->type_name("NAME");
    command->slice.add_to(*sub, false);
    sub->add_option("--operand", command->operand, say("lineage.option.operand"))
        ->type_name("N")
        ->check(CLI::NonNegativeNumber);
    add_paging(*sub, command->limit, command->after, 1000);
    add_format(*sub, command->format);
    sub->callback(
        [&program, command] { program.run = [&program, command] { return show_lineage(program, *command); }; });
}

} // namespace shanhai::apps

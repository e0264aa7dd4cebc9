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

struct ChangesCommand {
    std::string name, from, to, cause;
    SliceOptions slice;
    std::size_t limit = 100;
    std::string after;
    Format format = Format::table;
};

json::object whole_of(const kernel::Changes& changes, const std::string& figure) {
    json::array operands, postings;
    for (const auto& operand : changes.operands)
        operands.push_back(json::object{{"measure", operand.measure},
                                        {"filter", api::or_null(operand.filter)},
                                        {"then", operand.then},
                                        {"now", operand.now},
                                        {"difference", operand.difference},
                                        {"unit", operand.unit},
                                        {"causes", api::causes_json(operand.causes)}});
    for (const auto& posting : changes.postings) postings.push_back(api::posting_json(posting));
    return {{"figure", figure},
            {"where", api::as_json(changes.where)},
            {"unit", changes.unit},
            {"then", api::or_null(changes.then)},
            {"now", api::or_null(changes.now)},
            {"difference", api::or_null(changes.difference)},
            {"causes", api::causes_json(changes.causes)},
            {"operands", std::move(operands)},
            {"postings", std::move(postings)},
            {"next", changes.next ? json::value(*changes.next) : json::value(nullptr)}};
}

std::string word_of(kernel::Cause cause) { return say("cause." + std::string(kernel::name_of(cause))); }
std::string shown(const std::string& number) { return number.empty() ? "—" : grouped(number); }

void print_table(const kernel::Changes& changes, const kernel::Figure& figure) {
    fmt::print("{}\n\n", say("changes.summary", {{"title", figure.title.in(language())},
                                                 {"then", shown(changes.then)},
                                                 {"now", shown(changes.now)},
                                                 {"difference", shown(changes.difference)},
                                                 {"unit", changes.unit}}));
    Sheet causes({{"cause", say("column.cause")},
                  {"value", say("column.value"), Look::number},
                  {"postings", say("column.postings"), Look::number}});
    for (const auto& sum : changes.causes)
        causes.add({json::value(word_of(sum.cause)), api::or_null(sum.value), sum.postings});
    causes.print(std::cout, Format::table);
    std::cout << '\n';
    Sheet postings({{"cause", say("column.cause")},
                    {"day", say("column.day")},
                    {"at", say("column.at")},
                    {"value", say("column.value"), Look::number},
                    {"unit", say("column.unit")},
                    {"record", say("column.record")},
                    {"actor", say("column.actor")},
                    {"reason", say("column.reason")}});
    for (const auto& posting : changes.postings)
        postings.add({json::value(word_of(posting.cause)), json::value(posting.day.iso()),
                      json::value(posting.at.shown()), json::value(posting.value), json::value(posting.unit),
                      posting.record, json::value(posting.actor), json::value(posting.reason)});
    postings.print(std::cout, Format::table);
}

Result<int> show_changes(const Program& program, const ChangesCommand& command) {
    const auto kernel = TRY(program.open_for_reading());
    const kernel::Figure* figure = kernel->schema().figure(command.name);
    if (!figure) return refuse("figure.unknown", {}, {{"name", command.name}});
    kernel::ChangesQuery query;
    query.figure = command.name;
    query.where = TRY(command.slice.where());
    query.from = TRY(Moment::parse(command.from));
    if (!command.to.empty()) query.to = TRY(Moment::parse(command.to));
    if (!command.cause.empty()) query.cause = kernel::cause_named(command.cause);
    query.limit = command.limit;
    query.after = command.after;
    const kernel::Changes changes = TRY(kernel->changes(kernel::Principal::administrator(), query));
    if (command.format == Format::json) {
        std::cout << json::serialize(whole_of(changes, command.name)) << '\n';
    } else if (command.format == Format::csv) {
        json::array rows;
        for (const auto& posting : changes.postings) rows.push_back(api::posting_json(posting));
        sheet_of(rows).print(std::cout, Format::csv);
    } else {
        print_table(changes, *figure);
    }
    if (changes.next) fmt::print(stderr, "{}\n", say("more", {{"after", *changes.next}}));
    return 0;
}

} // namespace

void add_changes(CLI::App& app, Program& program) {
    auto command = std::make_shared<ChangesCommand>();
    CLI::App* sub = app.add_subcommand("changes", say("changes.about"));
    sub->add_option("name", command->name, say("lineage.option.name"))->required()->type_name("NAME");
    sub->add_option("--where", command->slice.where_texts, say("option.where"))
        ->type_name("DIMENSION=VALUE")
        ->allow_extra_args(false);
    sub->add_option("--from", command->from, say("changes.option.from"))->required()->type_name("DAY");
    sub->add_option("--to", command->to, say("changes.option.to"))->type_name("DAY");
    sub->add_option("--cause", command->cause, say("changes.option.cause"))
        ->type_name("new|late|corrected|advanced|moved")
        ->check(CLI::IsMember({"new", "late", "corrected", "advanced", "moved"}).description(""));
    add_paging(*sub, command->limit, command->after, 1000);
    add_format(*sub, command->format);
    sub->callback(
        [&program, command] { program.run = [&program, command] { return show_changes(program, *command); }; });
}

} // namespace shanhai::apps

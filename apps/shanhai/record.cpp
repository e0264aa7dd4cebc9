#include "api/routes/list_filter.h"
#include "apps/shanhai/assignments.h"
#include "apps/shanhai/program.h"
#include "apps/shanhai/report_lines.h"
#include "apps/shanhai/texts.h"
#include "base/money.h"
#include "base/text.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

namespace shanhai::apps {

namespace {

struct Record {
    std::string type, id, transition;
    std::vector<std::string> assignments; // field=value, or filters of a list
    std::string reason, actor = "admin", as_of;
    std::optional<std::int64_t> version;
    bool dry_run = false;
    // list
    std::string words, after;
    std::vector<std::string> order;
    std::size_t limit = 50;
    bool with_void = false, late = false, overdue = false;
    Format format = Format::table;
};

Result<const kernel::RecordType*> type_of(const kernel::Kernel& kernel, const std::string& name) {
    const kernel::RecordType* type = kernel.schema().type(name);
    if (type) return type;
    std::vector<std::string> names;
    for (const auto& known : kernel.schema().types) names.push_back(known->name);
    return refuse("record.unknown_type", {}, {{"name", name}, {"types", join(names, ", ")}});
}

// ── printing ─────────────────────────────────────────────────────────────────────────────────────────────────────

bool is_amount(const kernel::Field& field) {
    return field.kind == kernel::FieldKind::money || field.kind == kernel::FieldKind::decimal;
}

template <class Titled>
std::string title_among(const std::vector<Titled>& all, const std::string& name) {
    for (const Titled& one : all)
        if (one.name == name && !one.title.empty()) return one.title.in(language());
    return name;
}

// A value as people read it: choices and states by their titles, amounts grouped.
json::value for_people(const kernel::RecordType& type, const std::string& name, const json::value& value) {
    if (name == "state" && value.is_string()) return json::value(title_among(type.states, plain(value)));
    const kernel::Field* field = type.field(name);
    if (!field || value.is_null()) return value;
    if (field->kind == kernel::FieldKind::choice) return json::value(title_among(field->choices, plain(value)));
    return is_amount(*field) ? json::value(grouped(plain(value))) : value;
}

std::string label_of(const kernel::RecordType& type, const std::string& name) {
    const kernel::Field* field = type.field(name);
    return field && !field->label.empty() ? field->label.in(language()) : say("column." + name);
}

void print_record(const kernel::RecordType& type, const json::object& record, Format format) {
    if (format == Format::json) {
        std::cout << json::serialize(record) << '\n';
        return;
    }
    if (format == Format::csv) return sheet_of({record}).print(std::cout, Format::csv);
    json::object shown;
    for (const auto& [key, value] : record) {
        const std::string name(key);
        if (name != "type" && name != "label") shown[label_of(type, name)] = for_people(type, name, value);
    }
    print_object(std::cout, shown);
}

// The type's own columns in a table; everything in JSON and CSV.
void print_list(const kernel::RecordType& type, const json::array& items, Format format) {
    if (format == Format::csv) return sheet_of(items).print(std::cout, format);
    if (format == Format::json) {
        std::cout << '[';
        for (std::size_t i = 0; i < items.size(); ++i) std::cout << (i ? ",\n" : "\n") << json::serialize(items[i]);
        std::cout << (items.empty() ? "]\n" : "\n]\n");
        return;
    }
    std::vector<Column> columns = {{"id", "#"}};
    for (const std::string& name : type.list) {
        const kernel::Field* field = type.field(name);
        columns.push_back({name, label_of(type, name), field && is_amount(*field) ? Look::number : Look::text});
    }
    Sheet sheet(columns);
    for (const auto& item : items) {
        std::vector<json::value> cells;
        for (const Column& column : columns) {
            const json::value* value = item.as_object().if_contains(column.name);
            cells.push_back(value ? for_people(type, column.name, *value) : json::value(nullptr));
        }
        sheet.add(std::move(cells));
    }
    sheet.print(std::cout, Format::table);
}

void print_rehearsal(const kernel::Schema& schema, const kernel::RecordType& type, const kernel::Outcome& outcome,
                     Format format) {
    json::array postings;
    for (const auto& posting : outcome.postings) {
        const kernel::Measure& measure = schema.measures.at(static_cast<std::size_t>(posting.measure));
        json::object coordinates;
        for (const auto& [name, value] : posting.coordinates) coordinates[name] = value;
        postings.push_back(json::object{{"measure", measure.name},
                                        {"value", scaled_text(posting.value, measure.unit.scale)},
                                        {"unit", measure.unit.money ? posting.currency : measure.unit.name},
                                        {"day", posting.day.iso()},
                                        {"coordinates", std::move(coordinates)}});
    }
    if (format == Format::json) {
        std::cout << json::serialize(json::object{{"dry_run", true}, {"record", outcome.shown}, {"postings", postings}})
                  << '\n';
        return;
    }
    fmt::print(stderr, "{}\n", say("record.dry_run"));
    print_record(type, outcome.shown, format);
    if (format == Format::table && !postings.empty()) {
        std::cout << '\n';
        sheet_of(postings).print(std::cout, Format::table);
    }
}

// ── what the commands do ─────────────────────────────────────────────────────────────────────────────────────────

KeepFile keeper(kernel::Kernel& kernel) {
    return [&kernel](const std::string& path) -> Result<json::value> {
        std::ifstream file(path, std::ios::binary);
        if (!file || std::filesystem::is_directory(path)) return refuse("file.unreadable", {}, {{"path", path}});
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        const auto stored = TRY(kernel.store_file(kernel::Principal::administrator(),
                                                  {std::filesystem::path(path).filename().string(), {}, {}}, bytes));
        return json::object{{"sha256", stored.sha256}, {"name", stored.name}};
    };
}

Result<int> change(const Program& program, const Record& record, kernel::Action action) {
    const auto kernel = TRY(program.open_for_writing());
    const auto* type = TRY(type_of(*kernel, record.type));
    kernel::Command command;
    command.action = action;
    command.type = type->name;
    command.record = record.id;
    command.transition = record.transition;
    command.reason = record.reason;
    command.version = record.version;
    command.fields = TRY(fields_of(*type, record.assignments, keeper(*kernel)));
    kernel::Request request;
    request.who = kernel::Principal::administrator(record.actor);
    request.commands.push_back(std::move(command));
    request.dry_run = record.dry_run;
    const auto reply = kernel->execute(std::move(request));
    if (!reply) {
        report(reply.error(), &kernel->schema(), type);
        return 1;
    }
    if (record.dry_run)
        print_rehearsal(kernel->schema(), *type, reply->outcomes.at(0), record.format);
    else
        print_record(*type, reply->outcomes.at(0).shown, record.format);
    return 0;
}

Result<std::optional<Moment>> moment_of(const Record& record) {
    if (record.as_of.empty()) return std::nullopt;
    return TRY(Moment::parse(record.as_of));
}

Result<int> get(const Program& program, const Record& record) {
    const auto kernel = TRY(program.open_for_reading());
    const auto* type = TRY(type_of(*kernel, record.type));
    const auto as_of = TRY(moment_of(record));
    print_record(*type, TRY(kernel->get(kernel::Principal::administrator(), type->name, record.id, as_of)),
                 record.format);
    return 0;
}

Result<int> list(const Program& program, const Record& record) {
    const auto kernel = TRY(program.open_for_reading());
    const auto* type = TRY(type_of(*kernel, record.type));
    kernel::ListQuery query;
    query.words = record.words;
    query.after = record.after;
    query.order = record.order;
    query.limit = record.limit;
    query.with_void = record.with_void;
    query.late = record.late;
    query.overdue = record.overdue;
    query.as_of = TRY(moment_of(record));
    for (const std::string& text : record.assignments) {
        const auto [path, value] = TRY(assignment_of(text));
        query.filters.push_back(TRY(api::parse_filter(path, value)));
    }
    const kernel::Page page = TRY(kernel->list(kernel::Principal::administrator(), type->name, query));
    print_list(*type, page.items, record.format);
    if (page.next) fmt::print(stderr, "{}\n", say("more", {{"after", *page.next}}));
    return 0;
}

// What was done, by whom, and the fields that it set; JSON and CSV carry the postings too.
void print_history(const kernel::RecordType& type, const json::array& entries) {
    Sheet sheet({{"seq", say("column.entry"), Look::right},
                 {"at", say("column.at")},
                 {"actor", say("column.actor")},
                 {"action", say("column.action")},
                 {"set", say("column.set")},
                 {"reason", say("column.reason")}});
    for (const auto& item : entries) {
        const json::object& entry = item.as_object();
        json::object set;
        for (const auto& [name, value] : entry.at("set").as_object())
            set[label_of(type, std::string(name))] = for_people(type, std::string(name), value);
        const std::string transition = plain(entry.at("transition")), action = plain(entry.at("action"));
        const auto at = Moment::parse(plain(entry.at("at")));
        sheet.add(
            {entry.at("seq"), json::value(at ? at->shown() : plain(entry.at("at"))), entry.at("actor"),
             json::value(transition.empty() ? say("action." + action) : title_among(type.transitions, transition)),
             std::move(set), json::value(plain(entry.at("reason")))});
    }
    sheet.print(std::cout, Format::table);
}

Result<int> history(const Program& program, const Record& record) {
    const auto kernel = TRY(program.open_for_reading());
    const auto* type = TRY(type_of(*kernel, record.type));
    const json::object history =
        TRY(kernel->history(kernel::Principal::administrator(), type->name, record.id, TRY(moment_of(record))));
    const json::array& entries = history.at("entries").as_array();
    if (record.format == Format::json)
        std::cout << json::serialize(history) << '\n';
    else if (record.format == Format::csv)
        sheet_of(entries).print(std::cout, record.format);
    else
        print_history(*type, entries);
    return 0;
}

// What each step from here still needs.
void print_steps(const json::object& next) {
    const auto spoken = [](const json::value& text) { return plain(text.at(language() == "en" ? "en" : "zh")); };
    const auto labels = [&](const json::value& missing) {
        std::vector<std::string> names;
        for (const auto& one : missing.as_array()) names.push_back(spoken(one.at("label")));
        return join(names, ", ");
    };
    Sheet sheet({{"transition", say("column.transition")},
                 {"to", say("column.to")},
                 {"fields", say("column.fields")},
                 {"papers", say("column.papers")},
                 {"guard", say("column.guard")}});
    for (const auto& step : next.at("steps").as_array()) {
        const json::value& guard = step.at("guard");
        const bool blocked = !guard.is_null() && guard.at("holds") == json::value(false);
        sheet.add({json::value(spoken(step.at("title")) + " (" + plain(step.at("transition")) + ")"),
                   json::value(spoken(step.at("to_title"))), json::value(labels(step.at("fields"))),
                   json::value(labels(step.at("papers"))), json::value(blocked ? spoken(guard.at("says")) : "")});
    }
    sheet.print(std::cout, Format::table);
    if (const json::value& limit = next.at("limit"); !limit.is_null())
        fmt::print("\n{}\n", say(limit.at("overdue").as_bool() ? "record.overdue" : "record.deadline",
                                 {{"day", plain(limit.at("deadline"))}}));
}

Result<int> next(const Program& program, const Record& record) {
    const auto kernel = TRY(program.open_for_reading());
    const auto* type = TRY(type_of(*kernel, record.type));
    const json::object next = TRY(kernel->next_steps(kernel::Principal::administrator(), type->name, record.id));
    if (record.format == Format::table)
        print_steps(next);
    else if (record.format == Format::csv)
        sheet_of(next.at("steps").as_array()).print(std::cout, Format::csv);
    else
        std::cout << json::serialize(next) << '\n';
    return 0;
}

// ── their options ────────────────────────────────────────────────────────────────────────────────────────────────

using Does = std::function<Result<int>(const Program&, const Record&)>;

CLI::App* add_command(CLI::App& parent, Program& program, const std::string& name,
                      const std::shared_ptr<Record>& record, const Does& does) {
    CLI::App* sub = parent.add_subcommand(name, say("record." + name));
    sub->add_option("type", record->type, say("record.option.type"))->required()->type_name("TYPE");
    sub->callback(
        [&program, record, does] { program.run = [&program, record, does] { return does(program, *record); }; });
    add_format(*sub, record->format);
    return sub;
}

void add_change(CLI::App& parent, Program& program, const std::string& name, kernel::Action action) {
    auto record = std::make_shared<Record>();
    CLI::App* sub = add_command(parent, program, name, record,
                                [action](const Program& in, const Record& what) { return change(in, what, action); });
    if (action != kernel::Action::create)
        sub->add_option("id", record->id, say("record.option.id"))->required()->type_name("ID");
    if (action == kernel::Action::advance)
        sub->add_option("transition", record->transition, say("record.option.transition"))
            ->required()
            ->type_name("TRANSITION");
    if (action != kernel::Action::void_ && action != kernel::Action::erase && action != kernel::Action::undo)
        sub->add_option("fields", record->assignments, say("record.option.fields"))->type_name("FIELD=VALUE");
    sub->add_option("--reason", record->reason, say("record.option.reason"))->type_name("TEXT");
    if (action != kernel::Action::create)
        sub->add_option("--version", record->version, say("record.option.version"))->type_name("N");
    sub->add_option("--as", record->actor, say("option.as"))->type_name("USER")->capture_default_str();
    sub->add_flag("--dry-run", record->dry_run, say("record.option.dry_run"));
}

void add_list(CLI::App& parent, Program& program) {
    auto record = std::make_shared<Record>();
    CLI::App* sub = add_command(parent, program, "list", record, list);
    sub->add_option("filters", record->assignments, say("record.option.filters"))->type_name("FIELD=OP.VALUE");
    sub->add_option("--words,-q", record->words, say("record.option.words"))->type_name("TEXT");
    sub->add_option("--order", record->order, say("record.option.order"))->delimiter(',')->type_name("FIELD");
    add_paging(*sub, record->limit, record->after, 500);
    sub->add_flag("--void", record->with_void, say("record.option.with_void"));
    sub->add_flag("--late", record->late, say("record.option.late"));
    sub->add_flag("--overdue", record->overdue, say("record.option.overdue"));
    sub->add_option("--as-of", record->as_of, say("option.as_of"))->type_name("DAY");
}

} // namespace

void add_record(CLI::App& app, Program& program) {
    CLI::App* sub = app.add_subcommand("record", say("record.about"));
    sub->require_subcommand(1);
    add_change(*sub, program, "create", kernel::Action::create);
    add_change(*sub, program, "amend", kernel::Action::amend);
    add_change(*sub, program, "advance", kernel::Action::advance);
    add_change(*sub, program, "void", kernel::Action::void_);
    add_change(*sub, program, "erase", kernel::Action::erase);
    add_change(*sub, program, "undo", kernel::Action::undo);
    auto record = std::make_shared<Record>();
    CLI::App* one = add_command(*sub, program, "get", record, get);
    one->add_option("id", record->id, say("record.option.id"))->required()->type_name("ID");
    one->add_option("--as-of", record->as_of, say("option.as_of"))->type_name("DAY");
    add_list(*sub, program);
    auto past = std::make_shared<Record>();
    CLI::App* entries = add_command(*sub, program, "history", past, history);
    entries->add_option("id", past->id, say("record.option.id"))->required()->type_name("ID");
    entries->add_option("--as-of", past->as_of, say("option.as_of"))->type_name("DAY");
    auto standing = std::make_shared<Record>();
    CLI::App* steps = add_command(*sub, program, "next", standing, next);
    steps->add_option("id", standing->id, say("record.option.id"))->required()->type_name("ID");
}

} // namespace shanhai::apps

#include "tests/golden/runner.h"

#include "api/routes/list_filter.h"
#include "api/routes/where.h"
#include "apps/shanhai/assignments.h"
#include "apps/shanhai/program.h"
#include "apps/shanhai/sheet.h"
#include "base/hash.h"
#include "base/text.h"
#include "kernel/jobs/job_runner.h"
#include "kernel/store/trial_postgres_test.h"
#include "module_list.h"

#include <fmt/format.h>
#include <unistd.h>

#include <optional>
#include <stdexcept>

namespace shanhai::golden {

namespace {

// Scripts live on this day unless they say `now`; stores are made the day before.
Moment first_moment() { return *Moment::parse("2025-01-01T00:00:00Z"); }

kernel::OpenOptions options_for(const std::filesystem::path& data, const std::shared_ptr<Moment>& now) {
    kernel::OpenOptions options;
    options.data = data;
    options.schema_files = apps::schema_files_inside();
    options.register_modules = [](kernel::Registrar& to) { register_modules(to); };
    options.clock = [now] { // every look at the clock is a second later, so that the order of events shows
        now->micros += 1'000'000;
        return *now;
    };
    return options;
}

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what); }

template <class T>
T expect(Result<T> result, const std::string& what) {
    if (!result) fail(what + ": " + join(refusal(result.error()), ", "));
    return *std::move(result);
}

std::string number(const std::string& text, const std::string& unit) { return text.empty() ? "—" : text + " " + unit; }

// The slice of a figure: `where a=b, c=d by x, y as_of 2024-12-31`, in any order.
struct Slice {
    kernel::Where where;
    std::vector<std::string> by;
    std::optional<Moment> as_of;
};

Slice slice_in(const std::vector<std::string>& words, std::size_t first) {
    std::map<std::string, std::string> parts;
    std::string part;
    for (std::size_t i = first; i < words.size(); ++i) {
        if (words[i] == "where" || words[i] == "by" || words[i] == "as_of")
            part = words[i];
        else if (part.empty())
            fail("expected where, by or as_of instead of " + words[i]);
        else
            parts[part] += (parts[part].empty() ? "" : " ") + words[i];
    }
    Slice slice;
    slice.where = expect(api::parse_where(parts["where"]), "where");
    slice.by = api::parse_by(parts["by"]);
    if (parts.contains("as_of")) slice.as_of = expect(Moment::parse(parts["as_of"]), "as_of");
    return slice;
}

} // namespace

std::vector<std::string> refusal(const Problem& problem) {
    std::vector<std::string> lines;
    const auto add = [&](const Problem& one) {
        lines.push_back("refused " + one.code + (one.field.empty() ? "" : " " + one.field));
    };
    add(problem);
    for (const Problem& other : problem.also) add(other);
    return lines;
}

std::filesystem::path new_store(const std::filesystem::path& stores, bool on_postgres) {
    std::string everything =
        std::to_string(std::filesystem::last_write_time("/proc/self/exe").time_since_epoch().count());
    for (const auto& file : apps::schema_files_inside()) everything += file.path + "\n" + file.text;
    const std::filesystem::path kept = stores / hex(sha256(everything)).substr(0, 16);
    if (std::filesystem::exists(kept)) return kept;
    // Under another name until it is whole: several tests may be doing the same.
    const std::filesystem::path unfinished = kept.string() + "." + std::to_string(getpid());
    std::filesystem::create_directories(stores);
    auto before = std::make_shared<Moment>(Moment{.micros = first_moment().micros - 86'400'000'000});
    auto options = options_for(unfinished, before);
    std::optional<kernel::TrialPostgres> database;
    if (on_postgres) options.store = database.emplace().url();
    expect(kernel::Kernel::create(std::move(options), "golden-scripts", false), "a new store");
    std::error_code taken;
    std::filesystem::rename(unfinished, kept, taken);
    if (taken)
        std::filesystem::remove_all(unfinished);
    else if (database)
        database->keep();
    return kept;
}

Runner::Runner(std::filesystem::path data, std::size_t restart_every)
    : data_(std::move(data)), restart_every_(restart_every), now_(std::make_shared<Moment>(first_moment())) {
    open();
}

void Runner::open() {
    kernel_.reset(); // first: it holds the lock
    kernel_ = expect(kernel::Kernel::open(options_for(data_, now_)), "the store");
}

Runner::Lines Runner::take(const Step& step) {
    if (restart_every_ != 0 && ++taken_ % restart_every_ == 0) open();
    if (!step.is_command) return directive(step);
    const std::string& verb = step.words[0];
    if (verb == "create") return create(step.words);
    if (verb == "get") return get(step.words);
    if (verb == "history") return history(step.words);
    if (verb == "list") return list(step.words);
    if (verb == "find") return find(step.words);
    if (verb == "figure") return figure(step.words);
    if (verb == "lineage") return lineage(step.words);
    if (verb == "late") return late(step.words);
    if (verb == "changes") return changes(step.words);
    if (verb == "next") return next(step.words);
    if (verb == "escalate") return escalate();
    if (verb == "job") return job(step.words);
    return change(verb, step.words);
}

Runner::Lines Runner::directive(const Step& step) {
    const std::string& word = step.words[0];
    if (word == "restart") return open(), Lines{"ok"};
    if (word == "verify") return verify();
    if (step.words.size() != 2) fail(word + " needs one word behind it");
    if (word == "as") actor_ = step.words[1];
    if (word == "now") {
        const bool has_time = step.words[1].find('T') != std::string::npos; // in Shanghai
        *now_ = expect(Moment::parse(step.words[1] + (has_time ? ":00+08:00" : "T00:00:00+08:00")), "now");
    }
    return {"ok"};
}

Runner::Lines Runner::verify() {
    const auto report = expect(kernel_->verify(), "verify");
    return report.ok ? Lines{"ok"} : report.findings;
}

kernel::Principal Runner::who() const {
    const auto known = kernel_->principal(actor_);
    return known ? *known : kernel::Principal::administrator(actor_);
}

// ── commands ─────────────────────────────────────────────────────────────────────────────────────────────────────

const kernel::RecordType& Runner::type_named(const std::string& name) const {
    const kernel::RecordType* type = kernel_->schema().type(name);
    if (!type) fail("there is no record type " + name);
    return *type;
}

// "$3": what the third create made; "division/540228": by its key or number.
Runner::Made Runner::record_named(const std::string& word) const {
    if (const auto slash = word.find('/'); slash != std::string::npos)
        return {word.substr(0, slash), word.substr(slash + 1)};
    const std::size_t place = word.starts_with('$') ? std::strtoul(word.c_str() + 1, nullptr, 10) : 0;
    if (place == 0 || place > made_.size()) fail(word + " names no record: write $1 or type/key");
    if (made_[place - 1].type.empty()) fail(word + " was refused");
    return made_[place - 1];
}

// "$1" as a value, or behind the operation of a filter ("project=eq.$1"), becomes "#4711".
std::string Runner::with_references(std::string text) const {
    const auto equals = text.find('=');
    if (equals == std::string::npos) return text;
    const auto dollar = text[equals + 1] == '$' ? equals + 1 : text.find(".$", equals) + 1;
    if (dollar == 0 || dollar + 1 >= text.size()) return text;
    return text.substr(0, dollar) + "#" + record_named(text.substr(dollar)).id;
}

Result<json::value> Runner::keep_file(const std::string& name) {
    const auto stored = TRY(kernel_->store_file(who(), {name, {}, {}}, "%PDF-1.4 " + name));
    return json::object{{"sha256", stored.sha256}, {"name", stored.name}};
}

Result<json::object> Runner::fields(const kernel::RecordType& type, const std::vector<std::string>& words,
                                    std::string& reason) {
    std::vector<std::string> assignments;
    for (const std::string& word : words) {
        if (word.starts_with("reason="))
            reason = word.substr(7);
        else
            assignments.push_back(with_references(word));
    }
    return apps::fields_of(type, assignments, [this](const std::string& name) { return keep_file(name); });
}

Result<kernel::Outcome> Runner::execute(kernel::Command command) {
    kernel::Request request;
    request.who = who();
    request.commands.push_back(std::move(command));
    auto reply = TRY(kernel_->execute(std::move(request)));
    return std::move(reply.outcomes.at(0));
}

Runner::Lines Runner::create(const std::vector<std::string>& words) {
    if (words.size() < 2) fail("create needs a record type");
    const auto& type = type_named(words[1]);
    kernel::Command command;
    command.type = type.name;
    made_.emplace_back();
    auto given = fields(type, {words.begin() + 2, words.end()}, command.reason);
    if (!given) return refusal(given.error());
    command.fields = *std::move(given);
    const auto outcome = execute(std::move(command));
    if (!outcome) return refusal(outcome.error());
    made_.back() = {type.name, std::to_string(outcome->record.value)};
    return {"ok"};
}

Runner::Lines Runner::change(const std::string& verb, const std::vector<std::string>& words) {
    if (words.size() < 2) fail(verb + " needs a record");
    const Made record = record_named(words[1]);
    const auto& type = type_named(record.type);
    kernel::Command command;
    command.action = verb == "amend"   ? kernel::Action::amend
                     : verb == "void"  ? kernel::Action::void_
                     : verb == "erase" ? kernel::Action::erase
                     : verb == "undo"  ? kernel::Action::undo
                                       : kernel::Action::advance;
    command.type = record.type;
    command.record = record.id;
    if (command.action == kernel::Action::advance) command.transition = verb;
    auto given = fields(type, {words.begin() + 2, words.end()}, command.reason);
    if (!given) return refusal(given.error());
    command.fields = *std::move(given);
    const auto outcome = execute(std::move(command));
    return outcome ? Lines{"ok"} : refusal(outcome.error());
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────

// `get $1 name, state` → the fields, two spaces between them; `as_of=2024-12-31` gives them as they were.
Runner::Lines Runner::get(const std::vector<std::string>& words) {
    if (words.size() < 3) fail("get needs a record and a field");
    const Made record = record_named(words[1]);
    std::optional<Moment> as_of;
    std::string names;
    for (std::size_t i = 2; i < words.size(); ++i) {
        if (words[i].starts_with("as_of="))
            as_of = expect(Moment::parse(words[i].substr(6)), "as_of");
        else
            names += words[i] + ",";
    }
    const auto shown = kernel_->get(who(), record.type, record.id, as_of);
    if (!shown) return refusal(shown.error());
    std::vector<std::string> values;
    for (const std::string& name : api::parse_by(names)) {
        const json::value* value = shown->if_contains(name);
        if (!value) fail("a record of type " + record.type + " has no " + name);
        values.push_back(value->is_null() ? "—" : apps::plain(*value));
    }
    const auto joined = join(values, "  ");
    Lines lines;
    for (const auto line : split(joined, '\n')) lines.emplace_back(line); // a long text may have several
    return lines;
}

Runner::Lines Runner::history(const std::vector<std::string>& words) {
    if (words.size() < 2) fail("history needs a record");
    const Made record = record_named(words[1]);
    std::optional<Moment> as_of;
    if (words.size() > 2 && words[2].starts_with("as_of=")) as_of = expect(Moment::parse(words[2].substr(6)), "as_of");
    const auto history = kernel_->history(who(), record.type, record.id, as_of);
    if (!history) return refusal(history.error());
    Lines lines;
    for (const auto& entry : history->at("entries").as_array()) {
        std::vector<std::string> parts;
        for (const char* name : {"action", "transition", "actor", "reason"})
            if (const json::value* value = entry.as_object().if_contains(name); value && !apps::plain(*value).empty())
                parts.push_back(apps::plain(*value));
        lines.push_back(join(parts, "  "));
    }
    return lines;
}

// One line a record: its label, or the fields of `show=`.
// What stands behind `list TYPE` and `find TYPE`; `columns`: what `show=` names.
kernel::ListQuery Runner::list_asked(const std::vector<std::string>& words, std::vector<std::string>& columns) const {
    if (words.size() < 2) fail(words[0] + " needs a record type");
    kernel::ListQuery query;
    for (std::size_t i = 2; i < words.size(); ++i) {
        const auto [name, value] = expect(apps::assignment_of(with_references(words[i])), words[i]);
        if (name == "show")
            columns = api::parse_by(value);
        else if (name == "order")
            query.order = api::parse_by(value);
        else if (name == "q")
            query.words = value;
        else if (name == "limit")
            query.limit = std::stoul(value);
        else if (name == "void" && value == "any")
            query.with_void = true;
        else if (name == "late")
            query.late = value == "true";
        else if (name == "overdue")
            query.overdue = value == "true";
        else if (name == "as_of")
            query.as_of = expect(Moment::parse(value), "as_of");
        else
            query.filters.push_back(expect(api::parse_filter(name, value), words[i]));
    }
    return query;
}

// `find dispatch_line project=eq.$5`: the one record that there is becomes the next `$n`, as if it had been created.
Runner::Lines Runner::find(const std::vector<std::string>& words) {
    std::vector<std::string> columns;
    const auto query = list_asked(words, columns);
    const auto page = kernel_->list(who(), words[1], query);
    if (!page) return refusal(page.error());
    if (page->items.size() != 1) fail(fmt::format("find needs one record, there are {}", page->items.size()));
    made_.push_back({words[1], apps::plain(page->items.front().at("id"))});
    return {"ok"};
}

Runner::Lines Runner::list(const std::vector<std::string>& words) {
    std::vector<std::string> columns = {"label"};
    const auto query = list_asked(words, columns);
    const auto page = kernel_->list(who(), words[1], query);
    if (!page) return refusal(page.error());
    Lines lines;
    for (const auto& item : page->items) {
        std::vector<std::string> values;
        for (const std::string& column : columns) {
            const json::value* value = item.as_object().if_contains(column);
            if (!value) fail("a record of type " + words[1] + " has no " + column);
            values.push_back(value->is_null() ? "—" : apps::plain(*value));
        }
        lines.push_back(join(values, "  "));
    }
    if (lines.empty()) lines.emplace_back("none");
    return lines;
}

Runner::Lines Runner::figure(const std::vector<std::string>& words) {
    if (words.size() < 2) fail("figure needs a name");
    const Slice slice = slice_in(words, 2);
    const auto cells =
        kernel_->figure(who(), {.figure = words[1], .where = slice.where, .by = slice.by, .as_of = slice.as_of});
    if (!cells) return refusal(cells.error());
    Lines lines;
    for (const auto& cell : *cells) {
        std::vector<std::string> labels;
        for (const std::string& dimension : slice.by)
            for (const auto& [name, label] : cell.where)
                if (name == dimension) labels.push_back(label);
        lines.push_back((labels.empty() ? "" : join(labels, ", ") + "  ") + number(cell.text, cell.unit));
    }
    if (lines.empty()) lines.emplace_back("none");
    return lines;
}

// Of the figure that stands behind the command, and of the slice behind that.
Result<kernel::Lineage> Runner::lineage_asked(const std::vector<std::string>& words) {
    if (words.size() < 2) fail(words[0] + " needs a figure");
    const Slice slice = slice_in(words, 2);
    kernel::LineageQuery query;
    query.figure = words[1];
    query.where = slice.where;
    query.as_of = slice.as_of;
    return kernel_->lineage(who(), query);
}

// The value, then a line a posting: day, record, amount.
Runner::Lines Runner::lineage(const std::vector<std::string>& words) {
    const auto lineage = lineage_asked(words);
    if (!lineage) return refusal(lineage.error());
    Lines lines = {number(lineage->cell.text, lineage->cell.unit)};
    for (const auto& posting : lineage->postings)
        lines.push_back(fmt::format("{}  {} {}  {}", posting.day.iso(), apps::plain(posting.record.at("type")),
                                    apps::plain(posting.record), number(posting.value, posting.unit)));
    return lines;
}

// How much of a figure's operands was entered late: a line an operand; then a line a late posting.
Runner::Lines Runner::late(const std::vector<std::string>& words) {
    const auto lineage = lineage_asked(words);
    if (!lineage) return refusal(lineage.error());
    Lines lines;
    for (const auto& operand : lineage->operands)
        lines.push_back(
            fmt::format("{} of {}", number(operand.late, operand.unit), number(operand.value, operand.unit)));
    for (const auto& posting : lineage->postings) {
        if (posting.late_days > 0)
            lines.push_back(
                fmt::format("{}  {}  {} days late", posting.day.iso(), apps::plain(posting.record), posting.late_days));
    }
    return lines;
}

// `changes funds.paid from 2025-03-31 to 2025-05-31 where …`: then, now, difference; a line a cause; a line a posting.
Runner::Lines Runner::changes(const std::vector<std::string>& words) {
    std::map<std::string, std::string> parts;
    std::string part;
    for (std::size_t i = 2; i < words.size(); ++i) {
        if (words[i] == "where" || words[i] == "from" || words[i] == "to")
            part = words[i];
        else
            parts[part] += (parts[part].empty() ? "" : " ") + words[i];
    }
    if (words.size() < 2 || !parts.contains("from")) fail("changes needs a figure and `from`");
    kernel::ChangesQuery query;
    query.figure = words[1];
    query.where = expect(api::parse_where(parts["where"]), "where");
    query.from = expect(Moment::parse(parts["from"]), "from");
    if (parts.contains("to")) query.to = expect(Moment::parse(parts["to"]), "to");
    const auto changes = kernel_->changes(who(), query);
    if (!changes) return refusal(changes.error());
    Lines lines = {fmt::format("{} → {} ({})", number(changes->then, changes->unit),
                               number(changes->now, changes->unit), number(changes->difference, changes->unit))};
    for (const auto& sum : changes->causes)
        lines.push_back(fmt::format("{}  {}", kernel::name_of(sum.cause), number(sum.value, changes->unit)));
    for (const auto& posting : changes->postings)
        lines.push_back(fmt::format("{}  {}  {}  {}{}", kernel::name_of(posting.cause), posting.day.iso(),
                                    apps::plain(posting.record), number(posting.value, posting.unit),
                                    posting.reason.empty() ? "" : "  " + posting.reason));
    return lines;
}

// The state and its deadline; then a line a step: what it still needs.
Runner::Lines Runner::next(const std::vector<std::string>& words) {
    if (words.size() != 2) fail("next needs a record");
    const Made record = record_named(words[1]);
    const auto next = kernel_->next_steps(who(), record.type, record.id);
    if (!next) return refusal(next.error());
    const auto& limit = next->at("limit");
    Lines lines = {apps::plain(next->at("state")) +
                   (limit.is_null() ? ""
                                    : (limit.at("overdue").as_bool() ? "  overdue since " : "  until ") +
                                          apps::plain(limit.at("deadline")))};
    for (const auto& step : next->at("steps").as_array()) {
        std::vector<std::string> parts = {apps::plain(step.at("transition"))};
        for (const char* kind : {"fields", "papers"})
            for (const auto& missing : step.at(kind).as_array())
                parts.push_back("needs " + apps::plain(missing.at("field")));
        if (const auto& guard = step.at("guard"); !guard.is_null() && guard.at("holds") == json::value(false))
            parts.push_back(apps::plain(guard.at("says").at("en")));
        lines.push_back(join(parts, "  "));
    }
    if (const auto& undo = next->at("undo"); !undo.is_null())
        lines.push_back("undo " + apps::plain(undo.at("transition")) + " to " + apps::plain(undo.at("to")));
    return lines;
}

// What the server does by itself every minute: `escalate` → how many records.
Runner::Lines Runner::escalate() { return {std::to_string(expect(kernel_->escalate_overdue(), "escalate"))}; }

// A job, as if it were due now: `job governance.open_week` → what its history says of it.
Runner::Lines Runner::job(const std::vector<std::string>& words) {
    if (words.size() != 2) fail("job needs a name");
    const auto asked = expect(kernel_->jobs().ask(words[1], actor_), "the job");
    auto claimed = kernel_->jobs().claim(asked);
    if (!claimed) fail("somebody else runs " + words[1]);
    const std::atomic<bool> stopping = false;
    const auto run = kernel::perform(*kernel_, *std::move(claimed), stopping);
    if (!run) fail(words[1] + " did not end");
    return run->problem ? refusal(*run->problem) : Lines{run->said.en};
}

} // namespace shanhai::golden

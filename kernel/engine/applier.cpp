#include "kernel/engine/applier.h"

#include "base/check.h"
#include "base/money.h"
#include "kernel/documents/file_content.h"
#include "kernel/engine/erasure.h"
#include "kernel/engine/past_rows.h"
#include "kernel/engine/second_person.h"
#include "kernel/engine/time_limits.h"
#include "kernel/rights/file_rights.h"
#include "kernel/schema/sql_expression.h"

#include <algorithm>
#include <charconv>

namespace shanhai::kernel {

namespace {

const PersonKeys& without_master_key() {
    static const PersonKeys keys(Cipher::aes_gcm, std::nullopt);
    return keys;
}

std::vector<std::int64_t> read_stored_measures(Connection& writer, const Schema& schema) {
    std::vector<std::int64_t> result;
    for (const auto& measure : schema.measures) {
        auto& statement = writer.prepared("SELECT id FROM sys_measure WHERE name = ?");
        statement.bind(measure.name);
        const Resetting done(statement);
        check(statement.step(), "every measure is known to the store");
        result.push_back(statement.integer(0));
    }
    return result;
}

std::string test_sql(const SqlExpression& expression, const RecordType& type, const Schema& schema) {
    const std::set<std::string> paths(expression.paths.begin(), expression.paths.end());
    return "SELECT " + expression.sql + " FROM " + from_with_joins(type, paths, schema) + " WHERE r.id = ?";
}

TypeSql sql_of(const RecordType& type, const Schema& schema) {
    TypeSql sql;
    const auto columns = record_columns(type);
    std::string places = "?";
    for (std::size_t i = 1; i < system_column_count + type.fields.size(); ++i) places += ", ?";
    sql.insert = "INSERT INTO \"" + type.name + "\" (" + columns + ") VALUES (" + places + ")";
    sql.keep = keep_sql(type);
    for (const auto& rule : type.rules) sql.rules.push_back(test_sql(rule.that, type, schema));
    for (const auto& transition : type.transitions) {
        if (!transition.guard.empty()) sql.guards[transition.name] = test_sql(transition.guard, type, schema);
    }
    for (const auto& referrer : schema.referrers(type.name)) {
        sql.referrers.emplace_back(referrer.type, "SELECT id FROM \"" + referrer.type + "\" WHERE \"" + referrer.field +
                                                      "\" = ? AND void = 0 AND id <> ? LIMIT 1");
    }
    return sql;
}

// A rule holds when it says so, and when it cannot say (NULL).
bool holds(Connection& writer, const std::string& sql, std::int64_t id) {
    auto& statement = writer.prepared(sql);
    statement.bind(id);
    const Resetting done(statement);
    return !statement.step() || statement.is_null(0) || statement.integer(0) != 0;
}

void bind_text_or_null(Statement& statement, const std::string& text) {
    if (text.empty())
        statement.bind_null();
    else
        statement.bind(text);
}

json::object journal_fields(const RecordType& type, const RecordRow& row, const std::set<std::string>* only) {
    json::object fields;
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        const auto& field = type.fields[i];
        if (only != nullptr ? !only->contains(field.name) : is_null(row.values[i])) continue;
        fields[field.name] = field_json(field, row.values[i]);
    }
    return fields;
}

} // namespace

Applier::Applier(Connection& writer, const Schema& schema, Cube& cube)
    : Applier(writer, schema, cube, without_master_key()) {}

Applier::Applier(Connection& writer, const Schema& schema, Cube& cube, const PersonKeys& keys)
    : writer_(writer), schema_(schema), cube_(cube), stored_measures_(read_stored_measures(writer, schema)),
      dependents_(find_dependents(schema)), keys_(keys), personal_(keys, writer), resting_(schema), journal_(writer),
      balances_(writer, schema, stored_measures_), search_(writer, schema) {
    for (const auto& measure : schema.measures) measures_.emplace_back(measure, schema);
    for (const auto& type : schema.types) types_.emplace(type.get(), sql_of(*type, schema));
}

Result<Outcome> Applier::apply(const PreparedCommand& prepared, RecordGate& gate, const std::vector<std::int64_t>& made,
                               Moment at) {
    const auto& type = *prepared.type;
    const auto mark = balances_.mark();
    refusal_.reset();
    Outcome outcome;
    if (prepared.command.action == Action::create) {
        outcome.record.value = outcome.entry.value = TRY(create(prepared, gate, made, at));
    } else {
        auto before = read_row(writer_, type, TRY(find(prepared, gate, made)));
        check(before.has_value(), "a record that was found can be read");
        outcome.record.value = TRY(change(prepared, *std::move(before), gate, made, at, outcome.entry.value));
    }
    if (outcome.entry.value != 0) touched_types_.insert(type.name);
    if (asks_limits_) TRY_DO(check_limits(type, gate, mark));
    return outcome;
}

// ── rights ───────────────────────────────────────────────────────────────────────────────────────────────────────

std::unexpected<Problem> Applier::deny(const PreparedCommand& prepared, std::int64_t id, Problem problem) {
    refusal_ = Refusal{.at = {},
                       .user = {},
                       .from = {},
                       .operation = operation_of(prepared.command),
                       .type = prepared.type->name,
                       .record = id,
                       .code = problem.code};
    return std::unexpected(std::move(problem));
}

Result<std::int64_t> Applier::find(const PreparedCommand& prepared, RecordGate& gate,
                                   const std::vector<std::int64_t>& made) {
    const auto& type = *prepared.type;
    const auto& name = prepared.command.record;
    if (name.starts_with('$')) return resolve(Field{.name = {}, .ref = type.name}, name, gate, made);
    const auto id = TRY(find_record(writer_, type, name, true));
    if (!gate.reads(type, id))
        return deny(prepared, id, Problem{"record.not_found", {}, {{"name", name}, {"type", type.name}}, {}, {}});
    return id;
}

Done Applier::check_open(const PreparedCommand& prepared, RecordGate& gate, std::int64_t id,
                         const std::string& operation) {
    const auto& type = *prepared.type;
    const auto level = gate.open(type, id, operation);
    if (!level)
        return deny(prepared, prepared.command.action == Action::create ? 0 : id,
                    Problem{"access.denied", {}, {{"operation", operation}, {"type", type.name}}, {}, {}});
    for (const auto& [index, input] : prepared.fields) {
        const auto& field = type.fields[static_cast<std::size_t>(index)];
        if (field.sensitivity > *level)
            return deny(prepared, id,
                        Problem{"access.field", "/" + field.name, {{"name", field.name}, {"type", type.name}}, {}, {}});
    }
    return {};
}

Done Applier::check_second_person(const PreparedCommand& prepared, std::int64_t id) {
    const auto own = own_hand_in(writer_, *prepared.transition, id, prepared.command.actor);
    if (!own) return {};
    return deny(prepared, id,
                Problem{"access.second_person",
                        {},
                        {{"transition", prepared.transition->name}, {"operation", *own}, {"type", prepared.type->name}},
                        {},
                        {}});
}

// ── making and changing records ──────────────────────────────────────────────────────────────────────────────────

Result<std::int64_t> Applier::create(const PreparedCommand& prepared, RecordGate& gate,
                                     const std::vector<std::int64_t>& made, Moment at) {
    const auto& type = *prepared.type;
    RecordRow row;
    row.values.resize(type.fields.size());
    TRY_DO(set_defaults(type, gate, row));
    TRY_DO(set_fields(prepared, gate, row, made));
    TRY_DO(check_unique(type, row, nullptr));
    TRY_DO(check_files(type, gate, row, nullptr));
    row.id = row.version = journal_.next_seq();
    row.state = type.initial;
    row.deadline = deadline_in(type, row, at);
    row.created_at = row.updated_at = at.iso();
    row.created_by = prepared.command.actor;
    if (!type.number.empty()) row.number = next_number(type, row, at);
    keep_file_uses(type, row, nullptr); // before what is personal is sealed
    TRY_DO(personal_.seal_new(type, row, at));
    insert(type, row);
    foresee(type, row.id);
    TRY_DO(check_open(prepared, gate, row.id, "create")); // where it lies is known only now
    TRY_DO(check_rules(type, row.id));

    Entry entry;
    entry.seq = entry.record = row.id;
    entry.at = at;
    entry.actor = prepared.command.actor;
    entry.type = type.name;
    entry.action = "create";
    entry.reason = prepared.command.reason;
    entry.number = row.number;
    entry.state = row.state;
    entry.deadline = row.deadline;
    entry.set = journal_fields(type, row, nullptr);
    journal_.append(entry);
    post(type, entry.seq, nullptr, &row);
    return row.id;
}

Result<std::int64_t> Applier::change(const PreparedCommand& prepared, RecordRow before, RecordGate& gate,
                                     const std::vector<std::int64_t>& made, Moment at, std::int64_t& made_entry) {
    const auto& type = *prepared.type;
    const auto action = prepared.command.action;
    const auto mark = movements_.size();
    const auto undone =
        action == Action::undo ? std::optional(TRY(last_step(before.id, prepared.by_system))) : std::nullopt;
    // A step is taken back by those who may take it.
    const auto operation = undone ? undone->transition : operation_of(prepared.command);
    TRY_DO(check_open(prepared, gate, before.id, operation));
    TRY_DO(check_may_change(prepared, before));
    auto after = before;
    TRY_DO(set_fields(prepared, gate, after, made));
    TRY_DO(check_files(type, gate, after, &before));
    keep_file_uses(type, after, &before); // before what is personal is sealed
    std::set<std::size_t> given;
    for (const auto& [index, input] : prepared.fields) given.insert(static_cast<std::size_t>(index));
    TRY_DO(personal_.seal_changes(type, before, after, given, at));
    std::string transition = undone ? undone->transition : "";
    if (undone) take_back(type, *undone, after);
    std::set<std::string> changed;
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        if (after.values[i] != before.values[i]) changed.insert(type.fields[i].name);
    }
    if (action == Action::amend && changed.empty()) return before.id;
    if (action == Action::amend) TRY_DO(check_amendment(prepared, before, changed));
    if (action == Action::advance) {
        TRY_DO(check_transition(prepared, before, after));
        TRY_DO(check_second_person(prepared, before.id));
        transition = prepared.transition->name;
        after.state = prepared.transition->to;
        after.escalated.clear();
    }
    if (action == Action::void_) {
        TRY_DO(check_unreferenced(type, gate, before.id));
        after.voided = true;
    }
    if (action == Action::erase) TRY_DO(erase_person(writer_, schema_, keys_, type, before.id));
    if (action == Action::amend || action == Action::advance) after.deadline = next_deadline(type, before, after, at);
    if (action == Action::escalate) {
        if (!is_overdue(before, at)) return refuse("record.not_overdue");
        after.escalated = before.deadline;
    }
    TRY_DO(check_unique(type, after, &before));
    after.version = journal_.next_seq();
    after.updated_at = at.iso();
    update(type, before, after, changed);
    foresee(type, after.id);
    if (!changed.empty()) { // nobody moves a record to where it would not be theirs to change
        gate.forget();
        TRY_DO(check_open(prepared, gate, after.id, operation));
    }
    const bool may_break = action == Action::void_ || action == Action::erase || action == Action::escalate;
    if (!may_break) TRY_DO(check_rules(type, after.id));
    const auto guard = action == Action::advance ? types_.at(&type).guards.find(prepared.transition->name)
                                                 : types_.at(&type).guards.end();
    if (guard != types_.at(&type).guards.end() && !holds(writer_, guard->second, after.id)) {
        return std::unexpected(
            Problem{"record.guard", {}, {{"transition", prepared.transition->name}}, prepared.transition->says, {}});
    }
    made_entry = after.version;
    write_entry(prepared, transition, before, after, changed, at);
    post(type, made_entry, &before, &after);
    add_moved_columns(before, after, changed);
    if (action == Action::undo) TRY_DO(check_dependents(type, gate, after.id, changed));
    post_dependents(type, after.id, changed, made_entry);
    // Nor does a figure move without a reason because of what was entered before, in whatever state that is.
    if (action == Action::amend && movements_.size() != mark && trim(prepared.command.reason).empty())
        return refuse("record.reason_required", "/reason");
    return after.id;
}

void Applier::write_entry(const PreparedCommand& prepared, const std::string& transition, const RecordRow& before,
                          const RecordRow& after, const std::set<std::string>& changed, Moment at) {
    const auto& type = *prepared.type;
    Entry entry;
    entry.seq = after.version;
    entry.record = after.id;
    entry.at = at;
    entry.actor = prepared.command.actor;
    entry.type = type.name;
    entry.action = word_of(prepared.command.action);
    entry.transition = transition;
    entry.reason = prepared.command.reason;
    entry.set = journal_fields(type, after, &changed);
    entry.was = journal_fields(type, before, &changed);
    if (!transition.empty()) {
        entry.state = after.state;
        entry.state_was = before.state;
    }
    if (after.deadline != before.deadline) {
        entry.deadline = after.deadline;
        entry.deadline_was = before.deadline;
    }
    if (after.escalated != before.escalated) {
        entry.escalated = after.escalated;
        entry.escalated_was = before.escalated;
    }
    journal_.append(entry);
}

// The record's last entry but for escalations must be an advance: whatever came after it may rest on it. An amendment of large
// work that came to no good end is taken back by the system in the same way.
Result<Entry> Applier::last_step(std::int64_t id, bool amendments) {
    auto& statement = writer_.prepared(
        "SELECT body FROM sys_entry WHERE record = ? AND action <> 'escalate' ORDER BY seq DESC LIMIT 1");
    statement.bind(id);
    const Resetting done(statement);
    check(statement.step(), "a record has an entry");
    auto entry = parse_entry_body(statement.text(0));
    if (entry.action != "advance" && !(amendments && entry.action == "amend"))
        return refuse("record.nothing_to_undo", {}, {{"action", entry.action}});
    return entry;
}

void Applier::take_back(const RecordType& type, const Entry& entry, RecordRow& after) {
    for (const auto& [name, value] : entry.was) {
        const int index = type.journal_index(name);
        if (index < 0) continue;
        const auto& field = type.fields[static_cast<std::size_t>(index)];
        after.values[static_cast<std::size_t>(index)] = value_from_journal(field, value);
    }
    if (entry.action == "advance") after.state = entry.state_was;
    // The clock that ran before the step runs on: an undone step gives nobody more time.
    if (entry.deadline != entry.deadline_was) after.deadline = entry.deadline_was;
    after.escalated = entry.escalated_was;
}

Done Applier::check_dependents(const RecordType& type, RecordGate& gate, std::int64_t id,
                               const std::set<std::string>& changed) {
    return resting_.check(writer_, gate, type, id, changed);
}

Done Applier::set_defaults(const RecordType& type, RecordGate& gate, RecordRow& row) {
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        const auto& field = type.fields[i];
        if (!field.initial) continue;
        auto input = TRY(read_field(field, parse_own_json(*field.initial)));
        row.values[i] = input.is_reference && !input.reference.empty()
                            ? Value(TRY(resolve(field, input.reference, gate, {})))
                            : std::move(input.value);
    }
    return {};
}

Done Applier::set_fields(const PreparedCommand& prepared, RecordGate& gate, RecordRow& row,
                         const std::vector<std::int64_t>& made) {
    for (const auto& [index, input] : prepared.fields) {
        const auto& field = prepared.type->fields[static_cast<std::size_t>(index)];
        auto& value = row.values[static_cast<std::size_t>(index)];
        if (!input.is_reference)
            value = input.value;
        else if (input.reference.empty())
            value = std::monostate{};
        else
            value = TRY(resolve(field, input.reference, gate, made));
    }
    return {};
}

// A record that may not be read cannot be referred to, unless the same request made it.
Result<std::int64_t> Applier::resolve(const Field& field, const std::string& reference, RecordGate& gate,
                                      const std::vector<std::int64_t>& made) {
    const auto bad = [&] {
        return refuse("record.bad_reference", field.name.empty() ? "" : "/" + field.name,
                      {{"value", reference}, {"type", field.ref}});
    };
    auto id = Result<std::int64_t>(0);
    if (reference.starts_with('$')) {
        std::size_t place = 0;
        const auto [end, error] = std::from_chars(reference.data() + 1, reference.data() + reference.size(), place);
        if (error != std::errc{} || end != reference.data() + reference.size() || place == 0 || place > made.size())
            return bad();
        id = made[place - 1]; // perhaps of another type
    } else {
        const auto& target = *schema_.type(field.ref);
        id = find_record(writer_, target, reference, false);
        if (id && !gate.reads(target, *id)) {
            refusal_ = Refusal{.at = {},
                               .user = {},
                               .from = {},
                               .operation = "read",
                               .type = target.name,
                               .record = *id,
                               .code = "record.bad_reference"};
            return bad();
        }
    }
    if (!id) {
        if (id.error().code == "record.not_found") return bad();
        id.error().field = "/" + field.name;
        return id;
    }
    auto& statement = writer_.prepared("SELECT void FROM \"" + field.ref + "\" WHERE id = ?");
    statement.bind(*id);
    const Resetting done(statement);
    if (!statement.step() || statement.integer(0) != 0) return bad();
    return id;
}

Done Applier::check_unique(const RecordType& type, const RecordRow& row, const RecordRow* before) {
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        const auto& field = type.fields[i];
        if (!field.unique || is_null(row.values[i]) || (before != nullptr && before->values[i] == row.values[i]))
            continue;
        auto& statement =
            writer_.prepared("SELECT 1 FROM \"" + type.name + "\" WHERE \"" + field.name + "\" = ? AND void = 0");
        bind_value(statement, row.values[i]);
        const Resetting done(statement);
        if (statement.step())
            return refuse("record.duplicate", "/" + field.name, {{"name", field.name}, {"type", type.name}});
    }
    return {};
}

namespace {

// Calls `use` with each file that the record has and did not have before, until it answers false. What a replay finds
// sealed says nothing: sys_file_use carries the uses of personal fields from one store to the next.
template <class Use>
void for_each_new_file(const RecordType& type, const RecordRow& row, const RecordRow* before, Use use) {
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        if (type.fields[i].kind != FieldKind::file || is_null(row.values[i]) ||
            (before != nullptr && before->values[i] == row.values[i]))
            continue;
        const auto& text = std::get<std::string>(row.values[i]);
        if (type.fields[i].is_personal() && Envelope::parse(text)) continue;
        const auto file = parse_own_json(text);
        if (!use(type.fields[i], std::string(file.at("sha256").get_string()))) return;
    }
}

} // namespace

// A digest alone is no right to a file: it must be one's own, or one that may be read already.
Done Applier::check_files(const RecordType& type, RecordGate& gate, const RecordRow& row, const RecordRow* before) {
    Done result;
    for_each_new_file(type, row, before, [&](const Field& field, const std::string& sha) {
        auto& statement = writer_.prepared("SELECT f.media_type, f.size, coalesce(c.kept_location, 0) FROM sys_file f "
                                           "LEFT JOIN sys_file_check c ON c.sha256 = f.sha256 WHERE f.sha256 = ?");
        statement.bind(sha);
        const Resetting done(statement);
        if (!statement.step() || !is_file_open(writer_, schema_, gate, sha))
            result = refuse("file.unknown", "/" + field.name, {{"sha256", sha}});
        else if (statement.integer(2) != 0 && !field.keep_location)
            result = refuse("file.location_kept", "/" + field.name);
        else
            result = check_accepted(field, statement.text(0), statement.integer(1));
        return result.has_value();
    });
    return result;
}

void Applier::keep_file_uses(const RecordType& type, const RecordRow& row, const RecordRow* before) {
    for_each_new_file(type, row, before, [&](const Field& field, const std::string& sha) {
        keep_file_use(writer_, sha, type, row.id, field.name);
        return true;
    });
}

void Applier::foresee(const RecordType& type, std::int64_t id) {
    for (const auto& sql : types_.at(&type).rules) writer_.prepared(sql).bind(id).foresee();
    for (const int measure : type.measures) measures_[static_cast<std::size_t>(measure)].foresee(writer_, id);
}

Done Applier::check_rules(const RecordType& type, std::int64_t id) {
    const auto& sql = types_.at(&type).rules;
    for (std::size_t i = 0; i < sql.size(); ++i) {
        if (holds(writer_, sql[i], id)) continue;
        const auto& rule = type.rules[i];
        return std::unexpected(Problem{"rule.broken", rule.field.empty() ? "" : "/" + rule.field, {}, rule.says, {}});
    }
    return {};
}

Done Applier::check_may_change(const PreparedCommand& prepared, const RecordRow& before) {
    const bool erases = prepared.command.action == Action::erase; // also what somebody took back
    if (before.voided && !erases)
        return refuse("record.void_already", {}, {{"name", label_of(*prepared.type, before)}});
    const auto& expected = prepared.command.version;
    if (expected && *expected != before.version) {
        return refuse("record.version_stale", {},
                      {{"expected", std::to_string(*expected)}, {"version", std::to_string(before.version)}});
    }
    return {};
}

Done Applier::check_amendment(const PreparedCommand& prepared, const RecordRow& before,
                              const std::set<std::string>& changed) {
    const auto& type = *prepared.type;
    // A record without states is never a draft.
    const bool settled = type.states.empty() || before.state != type.initial;
    if (!settled) return {};
    for (const auto& name : changed) {
        if (type.amendable && std::find(type.amendable->begin(), type.amendable->end(), name) == type.amendable->end())
            return refuse("record.not_amendable", "/" + name, {{"name", name}, {"state", before.state}});
    }
    // What others may have relied on is corrected with a reason only.
    if (trim(prepared.command.reason).empty()) return refuse("record.reason_required", "/reason");
    return {};
}

Done Applier::check_transition(const PreparedCommand& prepared, const RecordRow& before, const RecordRow& after) {
    const auto& transition = *prepared.transition;
    if (std::find(transition.from.begin(), transition.from.end(), before.state) == transition.from.end()) {
        return refuse(
            "record.transition_not_allowed", {},
            {{"transition", transition.name}, {"state", before.state}, {"from", join(transition.from, ", ")}});
    }
    for (const auto& name : transition.requires_fields) {
        const auto index = static_cast<std::size_t>(prepared.type->field_index(name));
        if (is_null(after.values[index])) {
            const auto& label = prepared.type->fields[index].label;
            return refuse("record.field_required", "/" + name,
                          {{"name", name}, {"label", label.zh}, {"label_en", label.en}});
        }
    }
    for (const auto& name : transition.requires_papers) {
        const auto index = static_cast<std::size_t>(prepared.type->field_index(name));
        if (!is_null(after.values[index])) continue;
        const auto& label = prepared.type->fields[index].label;
        return refuse("record.paper_required", "/" + name,
                      {{"name", name}, {"label", label.zh}, {"label_en", label.en}, {"transition", transition.name}});
    }
    return {};
}

Done Applier::check_unreferenced(const RecordType& type, RecordGate& gate, std::int64_t id) {
    for (const auto& [referrer, sql] : types_.at(&type).referrers) {
        auto& statement = writer_.prepared(sql);
        statement.bind(id).bind(id);
        const Resetting done(statement);
        if (!statement.step()) continue;
        const auto shown = gate.reads(*schema_.type(referrer), statement.integer(0)).has_value();
        return refuse("record.referenced", {},
                      {{"type", referrer}, {"id", shown ? std::to_string(statement.integer(0)) : ""}});
    }
    return {};
}

// "ZF-{year}-{seq:06}" → "ZF-2024-000012".
std::string Applier::next_number(const RecordType& type, const RecordRow& row, Moment at) {
    auto year = std::to_string(at.day_in_shanghai().year());
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
        if (type.fields[i].kind != FieldKind::date || type.fields[i].is_personal() || is_null(row.values[i])) continue;
        year = std::get<std::string>(row.values[i]).substr(0, 4);
        break;
    }
    auto pattern = replace_all(type.number, "{year}", year);
    const auto start = pattern.find("{seq");
    if (start == std::string::npos) return pattern;
    const auto end = pattern.find('}', start);
    auto& counter = writer_.prepared(
        "INSERT INTO sys_counter (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = sys_counter.value + 1 RETURNING value");
    const auto name = type.name + "/" + pattern;
    counter.bind(name);
    check(counter.step(), "a counter counts");
    auto digits = std::to_string(counter.integer(0));
    while (counter.step()) {}
    const auto width = pattern.find(':', start);
    if (width != std::string::npos && width < end) {
        const auto wanted = static_cast<std::size_t>(std::strtoul(pattern.c_str() + width + 1, nullptr, 10));
        if (digits.size() < wanted) digits.insert(0, wanted - digits.size(), '0');
    }
    return pattern.replace(start, end - start + 1, digits);
}

void Applier::insert(const RecordType& type, const RecordRow& row) {
    auto& statement = writer_.prepared(types_.at(&type).insert);
    statement.bind(row.id);
    bind_text_or_null(statement, row.number);
    bind_text_or_null(statement, row.state);
    statement.bind(row.version).bind(std::int64_t{0}).bind(row.created_at).bind(row.created_by).bind(row.updated_at);
    bind_text_or_null(statement, row.deadline);
    bind_text_or_null(statement, row.escalated);
    for (const auto& value : row.values) bind_value(statement, value);
    statement.run();
    search_.created(type, row);
}

void Applier::update(const RecordType& type, const RecordRow& before, const RecordRow& row,
                     const std::set<std::string>& changed) {
    keep_row(writer_.prepared(types_.at(&type).keep), before, row.version);
    std::string sql = "UPDATE \"" + type.name +
                      "\" SET state = ?, version = ?, void = ?, updated_at = ?, deadline = ?, escalated = ?";
    for (const auto& name : changed) sql += ", \"" + name + "\" = ?";
    auto& statement = writer_.prepared(sql + " WHERE id = ?");
    bind_text_or_null(statement, row.state);
    statement.bind(row.version).bind(std::int64_t{row.voided}).bind(row.updated_at);
    bind_text_or_null(statement, row.deadline);
    bind_text_or_null(statement, row.escalated);
    for (const auto& name : changed)
        bind_value(statement, row.values[static_cast<std::size_t>(type.field_index(name))]);
    statement.bind(row.id).run();
    search_.changed(type, before, row, changed);
}

// ── postings ─────────────────────────────────────────────────────────────────────────────────────────────────────

void Applier::post(const RecordType& type, std::int64_t entry, const RecordRow* before, const RecordRow* after) {
    auto taken = type.measures.empty() || before == nullptr ? TakenBack{} : taken_back(before->id);
    for (const int number : type.measures)
        post_measure(schema_.measures[static_cast<std::size_t>(number)], entry, before, after,
                     std::move(taken[stored_measure(number)]));
}

Applier::TakenBack Applier::taken_back(std::int64_t record) {
    TakenBack taken;
    auto& posted = writer_.prepared(
        "SELECT measure, coordinate, day, SUM(value) FROM sys_posting WHERE record = ? GROUP BY measure, coordinate, day");
    posted.bind(record);
    while (posted.step())
        if (posted.integer(3) != 0)
            taken[posted.integer(0)].push_back({static_cast<CoordinateId>(posted.integer(1)),
                                                static_cast<std::int32_t>(posted.integer(2)), -posted.integer(3)});
    return taken;
}

// Posts the difference between what the record has posted so far and what it posts now. `before` is nothing for a new record.
void Applier::post_measure(const Measure& measure, std::int64_t entry, const RecordRow* before, const RecordRow* after,
                           std::vector<PostingChange> changes) {
    std::map<std::string, std::int64_t> old_totals, new_totals; // by currency
    const auto stored = stored_measure(measure.number);
    const auto currency_of = [&](const std::vector<Value>& coordinates) {
        return measure.unit.money ? std::get<std::string>(coordinates.back()) : std::string{};
    };
    for (const auto& change : changes)
        old_totals[currency_of(cube_.view().coordinate_values(measure.number, change.coordinate))] -= change.value;
    measures_[static_cast<std::size_t>(measure.number)].of_record(writer_, after->id, [&](Posted& posted) {
        const auto coordinate = cube_.coordinate(writer_, measure, posted.coordinates);
        new_totals[currency_of(posted.coordinates)] += posted.value;
        const auto same = std::find_if(changes.begin(), changes.end(), [&](const PostingChange& c) {
            return c.coordinate == coordinate && c.day == posted.day;
        });
        if (same != changes.end())
            same->value += posted.value;
        else
            changes.push_back({coordinate, posted.day, posted.value});
    });
    for (const auto& change : changes) {
        if (change.value == 0) continue;
        writer_
            .prepared(
                "INSERT INTO sys_posting (measure, coordinate, day, entry, record, value) VALUES (?, ?, ?, ?, ?, ?)")
            .bind(stored)
            .bind(std::int64_t{change.coordinate})
            .bind(std::int64_t{change.day})
            .bind(entry)
            .bind(after->id)
            .bind(change.value)
            .run();
        seals_.resize(movements_.size()); // a refused request took its movements back
        seals_.push_back(seal_of({stored, change.coordinate, change.day, entry, after->id, change.value}));
        movements_.push_back({measure.number, change.coordinate, change.day, change.value});
    }
    if (measure.per.empty()) return;
    if (before != nullptr) move_control(measure, *before, old_totals, -1);
    move_control(measure, *after, new_totals, 1);
}

void Applier::move_control(const Measure& measure, const RecordRow& row,
                           const std::map<std::string, std::int64_t>& totals, int sign) {
    const auto& type = *schema_.type(measure.type);
    for (std::size_t per = 0; per < measure.per.size(); ++per) {
        std::string key;
        bool complete = true;
        for (const auto& name : measure.per[per].fields) {
            if (!key.empty()) key += '|';
            const auto& value =
                name == "id" ? Value(row.id) : row.values[static_cast<std::size_t>(type.field_index(name))];
            if (const auto* number = std::get_if<std::int64_t>(&value))
                key += std::to_string(*number);
            else if (const auto* text = std::get_if<std::string>(&value))
                key += *text;
            else
                complete = false;
        }
        if (!complete) continue;
        for (const auto& [currency, total] : totals) move_control(measure, per, key, currency, sign * total);
    }
}

void Applier::move_control(const Measure& measure, std::size_t per, const std::string& key, const std::string& currency,
                           std::int64_t change) {
    if (change != 0)
        balances_.add({measure.number, static_cast<int>(per), currency.empty() ? key : key + "|" + currency}, change);
}

void Applier::post_dependents(const RecordType& type, std::int64_t id, const std::set<std::string>& changed,
                              std::int64_t entry) {
    const auto found = dependents_.find(type.name);
    if (found == dependents_.end()) return;
    for (const auto& dependent : found->second) {
        if (std::none_of(changed.begin(), changed.end(),
                         [&](const std::string& name) { return dependent.fields.contains(name); }))
            continue;
        const auto& measure = schema_.measures[static_cast<std::size_t>(dependent.measure)];
        std::vector<std::int64_t> records;
        auto& referring = writer_.prepared(dependent.records_sql);
        referring.bind(id);
        while (referring.step()) records.push_back(referring.integer(0));
        for (const auto record : records) {
            const auto row = read_row(writer_, *schema_.type(measure.type), record);
            post_measure(measure, entry, &*row, &*row, std::move(taken_back(record)[stored_measure(measure.number)]));
        }
    }
}

void Applier::flush() {
    balances_.flush();
    seals_.resize(movements_.size());
    PostingSeal sum;
    for (const auto& seal : seals_) sum.add(seal);
    seals_.clear();
    move_posting_seal(writer_, sum);
    search_.flush();
}

// ── limits ───────────────────────────────────────────────────────────────────────────────────────────────────────

namespace {

// "/amount" for `case when kind = 'refund' then -amount else amount end`: the only number among its names.
std::string summed_field(const RecordType& type, const SqlExpression& sum) {
    std::set<std::string> numbers;
    for (const auto& name : sum.names) {
        const auto* field = type.field(name);
        const bool number = field != nullptr && (field->kind == FieldKind::money || field->kind == FieldKind::decimal ||
                                                 field->kind == FieldKind::integer);
        if (number) numbers.insert(name);
    }
    return numbers.size() == 1 ? "/" + *numbers.begin() : "";
}

} // namespace

// A refusal names amounts only to those who could add them up themselves.
bool Applier::sees_all_behind(RecordGate& gate, const Measure& measure, const BalanceKey& key) {
    const auto& type = *schema_.type(measure.type);
    const auto open = gate.rights().condition(type, "r", "read", level_of(measure, schema_));
    if (open.empty()) return true;
    std::string sql = "SELECT 1 FROM \"" + type.name + "\" AS r WHERE NOT (" + open + ")";
    std::vector<std::int64_t> values;
    const auto parts = split(key.key, '|');
    const auto& fields = measure.per[static_cast<std::size_t>(key.per)].fields;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto* field = type.field(fields[i]);
        if (field != nullptr && field->kind != FieldKind::ref && field->kind != FieldKind::integer) return false;
        sql += " AND r.\"" + fields[i] + "\" = ?";
        values.push_back(std::stoll(std::string(parts[i])));
    }
    const auto statement = writer_.prepare(sql + " LIMIT 1");
    for (const auto value : values) statement->bind(value);
    return !statement->step();
}

Done Applier::check_limits(const RecordType& type, RecordGate& gate, std::size_t mark) {
    const auto per_index = [&](int measure, const std::string& per) {
        const auto& keys = schema_.measures[static_cast<std::size_t>(measure)].per;
        return static_cast<int>(
            std::find_if(keys.begin(), keys.end(), [&](const ControlKey& key) { return key.name == per; }) -
            keys.begin());
    };
    const auto moved_until = balances_.moved().size();
    for (auto i = mark; i < moved_until; ++i) {
        const auto moved = balances_.moved()[i].first;
        const auto& per =
            schema_.measures[static_cast<std::size_t>(moved.measure)].per[static_cast<std::size_t>(moved.per)].name;
        for (const auto& limit : schema_.limits) {
            if (limit.per != per || (limit.of != moved.measure && limit.measure != moved.measure)) continue;
            const auto& of = schema_.measures[static_cast<std::size_t>(limit.of)];
            const auto value = balances_.get({limit.of, per_index(limit.of, per), moved.key});
            const auto bound = limit.measure < 0
                                   ? limit.constant
                                   : balances_.get({limit.measure, per_index(limit.measure, per), moved.key});
            if (limit.at_most ? value <= bound : value >= bound) continue;
            const auto title = limit.measure < 0 ? Text{"限额", "limit"}
                                                 : schema_.measures[static_cast<std::size_t>(limit.measure)].title;
            Problem problem{limit.code,
                            of.type == type.name ? summed_field(type, of.value) : "",
                            {{"of", of.title.zh}, {"of_en", of.title.en}, {"bound", title.zh}, {"bound_en", title.en}},
                            limit.says.empty() ? std::nullopt : std::optional(limit.says),
                            {}};
            const auto shows = [&](int measure) {
                if (measure < 0) return true;
                const auto& one = schema_.measures[static_cast<std::size_t>(measure)];
                return sees_all_behind(gate, one, {measure, per_index(measure, per), moved.key});
            };
            if (shows(limit.of)) problem.args.emplace_back("value", scaled_text(value, of.unit.scale));
            if (shows(limit.measure)) problem.args.emplace_back("limit", scaled_text(bound, of.unit.scale));
            return std::unexpected(std::move(problem));
        }
    }
    return {};
}

} // namespace shanhai::kernel

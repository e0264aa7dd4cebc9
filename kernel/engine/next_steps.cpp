#include "base/text_json.h"
#include "kernel/engine/guarded.h"
#include "kernel/engine/kernel_impl.h"
#include "kernel/engine/second_person.h"
#include "kernel/engine/time_limits.h"
#include "kernel/journal/journal.h"
#include "kernel/postings/measure_sql.h"
#include "kernel/schema/sql_expression.h"

#include <algorithm>

// Where a record stands, and what each step from there needs. Says the same as the commands would, before anybody tries.
namespace shanhai::kernel {

namespace {

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

class NextSteps {
public:
    NextSteps(Connection& reader, const Schema& schema, RecordGate& gate, const RecordType& type, const RecordRow& row,
              std::string user, Moment now)
        : reader_(reader), schema_(schema), gate_(gate), level_(*gate.reads(type, row.id)), type_(type), row_(row),
          user_(std::move(user)), today_(now.day_in_shanghai().iso()) {}

    json::object run() {
        json::object shown;
        shown["id"] = std::to_string(row_.id);
        shown["state"] = text_or_null(row_.state);
        shown["since"] = since();
        shown["limit"] = limit();
        shown["amend_reason"] = type_.states.empty() || row_.state != type_.initial || counts();
        json::array steps;
        for (const auto& transition : type_.transitions) {
            const auto& from = transition.from;
            if (!row_.voided && std::find(from.begin(), from.end(), row_.state) != from.end())
                steps.push_back(step(transition));
        }
        shown["steps"] = std::move(steps);
        shown["undo"] = undo();
        return shown;
    }

private:
    // When the record came into its state.
    json::value since() {
        auto& statement = reader_.prepared(
            "SELECT at FROM sys_entry WHERE record = ? AND action IN ('create', 'advance', 'undo') ORDER BY seq DESC LIMIT 1");
        statement.bind(row_.id);
        const Resetting done(statement);
        return statement.step() ? json::value(Moment{statement.integer(0)}.iso()) : json::value(nullptr);
    }

    // Whether a figure counts the record, or another record by way of it: an amendment that moves it says why.
    bool counts() {
        auto& own = reader_.prepared("SELECT 1 FROM sys_posting WHERE record = ? LIMIT 1");
        own.bind(row_.id);
        const Resetting done(own);
        if (own.step()) return true;
        const auto dependents = find_dependents(schema_);
        const auto found = dependents.find(type_.name);
        if (found == dependents.end()) return false;
        return std::ranges::any_of(found->second, [&](const Dependent& dependent) {
            const auto other =
                reader_.prepare("SELECT 1 FROM sys_posting WHERE record IN (" + dependent.records_sql + ") LIMIT 1");
            other->bind(row_.id);
            return other->step();
        });
    }

    json::value limit() {
        const auto* state = type_.state(row_.state);
        const bool dated = !row_.deadline.empty() && level_of_column(type_, "deadline") <= level_;
        if (state == nullptr || !dated || row_.voided) return nullptr;
        return json::object{{"deadline", row_.deadline},
                            {"overdue", row_.deadline < today_},
                            {"escalated", !row_.escalated.empty() && row_.escalated == row_.deadline},
                            {"escalate_to", escalate_to(state->limit)},
                            {"says", as_json(state->limit.says)}};
    }

    // A field of the record names a person or an office; any other word is a role.
    json::value escalate_to(const TimeLimit& limit) {
        const int index = type_.field_index(limit.escalate_to);
        if (index < 0) return text_or_null(limit.escalate_to);
        const auto& field = type_.fields[static_cast<std::size_t>(index)];
        const auto& value = row_.values[static_cast<std::size_t>(index)];
        if (field.sensitivity > level_ || field.is_personal()) return nullptr;
        if (field.kind != FieldKind::ref || is_null(value)) return field_json(field, value);
        return ReferenceLabels(reader_, schema_, gate_).of(field.ref, std::get<std::int64_t>(value));
    }

    bool is_empty(const std::string& name) const {
        return is_null(row_.values[static_cast<std::size_t>(type_.field_index(name))]);
    }

    // A field that the reader may not see is not said to be empty: that, too, would tell.
    json::array missing(const std::vector<std::string>& names) const {
        json::array result;
        for (const auto& name : names) {
            if (type_.field(name)->sensitivity <= level_ && is_empty(name))
                result.push_back(json::object{{"field", name}, {"label", as_json(type_.field(name)->label)}});
        }
        return result;
    }

    // The guard as it stands; what the step's own fields would change about it shows when they are filled in. Nothing for
    // those who may not see all that it looks at.
    std::optional<bool> guard_holds(const Transition& transition) {
        if (transition.guard.empty()) return true;
        if (level_of(transition.guard, type_, schema_) > level_ || !reads_all(transition.guard)) return std::nullopt;
        const std::set<std::string> paths(transition.guard.paths.begin(), transition.guard.paths.end());
        const auto statement =
            reader_.prepare("SELECT CASE WHEN (" + transition.guard.sql + ") THEN 1 WHEN NOT (" + transition.guard.sql +
                            ") THEN 0 END FROM " + from_with_joins(type_, paths, schema_) + " WHERE r.id = ?");
        statement->bind(row_.id);
        return !statement->step() || statement->is_null(0) || statement->integer(0) != 0;
    }

    // Whether every record may be read that an expression goes to.
    bool reads_all(const SqlExpression& expression) {
        for (const auto& path : expression.paths) {
            const auto* field = field_at(path, type_, schema_);
            const auto statement = reader_.prepare("SELECT " + column_of(path) + " FROM " +
                                                   from_with_joins(type_, {path}, schema_) + " WHERE r.id = ?");
            statement->bind(row_.id);
            if (statement->step() && !statement->is_null(0) &&
                !gate_.reads(*schema_.type(field->ref), statement->integer(0)))
                return false;
        }
        return true;
    }

    json::object step(const Transition& transition) {
        const auto* to = type_.state(transition.to);
        auto fields = missing(transition.requires_fields);
        auto papers = missing(transition.requires_papers);
        const auto holds = guard_holds(transition);
        const bool open = gate_.open(type_, row_.id, transition.name).has_value();
        const bool another = open && own_hand_in(reader_, transition, row_.id, user_).has_value();
        json::object shown;
        shown["transition"] = transition.name;
        shown["title"] = as_json(transition.title);
        shown["to"] = transition.to;
        shown["to_title"] = as_json(to->title);
        shown["may"] = open && !another;
        shown["takes_another"] = another; // the reader may take this step, but had a hand in what it is about
        shown["ready"] = fields.empty() && papers.empty() && holds.value_or(true);
        shown["fields"] = std::move(fields);
        shown["papers"] = std::move(papers);
        shown["guard"] = transition.guard.empty()
                             ? json::value(nullptr)
                             : json::value(json::object{{"holds", holds ? json::value(*holds) : json::value(nullptr)},
                                                        {"says", as_json(transition.says)}});
        shown["limit_days"] = to->limit.within_days ? json::value(*to->limit.within_days) : json::value(nullptr);
        shown["limit_until"] = text_or_null(to->limit.until);
        return shown;
    }

    json::value undo() {
        auto& statement = reader_.prepared(
            "SELECT body FROM sys_entry WHERE record = ? AND action <> 'escalate' ORDER BY seq DESC LIMIT 1");
        statement.bind(row_.id);
        const Resetting done(statement);
        if (row_.voided || !statement.step()) return nullptr;
        const auto entry = parse_entry_body(statement.text(0));
        if (entry.action != "advance" || !gate_.open(type_, row_.id, entry.transition)) return nullptr;
        return json::object{{"transition", entry.transition}, {"to", entry.state_was}};
    }

    Connection& reader_;
    const Schema& schema_;
    RecordGate& gate_;
    Sensitivity level_;
    const RecordType& type_;
    const RecordRow& row_;
    std::string user_; // who asks
    std::string today_;
};

} // namespace

Result<json::object> KernelImpl::next_steps(const Principal& who, const std::string& type_name,
                                            const std::string& name) {
    return guarded([&]() -> Result<json::object> {
        const auto reader = readers_.lend();
        const auto& type = *TRY(type_named(type_name));
        const auto rights = rights_of(who, *reader);
        RecordGate gate(*rights, *schema_, *reader);
        const auto id = TRY(find_readable(who, gate, *reader, type, name));
        const auto row = read_row(*reader, type, id);
        auto shown = json::value(NextSteps(*reader, *schema_, gate, type, *row, who.user(), options_.clock()).run());
        open_personal(shown, *reader);
        return std::move(shown.get_object());
    });
}

} // namespace shanhai::kernel

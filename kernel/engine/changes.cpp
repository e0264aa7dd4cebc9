#include "kernel/changes.h"

#include "base/check.h"
#include "base/money.h"
#include "kernel/engine/guarded.h"
#include "kernel/engine/kernel_impl.h"
#include "kernel/engine/place.h"
#include "kernel/figures/evaluate.h"
#include "kernel/store/entry_time.h"

#include <algorithm>
#include <array>

// What changed in a figure between two moments. The postings entered in between are told apart by their cause in SQL, so
// that the sums come from the same rows as the list; what the tree alone changed is the rest between two slices.
namespace shanhai::kernel {

std::string_view name_of(Cause cause) {
    switch (cause) {
    case Cause::new_: return "new";
    case Cause::late: return "late";
    case Cause::corrected: return "corrected";
    case Cause::advanced: return "advanced";
    case Cause::moved: return "moved";
    case Cause::regrouped: return "regrouped";
    }
    return "";
}

std::optional<Cause> cause_named(std::string_view name) {
    for (int cause = 0; cause < causes; ++cause) {
        if (name == name_of(static_cast<Cause>(cause))) return static_cast<Cause>(cause);
    }
    return std::nullopt;
}

namespace {

using Sums = std::array<__int128, causes>;

struct OperandSums {
    __int128 then = 0;
    Sums by_cause{};
    std::array<std::int64_t, causes> postings{};
};

class ChangesReader {
public:
    ChangesReader(const ChangesQuery& query, const Schema& schema, Cube& cube, ReferenceIndexes& references,
                  Connection& reader, RecordGate& gate)
        : query_(query), schema_(schema), cube_(cube), reader_(reader), gate_(gate),
          then_{entry_at(reader, query.from)}, now_{entry_at(reader, query.to.value_or(Moment{INT64_MAX}))},
          names_then_(schema, references, reader, gate, then_), names_(schema, references, reader, gate, now_),
          labels_(reader, schema, gate, now_) {}

    Result<Changes> run() {
        if (query_.to && *query_.to < query_.from) return refuse("figure.moments_reversed");
        resolved_ = TRY(names_.resolve(query_.figure, query_.where, {}));
        if (!resolved_.by.empty()) return refuse("figure.say_currency", {}, {{"figure", query_.figure}});
        auto then = names_then_.resolve(query_.figure, query_.where, {});
        // A name that nobody had then selected nothing.
        if (then)
            resolved_then_ = *std::move(then);
        else if (then.error().code != "figure.unknown_value")
            return std::unexpected(then.error());
        period_days();
        Changes changes;
        if (resolved_.closed) { // as a figure without a value
            changes.where = resolved_.shown_where;
            return changes;
        }
        for (std::size_t operand = 0; operand < resolved_.figure->formula.operands.size(); ++operand)
            operands_.push_back(sum_up(operand));
        TRY_DO(present(changes));
        TRY_DO(list(changes));
        return changes;
    }

private:
    const Measure& measure_of(std::size_t operand) const {
        return schema_.measures[static_cast<std::size_t>(resolved_.figure->formula.operands[operand].measure)];
    }

    void period_days() {
        const auto& period = resolved_.period;
        from_day_ = period.from && resolved_.figure->kind == FigureKind::flow ? period.from->days() : INT32_MIN;
        until_day_ = period.until ? period.until->days() : INT32_MAX;
        // Days that had ended by the first moment: what happened on them and was entered since came late.
        const auto day = query_.from.day_in_shanghai();
        const auto end_of_day = Moment::parse(day.iso());
        ended_before_ = day.days() + (end_of_day && query_.from >= *end_of_day ? 1 : 0);
    }

    std::string coordinates_of(std::size_t operand, const ResolvedQuery& query) {
        const auto view = cube_.view();
        json::array ids;
        for (const auto id :
             view.coordinates(measure_of(operand).number, masks(view, measure_of(operand), query, operand)))
            ids.emplace_back(id);
        return json::serialize(ids);
    }

    // The balance of some coordinates as an entry left it.
    __int128 balance(std::size_t operand, const std::string& coordinates, std::int64_t until_entry) {
        auto& statement = reader_.prepared("SELECT coalesce(sum(p.value), 0)" + std::string(slice));
        bind_slice(statement, operand, coordinates, 0, until_entry);
        const Resetting done(statement);
        check(statement.step(), "an aggregate yields a row");
        return statement.integer(0);
    }

    static constexpr std::string_view slice =
        " FROM sys_posting p WHERE p.measure = (SELECT id FROM sys_measure WHERE name = ?) AND p.coordinate IN "
        "(SELECT value FROM json_each(?)) AND p.day >= ? AND p.day < ? AND p.entry > ? AND p.entry <= ?";

    Statement& bind_slice(Statement& statement, std::size_t operand, const std::string& coordinates,
                          std::int64_t after_entry, std::int64_t until_entry) {
        return statement.bind(measure_of(operand).name)
            .bind(coordinates)
            .bind(std::int64_t{from_day_})
            .bind(std::int64_t{until_day_})
            .bind(after_entry)
            .bind(until_entry);
    }

    // The cause of a posting as a number; parameters: the first moment's entry, the first day that had not ended by then.
    static constexpr std::string_view cause_sql =
        "CASE WHEN e.record <> p.record THEN 4 WHEN p.record > ? THEN CASE WHEN p.day < ? THEN 1 ELSE 0 END "
        "WHEN e.action IN ('advance', 'undo', 'escalate') THEN 3 ELSE 2 END";

    std::string with_entries() const {
        return replace_all(std::string(slice), "sys_posting p", "sys_posting p JOIN sys_entry e ON e.seq = p.entry");
    }

    // Whether a posting may be listed: its record may be read, with all that the measure looks at. Empty: any.
    std::string readable_sql(std::size_t operand) const {
        const auto& measure = measure_of(operand);
        const auto& type = *schema_.type(measure.type);
        const auto open = gate_.rights().condition(type, "", "read", level_of(measure, schema_));
        return open.empty() ? "" : "p.record IN (SELECT id FROM \"" + type.name + "\" WHERE " + open + ")";
    }

    OperandSums sum_up(std::size_t operand) {
        OperandSums sums;
        const auto coordinates = coordinates_of(operand, resolved_);
        const auto coordinates_then = resolved_then_ ? coordinates_of(operand, *resolved_then_) : "[]";
        sums.then = balance(operand, coordinates_then, then_.entry);
        if (coordinates_then != coordinates) {
            sums.by_cause[static_cast<std::size_t>(Cause::regrouped)] =
                balance(operand, coordinates, then_.entry) - sums.then;
        }
        // The sums are the slice's, as the figure is; counted are the postings that the reader could list.
        const auto readable = readable_sql(operand);
        const auto prepared =
            reader_.prepare("SELECT c.cause, sum(c.listed), sum(c.value) FROM (SELECT " + std::string(cause_sql) +
                            " AS cause, p.value AS value, CASE WHEN " + (readable.empty() ? "1 = 1" : readable) +
                            " THEN 1 ELSE 0 END AS listed" + with_entries() + ") AS c GROUP BY c.cause");
        auto& statement = *prepared;
        statement.bind(then_.entry).bind(std::int64_t{ended_before_});
        bind_slice(statement, operand, coordinates, then_.entry, now_.entry);
        while (statement.step()) {
            const auto cause = static_cast<std::size_t>(statement.integer(0));
            sums.postings[cause] = statement.integer(1);
            sums.by_cause[cause] = statement.integer(2);
        }
        coordinates_.push_back(coordinates);
        return sums;
    }

    // The figure after the causes up to `until` have done their part, in its decimals; empty without a value.
    Result<std::string> value_after(int until) {
        std::vector<__int128> sums;
        for (const auto& operand : operands_) {
            auto sum = operand.then;
            for (int cause = 0; cause < until; ++cause) sum += operand.by_cause[static_cast<std::size_t>(cause)];
            sums.push_back(sum);
        }
        const auto value = TRY(formula_value(*resolved_.figure, schema_, sums));
        return value ? value->text(resolved_.figure->decimals) : std::string{};
    }

    Result<std::string> difference(const std::string& before, const std::string& after) const {
        if (before.empty() || after.empty()) return std::string{};
        const auto a = TRY(parse_number(before)), b = TRY(parse_number(after));
        const auto result = subtract(b, a);
        if (!result) return refuse("figure.overflow", {}, {{"figure", resolved_.figure->name}});
        return result->text(resolved_.figure->decimals);
    }

    static Result<Rational> parse_number(const std::string& text) {
        const auto number = Rational::parse(text);
        check(number.has_value(), "a figure's own text is a number");
        return *number;
    }

    Done present(Changes& changes) {
        changes.where = resolved_.shown_where;
        FigureCell cell;
        std::vector<std::string> values;
        for (int until = 0; until <= causes; ++until) values.push_back(TRY(value_after(until)));
        changes.then = values.front();
        changes.now = values.back();
        changes.difference = TRY(difference(changes.then, changes.now));
        const bool all = std::none_of(values.begin(), values.end(), [](const auto& text) { return text.empty(); });
        for (int cause = 0; cause < causes; ++cause) {
            const auto at = static_cast<std::size_t>(cause);
            CauseSum sum{static_cast<Cause>(cause), all ? TRY(difference(values[at], values[at + 1])) : "", 0};
            for (const auto& operand : operands_) sum.postings += operand.postings[at];
            const bool moved = std::any_of(operands_.begin(), operands_.end(), [&](const OperandSums& operand) {
                return operand.postings[at] != 0 || operand.by_cause[at] != 0;
            });
            if (moved) changes.causes.push_back(std::move(sum));
        }
        kernel::present(cell, *resolved_.figure, resolved_.currency);
        changes.unit = cell.unit;
        for (std::size_t operand = 0; operand < operands_.size(); ++operand)
            changes.operands.push_back(operand_change(operand));
        return {};
    }

    OperandChange operand_change(std::size_t operand) const {
        const auto& measure = measure_of(operand);
        const auto& declared = resolved_.figure->formula.operands[operand];
        const auto& sums = operands_[operand];
        const auto text = [&](__int128 value) {
            const auto scaled = Rational::of(value, power_of_ten(measure.unit.scale));
            return scaled ? scaled->text(measure.unit.scale) : std::string{};
        };
        OperandChange change;
        change.measure = measure.name;
        if (declared.text != measure.name) change.filter = declared.text.substr(measure.name.size());
        change.unit = measure.unit.money ? resolved_.currency : measure.unit.name;
        __int128 difference = 0;
        for (std::size_t cause = 0; cause < causes; ++cause) {
            difference += sums.by_cause[cause];
            if (sums.postings[cause] != 0 || sums.by_cause[cause] != 0)
                change.causes.push_back({static_cast<Cause>(cause), text(sums.by_cause[cause]), sums.postings[cause]});
        }
        change.then = text(sums.then);
        change.now = text(sums.then + difference);
        change.difference = text(difference);
        return change;
    }

    static std::int64_t power_of_ten(int digits) {
        std::int64_t power = 1;
        for (int i = 0; i < digits; ++i) power *= 10;
        return power;
    }

    // ── the postings ─────────────────────────────────────────────────────────────────────────────────────────────

    Done list(Changes& changes) {
        Place from;
        if (!query_.after.empty()) from = TRY(Place::parse(query_.after));
        for (auto operand = from.operand; operand < operands_.size() && !changes.next; ++operand)
            list_operand(operand, operand == from.operand ? from : Place{operand}, changes);
        return {};
    }

    void list_operand(std::size_t operand, const Place& from, Changes& changes) {
        const auto limit = std::clamp<std::size_t>(query_.limit, 1, 1000);
        const auto readable = readable_sql(operand);
        // All causes come, in one order; a wish for one of them is a filter on the number.
        const auto prepared = reader_.prepare(
            "SELECT c.* FROM (SELECT " + std::string(cause_sql) +
            " AS cause, p.day AS day, p.coordinate AS coordinate, p.entry AS entry, p.record AS record, p.value AS value, "
            "e.at AS at, e.actor AS actor, e.action AS action, e.record AS cause_record, e.type AS cause_type, e.body AS body" +
            with_entries() + (readable.empty() ? "" : " AND " + readable) +
            ") AS c WHERE c.cause >= ? AND c.cause <= ? AND (c.day, c.coordinate, c.entry, c.record) > (?, ?, ?, ?) "
            "ORDER BY c.day, c.coordinate, c.entry, c.record LIMIT ?");
        auto& statement = *prepared;
        statement.bind(then_.entry).bind(std::int64_t{ended_before_});
        bind_slice(statement, operand, coordinates_[operand], then_.entry, now_.entry);
        const auto wanted = query_.cause ? static_cast<std::int64_t>(*query_.cause) : -1;
        statement.bind(std::max<std::int64_t>(wanted, 0)).bind(wanted < 0 ? std::int64_t{causes} : wanted);
        statement.bind(from.day).bind(from.coordinate).bind(from.entry).bind(from.record);
        statement.bind(static_cast<std::int64_t>(limit + 1 - changes.postings.size()));
        while (statement.step()) {
            if (changes.postings.size() == limit) {
                changes.next = last_.text();
                return;
            }
            last_ = {operand, statement.integer(1), statement.integer(2), statement.integer(3), statement.integer(4)};
            changes.postings.push_back(shown(measure_of(operand), statement));
        }
    }

    ChangedPosting shown(const Measure& measure, Statement& statement) {
        ChangedPosting posting;
        posting.cause = static_cast<Cause>(statement.integer(0));
        posting.entry = last_.entry;
        posting.measure = measure.name;
        posting.value = scaled_text(statement.integer(5), measure.unit.scale);
        posting.day = Date::from_days(static_cast<std::int32_t>(last_.day));
        posting.at = {statement.integer(6)};
        posting.late_days = days_late(*schema_.type(measure.type), posting.day, posting.at);
        posting.action = statement.text(8);
        posting.record = labels_.of(measure.type, last_.record);
        if (posting.cause == Cause::moved)
            posting.by = labels_.of(std::string(statement.text(10)), statement.integer(9));
        // Who did it and why is for those who may read so much of the record that the entry is of.
        const auto sees = gate_.reads(*schema_.type(statement.text(10)), statement.integer(9));
        if (sees && *sees >= Sensitivity::internal) {
            posting.actor = statement.text(7);
            posting.reason = parse_entry_body(statement.text(11)).reason;
        }
        std::string currency;
        const auto values = cube_.view().coordinate_values(measure.number, static_cast<CoordinateId>(last_.coordinate));
        posting.coordinates = coordinate_labels(measure, values, names_, currency);
        posting.unit = measure.unit.money ? currency : measure.unit.name;
        return posting;
    }

    const ChangesQuery& query_;
    const Schema& schema_;
    Cube& cube_;
    Connection& reader_;
    RecordGate& gate_;
    AsOf then_, now_;
    FigureResolver names_then_, names_;
    ReferenceLabels labels_;
    ResolvedQuery resolved_;
    std::optional<ResolvedQuery> resolved_then_;
    std::vector<OperandSums> operands_;
    std::vector<std::string> coordinates_; // as operands_
    std::int32_t from_day_ = 0, until_day_ = 0, ended_before_ = 0;
    Place last_;
};

} // namespace

Result<Changes> KernelImpl::changes(const Principal& who, const ChangesQuery& query) {
    return guarded([&]() -> Result<Changes> {
        const auto reader = readers_.lend();
        const auto rights = rights_of(who, *reader);
        RecordGate gate(*rights, *schema_, *reader);
        auto changes = TRY(ChangesReader(query, *schema_, cube_, references_, *reader, gate).run());
        PersonalOpener opener(person_keys_, *schema_, *reader);
        for (auto& posting : changes.postings) {
            opener.open_record(posting.record);
            opener.open_record(posting.by);
        }
        return changes;
    });
}

} // namespace shanhai::kernel

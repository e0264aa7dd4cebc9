#include "base/money.h"
#include "kernel/engine/guarded.h"
#include "kernel/engine/kernel_impl.h"
#include "kernel/engine/place.h"
#include "kernel/figures/evaluate.h"
#include "kernel/store/entry_time.h"

// From a figure to the postings behind it, and to the records that made them.
namespace shanhai::kernel {

namespace {

class LineageReader {
public:
    LineageReader(const LineageQuery& query, const ResolvedQuery& resolved, const Schema& schema, Cube& cube,
                  FigureResolver& names, Connection& reader, RecordGate& gate, const AsOf& as_of)
        : query_(query), resolved_(resolved), schema_(schema), cube_(cube), names_(names), reader_(reader), gate_(gate),
          labels_(reader, schema, gate, as_of), until_entry_(as_of.entry) {
        from_day_ = resolved.period.from && resolved.figure->kind == FigureKind::flow ? resolved.period.from->days()
                                                                                      : INT32_MIN;
        until_day_ = resolved.period.until ? resolved.period.until->days() : INT32_MAX;
    }

    Result<void> read(Lineage& lineage) {
        Place place;
        if (!query_.after.empty()) place = TRY(Place::parse(query_.after));
        for (std::size_t operand = 0; operand < resolved_.figure->formula.operands.size(); ++operand) {
            const auto coordinates = coordinates_of(operand);
            lineage.operands.push_back(sum_up(operand, coordinates));
            // Whoever sees figures only is not told of the records behind them.
            const bool open = gate_.rights().may_ever(*schema_.type(measure_of(operand).type), "read");
            const bool wanted = open && (!query_.operand || static_cast<std::size_t>(*query_.operand) == operand);
            if (wanted && operand >= place.operand && !lineage.next) {
                TRY_DO(read_postings(operand, coordinates, operand == place.operand ? place : Place{operand}, lineage));
            }
        }
        return {};
    }

private:
    const Measure& measure_of(std::size_t operand) const {
        return schema_.measures[static_cast<std::size_t>(resolved_.figure->formula.operands[operand].measure)];
    }

    std::string coordinates_of(std::size_t operand) {
        const auto view = cube_.view();
        json::array ids;
        for (const auto id :
             view.coordinates(measure_of(operand).number, masks(view, measure_of(operand), resolved_, operand)))
            ids.emplace_back(id);
        return json::serialize(ids);
    }

    static constexpr std::string_view condition =
        " FROM sys_posting p WHERE p.measure = (SELECT id FROM sys_measure WHERE name = ?) AND p.coordinate IN "
        "(SELECT value FROM json_each(?)) AND p.day >= ? AND p.day < ? AND p.entry <= ?";

    // What else must hold for a posting to be listed: that its record may be read, with all that the measure looks at.
    std::string readable(std::size_t operand) const {
        const auto& measure = measure_of(operand);
        const auto& type = *schema_.type(measure.type);
        const auto open = gate_.rights().condition(type, "", "read", level_of(measure, schema_));
        return open.empty() ? "" : " AND p.record IN (SELECT id FROM \"" + type.name + "\" WHERE " + open + ")";
    }

    Statement& bind_condition(Statement& statement, std::size_t operand, const std::string& coordinates) {
        return statement.bind(measure_of(operand).name)
            .bind(coordinates)
            .bind(from_day_)
            .bind(until_day_)
            .bind(until_entry_);
    }

    OperandShown sum_up(std::size_t operand, const std::string& coordinates) {
        const auto& measure = measure_of(operand);
        const auto& declared = resolved_.figure->formula.operands[operand];
        const auto late = StepsOfEntries(reader_, "p.entry").late_sql(*schema_.type(measure.type), "p.day");
        const auto prepared = reader_.prepare("SELECT count(*), coalesce(sum(p.value), 0), coalesce(sum(" + late +
                                              "), 0), coalesce(sum(p.value * (" + late + ")), 0)" +
                                              std::string(condition) + readable(operand));
        auto& statement = *prepared;
        bind_condition(statement, operand, coordinates);
        OperandShown shown;
        shown.measure = measure.name;
        shown.unit = measure.unit.money ? resolved_.currency : measure.unit.name;
        if (declared.text != measure.name) shown.filter = declared.text.substr(measure.name.size());
        if (statement.step()) {
            shown.postings = statement.integer(0);
            shown.value = scaled_text(statement.integer(1), measure.unit.scale);
            shown.late_postings = statement.integer(2);
            shown.late = scaled_text(statement.integer(3), measure.unit.scale);
        }
        return shown;
    }

    Done read_postings(std::size_t operand, const std::string& coordinates, const Place& from, Lineage& lineage) {
        const auto& measure = measure_of(operand);
        const auto limit = std::clamp<std::size_t>(query_.limit, 1, 1000);
        if (lineage.postings.size() >= limit) return {};
        const auto prepared = reader_.prepare(
            "SELECT p.day, p.coordinate, p.entry, p.record, p.value, e.at, e.actor, e.action" +
            replace_all(std::string(condition), "sys_posting p", "sys_posting p JOIN sys_entry e ON e.seq = p.entry") +
            readable(operand) +
            " AND (p.day, p.coordinate, p.entry, p.record) > (?, ?, ?, ?) ORDER BY p.day, p.coordinate, p.entry, p.record LIMIT ?");
        auto& statement = *prepared;
        bind_condition(statement, operand, coordinates)
            .bind(from.day)
            .bind(from.coordinate)
            .bind(from.entry)
            .bind(from.record);
        statement.bind(static_cast<std::int64_t>(limit + 1 - lineage.postings.size()));
        Place last = from;
        while (statement.step()) {
            if (lineage.postings.size() == limit) {
                lineage.next = last.text();
                return {};
            }
            last = {operand, statement.integer(0), statement.integer(1), statement.integer(2), statement.integer(3)};
            LineagePosting posting;
            posting.entry.value = last.entry;
            posting.measure = measure.name;
            posting.value = scaled_text(statement.integer(4), measure.unit.scale);
            posting.day = Date::from_days(static_cast<std::int32_t>(last.day));
            posting.at = {statement.integer(5)};
            posting.late_days = days_late(*schema_.type(measure.type), posting.day, posting.at);
            posting.actor = statement.text(6);
            posting.action = statement.text(7);
            posting.record = labels_.of(measure.type, last.record);
            std::string currency;
            const auto values =
                cube_.view().coordinate_values(measure.number, static_cast<CoordinateId>(last.coordinate));
            posting.coordinates = coordinate_labels(measure, values, names_, currency);
            posting.unit = measure.unit.money ? currency : measure.unit.name;
            lineage.postings.push_back(std::move(posting));
        }
        return {};
    }

    const LineageQuery& query_;
    const ResolvedQuery& resolved_;
    const Schema& schema_;
    Cube& cube_;
    FigureResolver& names_;
    Connection& reader_;
    RecordGate& gate_;
    ReferenceLabels labels_;
    std::int64_t until_entry_ = AsOf::present, from_day_ = 0, until_day_ = 0;
};

} // namespace

Result<Lineage> KernelImpl::lineage(const Principal& who, const LineageQuery& query) {
    return guarded([&]() -> Result<Lineage> {
        const auto reader = readers_.lend();
        const auto rights = rights_of(who, *reader);
        RecordGate gate(*rights, *schema_, *reader);
        const auto as_of = as_of_moment(*reader, query.as_of);
        FigureResolver names(*schema_, references_, *reader, gate, as_of);
        auto resolved = TRY(names.resolve(query.figure, query.where, {}));
        Lineage lineage;
        auto cells = as_of.is_past() ? TRY(evaluate_as_of(resolved, names, as_of)) : TRY(evaluate_now(resolved, names));
        if (cells.size() == 1) lineage.cell = std::move(cells.front());
        if (!resolved.closed)
            TRY_DO(LineageReader(query, resolved, *schema_, cube_, names, *reader, gate, as_of).read(lineage));
        PersonalOpener opener(person_keys_, *schema_, *reader);
        for (auto& posting : lineage.postings) opener.open_record(posting.record);
        return lineage;
    });
}

} // namespace shanhai::kernel

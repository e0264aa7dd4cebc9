#pragma once

#include "kernel/cube/cube.h"
#include "kernel/engine/control_balances.h"
#include "kernel/engine/dependents.h"
#include "kernel/engine/prepared_command.h"
#include "kernel/journal/journal.h"
#include "kernel/postings/measure_sql.h"
#include "kernel/records/record_rows.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace shanhai::kernel {

// What is known of a type's SQL once and for all.
struct TypeSql {
    std::string insert;
    std::string keep; // copies the row to those of the past; parameters: until, id
    std::vector<std::string> rules;            // as RecordType::rules: one value, 0 when broken
    std::map<std::string, std::string> guards; // by transition
    std::vector<std::pair<std::string, std::string>>
        referrers; // type that refers here → SQL that finds one such record
};

// Applies commands inside the writer's transaction: record, rules, entry, postings, balances, limits. Knows nothing of
// threads, groups or commits. A refusal leaves half-done work behind that the caller's savepoint takes back.
class Applier {
public:
    Applier(Connection& writer, const Schema& schema, Cube& cube);

    // `made`: the records that earlier commands of the same request made, for references "$1".
    Result<Outcome> apply(const PreparedCommand& prepared, const std::vector<std::int64_t>& made, Moment at);

    // Posts a measure from all records, as if each had been posted when it was made; for measures that are new to a
    // store with records.
    void post_from_records(const Measure& measure);

    JournalWriter& journal() { return journal_; }
    ControlBalances& balances() { return balances_; }
    std::vector<Movement>& movements() { return movements_; }
    std::set<std::string>& touched_types() { return touched_types_; }
    std::int64_t stored_measure(int measure) const { return stored_measures_[static_cast<std::size_t>(measure)]; }

private:
    Result<std::int64_t> create(const PreparedCommand& prepared, const std::vector<std::int64_t>& made, Moment at);
    Result<std::int64_t> change(const PreparedCommand& prepared, RecordRow before,
                                const std::vector<std::int64_t>& made, Moment at, std::int64_t& entry);
    void write_entry(const PreparedCommand& prepared, const std::string& transition, const RecordRow& before,
                     const RecordRow& after, const std::set<std::string>& changed, Moment at);
    // Puts back what the record's last advance changed; says which transition that was.
    Result<std::string> take_back(const RecordType& type, const RecordRow& before, RecordRow& after);
    // That records which refer to this one still may be as they are, now that these of its fields changed.
    Done check_dependents(const RecordType& type, std::int64_t id, const std::set<std::string>& changed);
    Done set_fields(const PreparedCommand& prepared, RecordRow& row, const std::vector<std::int64_t>& made);
    Done set_defaults(const RecordType& type, RecordRow& row);
    Result<std::int64_t> resolve(const Field& field, const std::string& reference,
                                 const std::vector<std::int64_t>& made);
    Done check_unique(const RecordType& type, const RecordRow& row, const RecordRow* before);
    Done check_files(const RecordType& type, const RecordRow& row, const RecordRow* before);
    Done check_rules(const RecordType& type, std::int64_t id);
    Done check_may_change(const PreparedCommand& prepared, const RecordRow& before);
    Done check_amendment(const PreparedCommand& prepared, const RecordRow& before,
                         const std::set<std::string>& changed);
    Done check_transition(const PreparedCommand& prepared, const RecordRow& before, const RecordRow& after);
    Done check_unreferenced(const RecordType& type, std::int64_t id);
    Done check_limits(const RecordType& type, std::size_t mark);
    std::string next_number(const RecordType& type, const RecordRow& row, Moment at);
    void insert(const RecordType& type, const RecordRow& row);
    void update(const RecordType& type, const RecordRow& row, const std::set<std::string>& changed);
    void post(const RecordType& type, std::int64_t entry, const RecordRow* before, const RecordRow* after);
    void post_measure(const Measure& measure, std::int64_t entry, const RecordRow* before, const RecordRow* after);
    void post_dependents(const RecordType& type, std::int64_t id, const std::set<std::string>& changed,
                         std::int64_t entry);
    void move_control(const Measure& measure, const RecordRow& row, const std::map<std::string, std::int64_t>& totals,
                      int sign);
    void move_control(const Measure& measure, std::size_t per, const std::string& key, const std::string& currency,
                      std::int64_t change);

    Connection& writer_;
    const Schema& schema_;
    Cube& cube_;
    std::vector<std::int64_t> stored_measures_;
    std::vector<MeasureSql> measures_;
    std::map<std::string, std::vector<Dependent>> dependents_;
    std::map<const RecordType*, TypeSql> types_;
    Dependents resting_;
    JournalWriter journal_;
    ControlBalances balances_;
    std::vector<Movement> movements_;
    std::set<std::string> touched_types_;
};

} // namespace shanhai::kernel

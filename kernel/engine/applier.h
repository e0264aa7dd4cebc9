#pragma once

#include "kernel/cube/cube.h"
#include "kernel/engine/control_balances.h"
#include "kernel/engine/dependents.h"
#include "kernel/engine/prepared_command.h"
#include "kernel/journal/journal.h"
#include "kernel/personal/personal_values.h"
#include "kernel/postings/measure_sql.h"
#include "kernel/postings/posting_seal.h"
#include "kernel/records/record_rows.h"
#include "kernel/rights/record_gate.h"
#include "kernel/search/search_index.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace shanhai::kernel {

// What is known of a type's SQL once and for all.
struct TypeSql {
    std::string insert;
    std::string keep;                          // for keep_row
    std::vector<std::string> rules;            // as RecordType::rules: one value, 0 when broken
    std::map<std::string, std::string> guards; // by transition
    std::vector<std::pair<std::string, std::string>>
        referrers; // type that refers here → SQL that finds one such record
};

// Applies commands inside the writer's transaction: record, rules, entry, postings, balances, limits. Knows nothing of
// threads, groups or commits. A refusal leaves half-done work behind that the caller's savepoint takes back.
class Applier {
public:
    Applier(Connection& writer, const Schema& schema, Cube& cube, const PersonKeys& keys);
    // For replays: what is personal is sealed in the entries already.
    Applier(Connection& writer, const Schema& schema, Cube& cube);

    // `gate`: what the one who asks may do. `made`: the records that earlier commands of the same request made, for
    // references "$1". "access.denied", "access.second_person" and whatever else is wrong with the command.
    Result<Outcome> apply(const PreparedCommand& prepared, RecordGate& gate, const std::vector<std::int64_t>& made,
                          Moment at);
    // What the last refused command wanted and may not, when that was why.
    std::optional<Refusal> take_refusal() { return std::exchange(refusal_, std::nullopt); }

    // Whether limits are asked: not of what an earlier part of a trial did already.
    void ask_limits(bool asked) { asks_limits_ = asked; }

    // Does again what an entry did, with its body as it was: row, entry, postings, balances, numbers. Rules that may have
    // changed since are not asked; `shanhai verify` is. The one place that knows what every kind of entry does. Throws
    // BrokenInvariant when the body cannot belong to this journal.
    void replay(std::int64_t seq, const std::string& body);

    // Writes what is kept in memory until the commit: balances, the seal of the postings, the search index.
    void flush();

    JournalWriter& journal() { return journal_; }
    ControlBalances& balances() { return balances_; }
    SearchIndex& search() { return search_; }
    std::vector<Movement>& movements() { return movements_; }
    std::set<std::string>& touched_types() { return touched_types_; }
    std::int64_t stored_measure(int measure) const { return stored_measures_[static_cast<std::size_t>(measure)]; }

private:
    // The record that a command is about. One that may not be read is not found.
    Result<std::int64_t> find(const PreparedCommand& prepared, RecordGate& gate, const std::vector<std::int64_t>& made);
    Result<std::int64_t> create(const PreparedCommand& prepared, RecordGate& gate,
                                const std::vector<std::int64_t>& made, Moment at);
    Result<std::int64_t> change(const PreparedCommand& prepared, RecordRow before, RecordGate& gate,
                                const std::vector<std::int64_t>& made, Moment at, std::int64_t& entry);
    // The record must be open for the command, with every field that it sets.
    Done check_open(const PreparedCommand& prepared, RecordGate& gate, std::int64_t id, const std::string& operation);
    Done check_second_person(const PreparedCommand& prepared, std::int64_t id);
    std::unexpected<Problem> deny(const PreparedCommand& prepared, std::int64_t id, Problem problem);
    void write_entry(const PreparedCommand& prepared, const std::string& transition, const RecordRow& before,
                     const RecordRow& after, const std::set<std::string>& changed, Moment at);
    // The entry that an undo takes back. "record.nothing_to_undo".
    Result<Entry> last_step(std::int64_t id, bool amendments);
    // Puts back what the record's last advance changed.
    static void take_back(const RecordType& type, const Entry& step, RecordRow& after);
    // That records which refer to this one still may be as they are, now that these of its fields changed.
    Done check_dependents(const RecordType& type, RecordGate& gate, std::int64_t id,
                          const std::set<std::string>& changed);
    Done set_fields(const PreparedCommand& prepared, RecordGate& gate, RecordRow& row,
                    const std::vector<std::int64_t>& made);
    Done set_defaults(const RecordType& type, RecordGate& gate, RecordRow& row);
    Result<std::int64_t> resolve(const Field& field, const std::string& reference, RecordGate& gate,
                                 const std::vector<std::int64_t>& made);
    Done check_unique(const RecordType& type, const RecordRow& row, const RecordRow* before);
    Done check_files(const RecordType& type, RecordGate& gate, const RecordRow& row, const RecordRow* before);
    void keep_file_uses(const RecordType& type, const RecordRow& row, const RecordRow* before);
    void foresee(const RecordType& type, std::int64_t id); // what will be asked of the record that was just written
    Done check_rules(const RecordType& type, std::int64_t id);
    Done check_may_change(const PreparedCommand& prepared, const RecordRow& before);
    Done check_amendment(const PreparedCommand& prepared, const RecordRow& before,
                         const std::set<std::string>& changed);
    Done check_transition(const PreparedCommand& prepared, const RecordRow& before, const RecordRow& after);
    Done check_unreferenced(const RecordType& type, RecordGate& gate, std::int64_t id);
    Done check_limits(const RecordType& type, RecordGate& gate, std::size_t mark);
    bool sees_all_behind(RecordGate& gate, const Measure& measure, const BalanceKey& key);
    std::string next_number(const RecordType& type, const RecordRow& row, Moment at);
    void count_number(const RecordType& type, const std::string& given);
    void replay_creation(const RecordType& type, const Entry& entry, const std::string& body);
    void replay_change(const RecordType& type, const Entry& entry, const std::string& body);
    void insert(const RecordType& type, const RecordRow& row);
    // The row as it was goes to the rows of the past.
    void update(const RecordType& type, const RecordRow& before, const RecordRow& row,
                const std::set<std::string>& changed);
    void post(const RecordType& type, std::int64_t entry, const RecordRow* before, const RecordRow* after);
    struct PostingChange {
        CoordinateId coordinate;
        std::int32_t day;
        std::int64_t value;
    };
    using TakenBack = std::map<std::int64_t, std::vector<PostingChange>>; // by the measure's number in the store
    // What a record has posted so far, with the other sign.
    TakenBack taken_back(std::int64_t record);
    void post_measure(const Measure& measure, std::int64_t entry, const RecordRow* before, const RecordRow* after,
                      std::vector<PostingChange> changes);
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
    const PersonKeys& keys_;
    PersonalSealer personal_;
    Dependents resting_;
    JournalWriter journal_;
    ControlBalances balances_;
    SearchIndex search_;
    std::vector<Movement> movements_;
    std::vector<PostingSeal> seals_; // of the movements, as far as those go
    std::set<std::string> touched_types_;
    std::optional<Refusal> refusal_;
    bool asks_limits_ = true;
};

// Which counter gave a record its number, and at what value; nothing for numbers of an earlier pattern.
struct CountedNumber {
    std::string counter;
    std::int64_t value = 0;
};
std::optional<CountedNumber> counted_number(const RecordType& type, const std::string& number);

} // namespace shanhai::kernel

#pragma once

#include "base/date.h"
#include "base/rational.h"
#include "base/result.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// What a module declares, after it has been read and checked: every name resolved, every expression compiled to SQL.
// docs/schema.md describes the language; this is its meaning. Immutable after start.
namespace shanhai::kernel {

// More digits behind the point nobody can mean, and 10^scale must stay a number.
constexpr int most_scale = 9;

struct Source {
    std::string file;
    int line = 0;
};

enum class FieldKind { text, long_text, integer, decimal, money, date, boolean, choice, ref, file, json };
std::string_view name_of(FieldKind kind);

struct Choice {
    std::string name;
    Text title;
};

// Who may know a value. What is personal 个人信息 belongs to a person: it is kept under that person's key, and can be erased.
enum class Sensitivity { public_, internal, personal, secret };
std::string_view name_of(Sensitivity sensitivity);
std::optional<Sensitivity> sensitivity_named(std::string_view name);

constexpr std::int64_t largest_file_bytes = std::int64_t{20} << 20;

struct Field {
    std::string name;
    std::vector<std::string> was; // names it had before; the journal keeps them
    FieldKind kind = FieldKind::text;
    Text label;
    Text help;
    bool required = false;
    bool unique = false;
    bool hidden = false;
    bool offers_roles = false; // of `choice`: its choices are the declared roles
    std::string ref;           // the type a `ref` points to
    std::vector<Choice> choices;
    int scale = 0; // digits behind the point of `decimal`; 2 for money
    std::string unit;
    std::string currency;                 // of `money`: the field that holds the currency; empty: always CNY
    std::string pattern;                  // regular expression over the whole text
    std::size_t max_length = 500;         // code points
    std::optional<std::int64_t> at_least; // scaled like the column
    std::optional<std::int64_t> at_most;
    std::optional<std::int64_t> more_than;
    std::optional<std::string> initial; // the default, as JSON text
    Sensitivity sensitivity = Sensitivity::internal;
    std::vector<std::string> accept;             // of `file`: forms ("pdf") and families ("image"); empty: any
    std::int64_t max_bytes = largest_file_bytes; // of `file`
    bool keep_location = false;                  // of `file`: what a camera wrote into the image stays
    int retention_years = 0;                     // of `file`: kept so long after the last mention; 0: as the store says
    Source source;

    bool is_personal() const { return sensitivity == Sensitivity::personal; }

    bool is_number() const {
        return kind == FieldKind::integer || kind == FieldKind::decimal || kind == FieldKind::money;
    }
};

// A scalar SQL expression over a record (alias `r`) and the records it refers to.
struct SqlExpression {
    std::string sql;                // with every name qualified: r."amount", j1."region"
    std::vector<std::string> paths; // reference paths it needs joined, shortest first: "project", "project.programme"
    std::vector<std::string> names; // the field paths read: "amount", "project.region"
    bool empty() const { return sql.empty(); }
};

struct Rule {
    SqlExpression that;
    std::string field;
    Text says;
    Source source;
};

// How long a record may stay in a state, and who hears of it when it stays longer.
struct TimeLimit {
    std::optional<int> within_days; // after the day on which it came into the state
    std::string until;              // a date field that says the last day; counts before `within_days`
    std::string escalate_to;        // a field that names a person or an office, or a role
    Text says;
    bool empty() const { return !within_days && until.empty(); }
};

struct State {
    std::string name;
    Text title;
    TimeLimit limit;
};

struct Transition {
    std::string name;
    Text title;
    std::vector<std::string> from;
    std::string to;
    std::vector<std::string> requires_fields;
    std::vector<std::string> requires_papers; // file fields that must hold a file
    std::vector<std::string> sets;
    SqlExpression guard;
    // Who made one of these entries ("create", "amend", a transition) must not be who advances. Empty: anybody may.
    std::vector<std::string> second_person;
    Text says;
    Source source;
};

// What a dimension's values are.
enum class DimensionKind { ref, choice, text, boolean, currency };

struct Dimension {
    std::string name; // "region"
    std::string path; // "project.region"; empty for the currency
    DimensionKind kind = DimensionKind::text;
    std::string ref; // the type of a ref dimension
    std::vector<Choice> choices;
    Text title;
    // Values of one domain share a dictionary: "ref:division", "choice:project.level", "currency".
    std::string domain;
};

// "year" … "day", "period", "from", "until": a question about a figure says these of the calendar, so no dimension is
// called so.
bool is_calendar_word(std::string_view name);

// How the amounts of a measure are counted.
struct Unit {
    bool money = false;
    std::string name; // of counts and plain numbers: "project", "mu"; empty for money
    int scale = 0;    // stored value = amount × 10^scale; 2 for money
    friend bool operator==(const Unit&, const Unit&) = default;
};

struct ControlKey {
    std::string name;                // as declared: "project", "lot+warehouse"
    std::vector<std::string> fields; // own fields of the record, or "id"
};

struct Measure {
    std::string name; // "funds.paid"
    std::string type; // the record type that posts it
    Text title;
    Unit unit;
    SqlExpression value;                    // 1 for counts
    SqlExpression on;                       // the day, ISO text
    SqlExpression when;                     // empty: always
    std::vector<SqlExpression> coordinates; // one a dimension, in order; the currency last when `unit.money`
    std::vector<Dimension> dimensions;
    std::vector<ControlKey> per;
    int number = 0; // index in Schema::measures
    int space = 0;  // measures with equal dimension lists share a space of coordinates
    Source source;

    int dimension_index(std::string_view dimension) const; // −1 when it has none of that name
};

// `of` ≤ or ≥ another balance or a constant, for every value of `per`. Checked whenever either side moves.
struct Limit {
    int of = -1; // index in Schema::measures
    std::string per;
    bool at_most = true;       // else at_least
    int measure = -1;          // the other side, when it is a balance
    std::int64_t constant = 0; // the other side otherwise, scaled like `of`
    Text says;
    std::string code; // "funds.paid_exceeds_disbursed"
    Source source;
};

struct RecordType {
    std::string name;
    std::string module;
    Text title;
    Text about;
    std::string number; // pattern; empty: none
    std::string key;
    std::string label; // field shown in references; empty: number
    std::vector<std::string> lookup;
    std::string tree;    // the parent field; empty: no tree
    std::string subject; // whose the personal fields are: "id", the record's own, or a `ref`; empty: there are none
    std::string level;
    std::vector<std::string> list;
    std::string map_longitude, map_latitude;
    std::vector<Field> fields;
    std::vector<Rule> rules;
    std::vector<State> states;
    std::string initial;
    std::vector<Transition> transitions;
    // A posting is late when its day lies before the calendar step in which it was entered; nothing: never.
    std::optional<Step> late_after = Step::month;
    std::optional<std::vector<std::string>> amendable;
    std::vector<int> measures; // indices into Schema::measures
    Source source;

    const Field* field(std::string_view field_name) const;
    int field_index(std::string_view field_name) const;
    int journal_index(std::string_view written) const; // also by a name that the field had before
    const Field* journal_field(std::string_view written) const;
    const Transition* transition(std::string_view transition_name) const;
    const State* state(std::string_view state_name) const;
};

// Where another type refers to this one.
struct Referrer {
    std::string type;
    std::string field;
};

// ── formulas ─────────────────────────────────────────────────────────────────────────────────────────────────────

struct DimensionFilter {
    std::string dimension;
    bool negated = false;
    std::vector<std::string> values; // as written; refs are resolved when asked
};

struct Operand {
    int measure = 0; // index in Schema::measures
    std::vector<DimensionFilter> filters;
    std::string text; // "funds.allocated[level in (county, township)]"
};

// A formula as a tree in a vector: the last node is the root.
struct FormulaNode {
    enum class Kind { number, operand, add, subtract, multiply, divide, negate } kind = Kind::number;
    Rational number;
    int operand = -1;
    int left = -1;
    int right = -1;
};

struct Formula {
    std::string text;
    std::vector<FormulaNode> nodes;
    std::vector<Operand> operands;
};

enum class FigureKind { flow, stock };

struct Target {
    std::optional<Rational> at_least;
    std::optional<Rational> at_most;
    std::string text; // "80", for people
};

struct Figure {
    std::string name;
    std::string module;
    Text title;
    Text about;
    std::vector<std::string> words;
    std::string unit;     // "percent", "CNY", "project"
    bool money = false;   // the value is an amount of money
    std::string currency; // the currency it is in unless asked otherwise; empty with `unit: money`, which
                          // shows every currency apart; also set for shares of money
    FigureKind kind = FigureKind::flow;
    int decimals = 0;
    Formula formula;
    Target target;
    bool has_target = false;
    std::optional<int> headline;
    std::vector<Dimension>
        dimensions; // those that all its measures share (the currency left out when the unit fixes it)
    Source source;
};

struct PublishedMapping {
    std::string id;
    std::string figure; // empty: not a balance
    std::vector<std::pair<std::string, std::string>> where;
    std::optional<Text> not_a_balance;
    std::optional<Text> because;
    std::string module;
    Source source;
};

enum class DayNumber { count, flagged, sum, mean, low, high, last };
std::string_view name_of(DayNumber number);

// The records that days of readings make when they are closed, one for each station; measures post from them.
struct DayRecords {
    std::string type;
    std::string station;                                    // its field that refers to the station
    std::string day;                                        // its date
    std::vector<std::pair<DayNumber, std::string>> numbers; // → field
    int after_hours = 8;                                    // so long after midnight a day is closed
};

// Readings at a high rate, kept beside the journal: docs/series.md.
struct DeclaredSeries {
    std::string name; // "ecology.level"
    std::string module;
    Text title;
    Text about;
    std::string unit;
    int decimals = 0;             // a reading is stored as value × 10^decimals
    std::string station;          // the type of the records that it is read at
    std::optional<int> keep_days; // how long readings are kept beside their roll-ups; nothing: for ever
    std::optional<DayRecords> into;
    Source source;
};

struct Module {
    std::string name;
    Text title;
    Text about;
    std::vector<std::string> requires_modules;
    std::vector<std::string> areas;
    int order = 100;
    Source source, requires_source;
};

struct AccessModel;

class Schema {
public:
    std::vector<Module> modules;                    // in order of dependency
    std::vector<std::unique_ptr<RecordType>> types; // stable addresses
    std::vector<Measure> measures;
    std::vector<Limit> limits;
    std::vector<Figure> figures;
    std::vector<PublishedMapping> published;
    std::vector<DeclaredSeries> series;
    std::vector<std::vector<Dimension>> spaces; // Measure::space → dimensions
    // Who may do what. Never null; shared only so that those who do not judge rights need not know what it is.
    std::shared_ptr<const AccessModel> access;

    const RecordType* type(std::string_view name) const;
    const Measure* measure(std::string_view name) const;
    const Figure* figure(std::string_view name) const;
    const DeclaredSeries* reading_series(std::string_view name) const;
    std::vector<Referrer> referrers(std::string_view type) const;
};

// The series of that name. "series.unknown".
Result<const DeclaredSeries*> find_series(const Schema& schema, const std::string& name);

} // namespace shanhai::kernel

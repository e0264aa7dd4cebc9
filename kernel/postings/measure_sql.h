#pragma once

#include "kernel/schema/model.h"
#include "kernel/store/connection.h"
#include "kernel/value.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

// A measure as SQL. The same declared expressions yield the increment for one record and the recomputation over the
// whole table; only the last condition differs.
namespace shanhai::kernel {

// What one record posts to one measure.
struct Posted {
    std::int64_t record = 0;
    std::int64_t value = 0;
    std::int32_t day = 0;
    std::vector<Value> coordinates; // in the order of the measure's dimensions
    std::vector<std::optional<std::string>>
        keys; // as Measure::per: the value of each control key, without the currency
};

// The key of a control balance: that of `Posted::keys`, with the currency behind it where money is counted. Nothing where
// the record has no such key.
std::optional<std::string> balance_key(const Measure& measure, const Posted& posted, std::size_t per);

class MeasureSql {
public:
    MeasureSql(const Measure& measure, const Schema& schema);

    // Calls `use` for what this record posts now; at most once.
    void of_record(Connection& connection, std::int64_t record, const std::function<void(Posted&)>& use) const;
    // Says that `of_record` will be called for this record.
    void foresee(Connection& connection, std::int64_t record) const;
    // For all records of the type, in the order of their ids.
    void of_all(Connection& connection, const std::function<void(Posted&)>& use) const;

private:
    void run(Statement& statement, const std::function<void(Posted&)>& use) const;

    const Measure& measure_;
    std::string one_;
    std::string all_;
};

// A measure that reads fields of another record: when one of `fields` of a record of that type changes, the records that
// refer to it through `path` must be posted anew.
struct Dependent {
    int measure = 0;
    std::string path;             // "project"
    std::set<std::string> fields; // of the referenced type: "region", "state"
    std::string records_sql;      // SELECT the ids of the referring records, parameter: the referenced id
};

// Dependents by the name of the referenced type.
std::map<std::string, std::vector<Dependent>> find_dependents(const Schema& schema);

} // namespace shanhai::kernel

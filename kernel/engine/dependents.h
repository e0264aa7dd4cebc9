#pragma once

#include "kernel/rights/record_gate.h"
#include "kernel/schema/model.h"
#include "kernel/store/connection.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace shanhai::kernel {

// What rests on a record of another type: the rules of records that refer to it, and the guards of the steps by which
// they came into their states. Asked when a step is taken back, so that nothing is left standing on nothing.
class Dependents {
public:
    explicit Dependents(const Schema& schema);

    // "record.undo_blocked" (args: type, id, because) when a record that refers to this one no longer may be as it is.
    // The id is empty when the reader may not see that record. `changed`: fields of the record, or "state".
    Done check(Connection& connection, RecordGate& gate, const RecordType& type, std::int64_t id,
               const std::set<std::string>& changed) const;

private:
    struct Condition {
        std::string type;             // of the record that refers
        std::set<std::string> fields; // of the referenced record, as the expression reads them
        std::string broken_sql;       // the id of a record that breaks it; parameter: the referenced id
        Text says;
    };
    void add(const RecordType& type, const SqlExpression& expression, const std::string& further, const Text& says,
             const Schema& schema);

    const Schema& schema_;
    std::map<std::string, std::vector<Condition>> conditions_; // by the referenced type
};

} // namespace shanhai::kernel

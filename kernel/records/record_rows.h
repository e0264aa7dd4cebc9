#pragma once

#include "kernel/kernel.h"
#include "kernel/records/field_codec.h"
#include "kernel/rights/record_gate.h"
#include "kernel/schema/as_of.h"
#include "kernel/store/connection.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// Rows of the record tables, and how they are shown.
namespace shanhai::kernel {

struct RecordRow {
    std::int64_t id = 0;
    std::string number;
    std::string state;
    std::int64_t version = 0;
    bool voided = false;
    std::string created_at, created_by, updated_at;
    std::string deadline;      // the last day of its state's time limit; empty: none
    std::string escalated;     // the deadline that was passed on; empty: none
    std::vector<Value> values; // as RecordType::fields
};

// Reads the columns in the order of `record_columns`.
RecordRow take_row(const RecordType& type, const Statement& statement, int first_column = 0);
Value take_value(const Statement& statement, int column);
void bind_value(Statement& statement, const Value& value);

std::optional<RecordRow> read_row(Connection& connection, const RecordType& type, std::int64_t id,
                                  const AsOf& as_of = {});

// A statement that may read the past: its text then carries an entry, and the connection does not keep it.
class AsOfStatement {
public:
    AsOfStatement(Connection& connection, const AsOf& as_of, const std::string& sql)
        : own_(as_of.is_past() ? connection.prepare(sql) : nullptr),
          statement_(own_ ? *own_ : connection.prepared(sql)) {}
    AsOfStatement(const AsOfStatement&) = delete;
    AsOfStatement& operator=(const AsOfStatement&) = delete;
    ~AsOfStatement() { statement_.reset(); }
    Statement* operator->() { return &statement_; }
    Statement& operator*() { return statement_; }

private:
    std::unique_ptr<Statement> own_;
    Statement& statement_;
};

// Finds a record by what people call it. `id_first`: digits are tried as an id before key and number (addresses);
// otherwise an id is written "#12" (references). Then key, number, and the lookup fields if just one record has the name.
// "record.not_found", "record.ambiguous". Void records are found by id only.
Result<std::int64_t> find_record(Connection& connection, const RecordType& type, std::string_view name, bool id_first,
                                 const AsOf& as_of = {});

// What a reference shows of the record it points to; looked up once per page.
class ReferenceLabels {
public:
    ReferenceLabels(Connection& connection, const Schema& schema, RecordGate& gate, const AsOf& as_of = {})
        : connection_(connection), schema_(schema), gate_(gate), as_of_(as_of) {}
    // {"id","type","number","label"}; {"type","withheld":true} for a record that the reader may not see.
    const json::object& of(const std::string& type, std::int64_t id);

private:
    Connection& connection_;
    const Schema& schema_;
    RecordGate& gate_;
    AsOf as_of_;
    std::map<std::string, std::unique_ptr<AsOfStatement>> statements_; // by type
    std::map<std::pair<std::string, std::int64_t>, json::object> known_;
};

std::string label_of(const RecordType& type, const RecordRow& row);

// The record as the HTTP interface shows it to somebody who may read it at this level; `withheld` names the fields that
// the level does not reach.
json::object shown_record(const RecordType& type, const RecordRow& row, ReferenceLabels& labels, Connection& connection,
                          Sensitivity level);

} // namespace shanhai::kernel

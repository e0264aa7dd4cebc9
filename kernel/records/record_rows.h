#pragma once

#include "kernel/kernel.h"
#include "kernel/records/field_codec.h"
#include "kernel/rights/record_gate.h"
#include "kernel/store/connection.h"

#include <map>
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
    std::vector<Value> values; // as RecordType::fields
};

// The columns of a record in the order that `take_row` reads: the system's eight, then the fields. `alias` e.g. "r".
std::string row_columns(const RecordType& type, std::string_view alias);
RecordRow take_row(const RecordType& type, const Statement& statement, int first_column = 0);
Value take_value(const Statement& statement, int column);
void bind_value(Statement& statement, const Value& value);

std::optional<RecordRow> read_row(Connection& connection, const RecordType& type, std::int64_t id);

// Finds a record by what people call it. `id_first`: digits are tried as an id before key and number (addresses);
// otherwise an id is written "#12" (references). Then key, number, and the lookup fields if just one record has the name.
// "record.not_found", "record.ambiguous". Void records are found by id only.
Result<std::int64_t> find_record(Connection& connection, const RecordType& type, std::string_view name, bool id_first);

// What a reference shows of the record it points to; looked up once per page.
class ReferenceLabels {
public:
    ReferenceLabels(Connection& connection, const Schema& schema, RecordGate& gate)
        : connection_(connection), schema_(schema), gate_(gate) {}
    // {"id","type","number","label"}; {"type","withheld":true} for a record that the reader may not see.
    const json::object& of(const std::string& type, std::int64_t id);

private:
    Connection& connection_;
    const Schema& schema_;
    RecordGate& gate_;
    std::map<std::pair<std::string, std::int64_t>, json::object> known_;
};

std::string label_of(const RecordType& type, const RecordRow& row);

// The record as the HTTP interface shows it to somebody who may read it at this level; `withheld` names the fields that
// the level does not reach.
json::object shown_record(const RecordType& type, const RecordRow& row, ReferenceLabels& labels, Connection& connection,
                          Sensitivity level);

} // namespace shanhai::kernel

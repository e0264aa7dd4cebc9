#pragma once

#include "base/json.h"
#include "kernel/schema/model.h"
#include "kernel/value.h"

#include <string>

// Between JSON and columns, one field at a time.
namespace shanhai::kernel {

// What a request says about a field. A reference still has to be looked up.
struct FieldInput {
    Value value;           // for all kinds but refs
    std::string reference; // of refs: "#12", a key, a number, "$3" (made earlier in the same batch)
    bool is_reference = false;
};

// Checks shape, kind and bounds. Problems point to "/<field>": "record.wrong_kind", "record.too_long",
// "record.out_of_range", "record.unknown_choice", "record.pattern", "money.*", "date.*", "decimal.*".
// JSON null and the empty text mean "nothing".
Result<FieldInput> read_field(const Field& field, const json::value& given);

// As the HTTP interface and the journal write it: money "1600000.00", a reference the id as a number. A personal value is
// the text that it is sealed in, whatever its kind.
json::value field_json(const Field& field, const Value& value);

// The field's value back from the journal's form. The inverse of field_json.
Value value_from_journal(const Field& field, const json::value& written);

// The same for a personal value that is open: what its seal holds.
json::value plain_field_json(const Field& field, const Value& value);
Value plain_value_from_journal(const Field& field, const json::value& written);

} // namespace shanhai::kernel

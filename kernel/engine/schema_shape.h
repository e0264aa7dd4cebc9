#pragma once

#include "base/json.h"
#include "kernel/schema/model.h"
#include "kernel/store/tables.h"

#include <string>
#include <vector>

// What of the modules stored data depends on. The store keeps the shape that it was last brought to, so that a program
// with other modules sees what is different.
namespace shanhai::kernel {

// {"types": {name: {"file", "number", "states", "fields": {name: {…}}}}, "measures": {name: {…}}, "figures": {name: {…}}}
json::object shape_of(const Schema& schema);
std::string shape_hash(const json::object& shape); // SHA-256 of the canonical text

// Names of what differs: "payment", "payment.amount", "payment: draft", "funds.paid".
struct ShapeDifference {
    std::vector<std::string> added, changed, removed;
    std::vector<std::pair<std::string, std::string>> renamed; // "payment.amount" → "payment.sum"
    bool tables_differ = false; // types or measures: nobody should read the store before it is brought to the new shape

    bool empty() const { return added.empty() && changed.empty() && removed.empty() && renamed.empty(); }
    json::object as_json() const;
};
ShapeDifference difference(const json::object& stored, const json::object& now, const Schema& schema);

// Fields that have another name now: now → then.
FormerNames renamed_fields(const json::object& stored, const Schema& schema);
// Under which name the stored shape knows this field; empty when it does not.
std::string stored_name(const json::object& stored_fields, const Field& field);

// A member that is an object; an empty one otherwise.
const json::object& object_at(const json::object& object, std::string_view name);

} // namespace shanhai::kernel

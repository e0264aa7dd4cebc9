#pragma once

#include "base/json.h"
#include "kernel/schema/model.h"

namespace shanhai::api {

// JSON Schemas of one record type, by component name: "payment", "payment.page", "payment.create", "payment.amend",
// "payment.rehearsal" and one a transition.
void add_record_schemas(json::object& components, const kernel::RecordType& type);

json::object reference_to(const std::string& component);

} // namespace shanhai::api

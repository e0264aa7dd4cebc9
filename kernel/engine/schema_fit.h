#pragma once

#include "kernel/engine/schema_shape.h"
#include "kernel/store/connection.h"

namespace shanhai::kernel {

// A field that has become required, or joined as such: records without it get its default.
struct DefaultToFill {
    const RecordType* type = nullptr;
    const Field* field = nullptr;
};

// Whether what is stored may live under the schema of now. "store.schema_changed", everything that does not fit at once.
Result<std::vector<DefaultToFill>> check_fit(Connection& connection, const json::object& stored, const Schema& schema);

} // namespace shanhai::kernel

#pragma once

#include "api/problem/problem.h"
#include "kernel/schema/model.h"

namespace shanhai::api {

// The schema's words for fields and types. `type` may be null: then fields keep their names. The result refers to both.
Names names_in(const kernel::Schema& schema, const kernel::RecordType* type, std::string_view language);

} // namespace shanhai::api

#pragma once

#include "api/problem/problem.h"
#include "api/routing/router.h"
#include "kernel/schema/model.h"

namespace shanhai::api {

// The OpenAPI 3.1 document of the interface, made from what is served: the route table and the record types. Routes over
// {type} are written out for each type, those over {transition} for each of its transitions.
json::object describe(const Router& router, const kernel::Schema& schema, const ProblemTable& problems,
                      const std::string& version);

} // namespace shanhai::api

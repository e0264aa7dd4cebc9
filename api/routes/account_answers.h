#pragma once

#include "api/routing/route.h"
#include "base/json.h"
#include "kernel/access/accounts.h"

// What the routes of one's own account and those of others' accounts answer alike.
namespace shanhai::api {

json::object shown(const kernel::Session& session, const std::string& own); // `own`: the id of the asking session
json::object shown(const kernel::Standing& standing);
Route answering(Route route, int status, const char* about, const char* schema);

} // namespace shanhai::api

#pragma once

#include "api/routes/context.h"

namespace shanhai::api {

void add_bulletin_routes(Router& router, Context& context);

} // namespace shanhai::api

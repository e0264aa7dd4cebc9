#pragma once

#include "apps/demo/script.h"

namespace shanhai::demo {

// The six lines and the five fields are adopted, and the projects of the last year hang on the leaves of both.
void write_goals(Script& script);

} // namespace shanhai::demo

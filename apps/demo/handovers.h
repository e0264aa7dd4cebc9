#pragma once

#include "apps/demo/background.h"
#include "apps/demo/script.h"

namespace shanhai::demo {

// Two changes of the guard, listed and moved by the job of governance: one signed in 2022, one on its way when the demo ends.
void write_handovers(Script& script, const Background& background);

} // namespace shanhai::demo

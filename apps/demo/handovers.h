#pragma once

#include "apps/demo/background.h"
#include "apps/demo/parties.h"
#include "apps/demo/script.h"

namespace shanhai::demo {

// Two changes of the guard, listed and moved by the job of governance: one signed in 2022, one on its way when the demo ends. And the
// teams in office: who is asked every morning and evening whether they are well, in the last days.
void write_handovers(Script& script, const Background& background);
void write_safety(Script& script, const Background& background, Parties& parties, Date first_day, Date last_day);
// The six lines and the five fields are adopted, and the projects of the last year hang on the leaves of both.
void write_goals(Script& script);

} // namespace shanhai::demo

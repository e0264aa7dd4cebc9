#pragma once

#include "apps/demo/background.h"
#include "apps/demo/parties.h"
#include "apps/demo/script.h"

namespace shanhai::demo {

// The teams in office in Tibet: who is asked every morning and evening whether they are well, from the first of these days to the last.
void write_safety(Script& script, const Background& background, Parties& parties, Date first_day, Date last_day);

} // namespace shanhai::demo

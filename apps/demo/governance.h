#pragma once

#include "apps/demo/background.h"
#include "apps/demo/inputs.h"
#include "apps/demo/parties.h"
#include "apps/demo/script.h"

namespace shanhai::demo {

// What offices keep besides projects and money: rules, meetings, visits, suggestions, key tasks, slips, honours, grades.
void write_governance(Script& script, const Inputs& inputs, const Background& background, Parties& parties);

} // namespace shanhai::demo

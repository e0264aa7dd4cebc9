#pragma once

#include "apps/demo/parties.h"
#include "apps/demo/script.h"

namespace shanhai::demo {

// One user for each role that offices have, with a grant: what each may see and do can be tried out. The member of a team is one of
// its people, so they can report for themselves.
void write_people(Script& script, Parties& parties, Date day);

} // namespace shanhai::demo

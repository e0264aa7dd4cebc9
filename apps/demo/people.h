#pragma once

#include "apps/demo/script.h"

namespace shanhai::demo {

// One user for each role that offices have, with a grant: what each may see and do can be tried out.
void write_people(Script& script, Date day);

} // namespace shanhai::demo

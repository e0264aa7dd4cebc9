#pragma once

#include "apps/demo/parties.h"

namespace shanhai::demo {

// The north bank of the Yarlung Zangbo, 40,000 mu with the published two million trees by the end of 2023, and Qingdao's forest in
// Dingxi: plots, batches, surveys of what lives, gifts, and the watering of this year.
void write_planting(Script& script, Parties& parties, Handle yarlung);

} // namespace shanhai::demo

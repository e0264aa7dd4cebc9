#pragma once

#include "apps/demo/script.h"

namespace shanhai::demo {

// 大仓东移: one year of seasons from the orchards of Kashgar to the shops of Shandong, with what went wrong on the way, and the
// totals of the years before, as outlets returned them.
void write_trade(Script& script);

} // namespace shanhai::demo

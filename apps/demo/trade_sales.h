#pragma once

#include "apps/demo/script.h"

#include <cstdint>

namespace shanhai::demo {

void write_trade_outlets(Script& script);
// Returns of outlets and events: what was sold before the books, and what is not told sale by sale. `told_2024`: yuan of Kashgar's
// goods that flagship stores told sale by sale in 2024.
void write_trade_sales(Script& script, std::int64_t told_2024);

} // namespace shanhai::demo

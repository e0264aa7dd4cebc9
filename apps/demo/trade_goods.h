#pragma once

#include "apps/demo/script.h"

#include <cstdint>

namespace shanhai::demo {

// Lots of one year of harvests and every leg of their way, with losses and slips; claims for their freight, a delivery receipt, and
// what went west to Osh. Yields the yuan of Kashgar's goods that flagship stores told sale by sale in 2024.
std::int64_t write_trade_goods(Script& script);

} // namespace shanhai::demo

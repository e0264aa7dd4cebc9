#pragma once

#include "kernel/module/module.h"

namespace shanhai::trade {

// trade.orders: open orders and the lots to fill them from. Asked: least_days (14) that goods keep beyond the day they are due.
kernel::Study order_study();

} // namespace shanhai::trade

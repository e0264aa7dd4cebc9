#pragma once

#include "kernel/module/module.h"

namespace shanhai::trade {

// The study "stock": how full and how old the warehouses are, which lots near their date, which shelves run dry. Asked by
// {"day": "2025-06-30", "within_days": 30}; both may be left out (the last day that anything moved, 30 days).
kernel::Study stock_study();

} // namespace shanhai::trade

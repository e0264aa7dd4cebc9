#pragma once

#include "kernel/module/module.h"

namespace shanhai::trade::plan {

// trade.forecast: what will be sold of each product, week by week with its interval, and how such forecasts would have done in
// the last year. Asked: begins (a Monday; the next one), weeks (26), product (its GTIN; all).
kernel::Study forecast_study();

} // namespace shanhai::trade::plan

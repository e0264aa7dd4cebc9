#pragma once

#include "kernel/kernel.h"

#include <string>

namespace shanhai::trade {

// What anybody may see who holds a box: the goods, the base, and the way they went, from the books and from what partners told.
// No weights, prices, waybills, firms or people. `code`: a GS1 Digital Link, or its path "01/06901234567892/10/XM-0901".
//   {"product": {"name", "gtin", "category", "origin"}, "lot": {"code", "grade", "harvested_on", "best_before"},
//    "base": {"name", "division", "longitude", "latitude"}, "entries": n,
//    "steps": [{"date", "kind", "place", "place_kind", "division", "mode"?, "longitude"?, "latitude"?, "partner"?}]}
// "trade.no_such_lot" when no such lot of that product is known; "trade.no_lot_code" when the code names none.
Result<json::object> trace_of(kernel::Kernel& kernel, const std::string& code);

} // namespace shanhai::trade

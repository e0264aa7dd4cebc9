#pragma once

#include "kernel/module/module.h"

#include <iosfwd>

namespace shanhai::trade {

// Writes every lot and movement that `who` may export as one EPCIS 2.0 document: {"events": n, "lots": n, "movements": n}.
// "trade.nothing_to_export".
Result<json::object> export_epcis(kernel::Kernel& kernel, const kernel::Principal& who, std::ostream& out,
                                  const kernel::Progress& progress);

} // namespace shanhai::trade

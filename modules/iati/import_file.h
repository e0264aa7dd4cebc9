#pragma once

#include "kernel/module/module.h"

#include <string>

namespace shanhai::iati {

// Imports one file as one request: all of it, or nothing. The report:
// {"file", "activities": n, "transactions": [{"type": "3", "currency": "USD", "count": n, "sum": "123.45"}],
//  "not_held": [{"path", "count"}], "not_in_figures": n, "created": n, "amended": n, "voided": n}
// Counts and sums are those of the records as they are held now. `not_in_figures` counts transactions that are held and
// exported, but have no day, or an amount beyond what a balance can hold.
// "file.unreadable" and what `read_iati` refuses.
Result<kernel::ImportResult> import_file(kernel::Kernel& kernel, const kernel::Principal& who, const std::string& file,
                                         const kernel::Progress& progress);

} // namespace shanhai::iati

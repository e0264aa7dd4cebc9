#pragma once

#include "kernel/module/module.h"

#include <iosfwd>

namespace shanhai::iati {

// Writes every imported activity, and every project of our own with its money, as one IATI 2.03 file. Each activity is
// held against the schema before it is written; one that breaks it (because a record was amended) is left out and listed:
// {"activities": n, "own_projects": n, "transactions": n, "left_out": [{"code", "why"}]}
// "iati.nothing_to_export" when there is none.
Result<json::object> export_file(kernel::Kernel& kernel, const kernel::Principal& who, std::ostream& out,
                                 const kernel::Progress& progress);

} // namespace shanhai::iati

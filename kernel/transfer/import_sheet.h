#pragma once

#include "kernel/transfer/import_work.h"

namespace shanhai::kernel {

// Which sheet of the file, which column is which field, and what rows are recognised by: into the report.
// "import.no_header", "import.header_twice", "table.no_sheet" (args: sheet, count).
Done choose_sheet(ImportWork& work);

} // namespace shanhai::kernel

#pragma once

#include "kernel/transfer/table_import.h"

namespace shanhai::kernel {

// The imported sheet as a workbook to hand back: its cells as they were, those with a problem in red with a comment, and behind
// the last column what is wrong with the row. "file.unwritable".
Result<std::string> marked_copy(TableFile& file, const ImportReport& report, std::string_view language,
                                const std::function<std::string(const Problem&)>& sentence);

} // namespace shanhai::kernel

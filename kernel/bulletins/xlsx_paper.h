#pragma once

#include "kernel/bulletins/form.h"

namespace shanhai::kernel {

// The numbers as a workbook: one a row with its figure, slice, exact value and unit; what was revised; how to check it.
// "file.unwritable".
Result<std::string> xlsx_paper(const Print& print);

} // namespace shanhai::kernel

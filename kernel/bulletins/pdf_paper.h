#pragma once

#include "kernel/bulletins/form.h"

namespace shanhai::kernel {

// On A4 in the form of GB/T 9704, its text extractable. "export.failed".
Result<std::string> pdf_paper(const Print& print);

} // namespace shanhai::kernel

#pragma once

#include "kernel/kernel.h"

#include <string>
#include <string_view>

namespace shanhai::kernel {

// A workbook to fill in: one column a field, "*" behind what is required, drop-downs for choices and for references to types
// with few records, dates and amounts formatted; a second sheet explains every field. `language`: "zh" or "en".
// "record.unknown_type", "access.denied".
Result<std::string> import_template(Kernel& kernel, const Principal& who, const std::string& type,
                                    std::string_view language);

} // namespace shanhai::kernel

#pragma once

#include "kernel/bulletins/content.h"
#include "kernel/kernel.h"

namespace shanhai::kernel {

// The fields of a bulletin that tells a year: the headline figures in words, the money by year and by place, and behind them every
// figure of every module that is present. Figures that have no value in that year, or nought, are named and not numbered. `where`
// narrows all of it; of figures that know a giver 支援方, without one, those of the giver that gave most. "bulletin.empty_year" when
// no figure has a value.
Result<json::object> annual_bulletin(Kernel& kernel, const Principal& who, int year, const Where& where,
                                     std::string_view language);

} // namespace shanhai::kernel

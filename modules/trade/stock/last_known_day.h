#pragma once

#include "base/date.h"
#include "base/result.h"
#include "kernel/kernel.h"

namespace shanhai::trade {

// Today, or the day of the last movement when nothing was entered since: behind it the books know nothing.
Result<Date> last_known_day(kernel::Kernel& kernel, const kernel::Principal& who);

} // namespace shanhai::trade

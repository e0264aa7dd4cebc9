#pragma once

#include "kernel/kernel.h"
#include "modules/funds/audit_checks.h"

namespace shanhai::funds {

// Projects, contracts, payments and disbursements as far as `who` may read them.
Result<Books> books_of(kernel::Kernel& kernel, const kernel::Principal& who);

// Up to which day they are looked at. The books of a demo end on a day that has long passed; until today nobody could have paid
// anything.
Date last_day_of(const Books& books, const kernel::Kernel& kernel, Date today);

} // namespace shanhai::funds

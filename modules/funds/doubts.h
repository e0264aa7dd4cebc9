#pragma once

#include "kernel/kernel.h"

#include <iosfwd>

namespace shanhai::funds {

// funds.audit 审计疑点: the flags that wait for an explanation or for its judgement, the largest amount first and of equal ones the
// oldest; how many and how much by check; and all money that lies with owners by age. Asked: "check", "programme", "giver",
// "region" (flags only). What the reader may not read is in none of it. "study.unknown_member", "study.bad_member".
Result<json::object> open_doubts(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked,
                                 const kernel::Progress& progress);
void tell_doubts(const json::object& answer, std::ostream& out);

} // namespace shanhai::funds

#pragma once

#include "kernel/module/module.h"

namespace shanhai::governance {

// 半月通报: drafts a circular on the half month that ended before the due time for every programme with work groups in
// office: their rates and places from the figures, and a text that says them. A person edits and a second one approves it.
// Programmes that have a circular on that half month are passed over, and those that do not say whom they help.
Result<kernel::JobOutcome> open_circulars(const kernel::JobCall& call);

// Brings the numbers of drafts up to date: places and rates of the lines, and the sentences of the program that nobody changed.
// A circular that is approved stays as it is.
Result<kernel::JobOutcome> refresh_circulars(const kernel::JobCall& call);

} // namespace shanhai::governance

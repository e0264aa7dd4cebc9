#pragma once

#include "base/json.h"
#include "kernel/kernel.h"

namespace shanhai::press {

// The commands that keep the numbers of a checked text as published: one article and a claim for each number, together or not at all.
// `checked`: what check_text answers, with "text". `body`: title and published_on, optionally outlet, web, and keep: indices into
// quantities (all numbers of things when absent).
// "record.field_required", "press.nothing_to_keep", "press.bad_choice", "press.accepted_already" (args: number).
Result<kernel::Request> acceptance(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& checked,
                                   const json::object& body);

} // namespace shanhai::press

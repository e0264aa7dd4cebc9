#pragma once

#include "base/clock.h"
#include "kernel/kernel.h"

namespace shanhai::demo {

// The store of the demo begins at this moment: Kernel::create must be given it as its clock, because no entry can be
// older than the one before it, and the demo's entries lie in the past.
Moment opening_moment();

// Fills a new store with the synthetic province, the same every time, out of data/demo. "demo.inputs" when that cannot be
// read; anything else is a fault of the demo, and its arguments say which command was refused.
Done build_demo(kernel::Kernel& kernel, const kernel::Progress& progress = {});

} // namespace shanhai::demo

#pragma once

#include "base/clock.h"
#include "kernel/kernel.h"

namespace shanhai::demo {

// The clock of the demo's store: Kernel::create must be given it, because no entry can be older than the one before it, and the
// demo's entries lie in the past. It stands at the beginning, and at the end while build_demo adds what meters told.
Moment demo_clock();

// Fills a new store with the synthetic province, the same every time, out of data/demo. "demo.inputs" when that cannot be
// read; anything else is a fault of the demo, and its arguments say which command was refused.
Done build_demo(kernel::Kernel& kernel, const kernel::Progress& progress = {});

} // namespace shanhai::demo

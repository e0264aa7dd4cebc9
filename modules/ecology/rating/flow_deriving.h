#pragma once

#include "kernel/module/module.h"

#include <atomic>

namespace shanhai::ecology {

struct DerivedFlows {
    std::size_t added = 0, corrected = 0;
};

// Brings ecology.rated_flow to what the levels of the days [from, until) and the curves say; of curves that were entered since
// `lately`, from the day on which they are valid. Ends early when `stopping`.
Result<DerivedFlows> derive_flows(kernel::Kernel& kernel, Date from, Date until, Moment lately,
                                  const std::atomic<bool>& stopping);

// The job: of yesterday and today.
Result<kernel::JobOutcome> derive_flow(const kernel::JobCall& call);

} // namespace shanhai::ecology

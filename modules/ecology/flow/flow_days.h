#pragma once

#include "kernel/module/module.h"

#include <atomic>

namespace shanhai::ecology {

struct ClosedFlowDays {
    std::size_t made = 0, amended = 0, voided = 0;
    std::vector<kernel::EntrySeq> entries;
};

// Records of the type flow_day for every section with a gauge, for the days [from, until): made where there are none, amended where
// readings or requirements moved, voided where nothing is known any more. `key`: for Request::idempotency_key.
Result<ClosedFlowDays> close_flow_days_of(kernel::Kernel& kernel, Date from, Date until, const std::string& key,
                                          const std::atomic<bool>& stopping);

// The job: the last five weeks up to yesterday, their flows derived first.
Result<kernel::JobOutcome> close_flow_days(const kernel::JobCall& call);

} // namespace shanhai::ecology

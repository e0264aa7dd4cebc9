#pragma once

#include "kernel/module/module.h"

#include <string>
#include <vector>

namespace shanhai::energy {

// What a job drafts, one record a plant: one that cannot be made keeps no other waiting, and the run fails in the end.
class Drafts {
public:
    explicit Drafts(const kernel::JobCall& call) : call_(call) {}

    // `name`: of the plant; it tells the drafts of one run apart, so that none is written twice.
    void write(const std::string& name, Result<kernel::Command> draft);
    std::size_t made() const { return entries_.size(); }
    // "energy.not_drafted" (args: name, count, why) when something was refused.
    Result<kernel::JobOutcome> outcome(Text said) &&;

private:
    const kernel::JobCall& call_;
    std::vector<kernel::EntrySeq> entries_;
    std::size_t refused_ = 0;
    std::string first_name_, first_code_;
};

} // namespace shanhai::energy

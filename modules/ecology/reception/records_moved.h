#pragma once

#include "kernel/kernel.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace shanhai::ecology {

// Tells when records of some types moved, for what is made of them and kept.
class RecordsMoved {
public:
    RecordsMoved(kernel::Kernel& kernel, std::vector<std::string> types) : kernel_(kernel), types_(std::move(types)) {}

    // True until `settle` says that what moved was read.
    Result<bool> look();
    // `entry`: the last one before it was read, so that what is entered meanwhile is looked at again.
    void settle(std::int64_t entry) { entry_ = entry; }

private:
    kernel::Kernel& kernel_;
    const std::vector<std::string> types_;
    std::int64_t entry_ = 0; // looked at so far
};

} // namespace shanhai::ecology

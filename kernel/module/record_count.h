#pragma once

#include "kernel/kernel.h"

#include <cstdint>
#include <string>
#include <utility>

namespace shanhai::kernel {

// How many records a list has, for the C++ of modules.
inline Result<std::int64_t> count_records(Kernel& kernel, const Principal& who, const std::string& type,
                                          ListQuery query) {
    query.count = true;
    query.limit = 1;
    const auto page = TRY(kernel.list(who, type, query));
    return page.count.value_or(0);
}

} // namespace shanhai::kernel

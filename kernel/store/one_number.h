#pragma once

#include "kernel/store/connection.h"

#include <cstdint>

namespace shanhai::kernel {

// The only number that a question yields, such as a count; 0 when it yields none, as the highest of nothing.
inline std::int64_t one_number(Statement& statement) {
    const Resetting done(statement);
    return statement.step() && !statement.is_null(0) ? statement.integer(0) : 0;
}

} // namespace shanhai::kernel

#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>

namespace shanhai {

// The exit status of a child that was started. Nothing when it did not end by itself before `until` (then it is killed),
// when a signal ended it, or when nobody can say how it ended.
std::optional<int> exit_status_of(pid_t child, std::chrono::steady_clock::time_point until);

} // namespace shanhai

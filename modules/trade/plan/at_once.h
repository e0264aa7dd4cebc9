#pragma once

#include <cstddef>
#include <functional>

namespace shanhai::trade::plan {

// Runs work(0) … work(count − 1) on so many threads. What `work` does must not meet on anything without a lock.
void at_once(unsigned threads, std::size_t count, const std::function<void(std::size_t)>& work);

} // namespace shanhai::trade::plan

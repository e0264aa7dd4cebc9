#pragma once

#include "kernel/batch.h"

#include <cstddef>

namespace shanhai::kernel {

// Of a trial: the first commands of its next part were tried in earlier ones, of which nothing stayed, and are done once more for the
// records that later commands refer to. They count once, and limits are not asked of them again.
void carry(Batch& batch, std::size_t commands);

} // namespace shanhai::kernel

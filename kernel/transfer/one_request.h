#pragma once

#include "kernel/transfer/import_work.h"

namespace shanhai::kernel {

// All rows, or none. The writer works on it while the rows behind are still being read. "request.others_wait" when somebody
// else wants to save: nothing was done then.
Done record_in_one_request(ImportWork& work);

} // namespace shanhai::kernel

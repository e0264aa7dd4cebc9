#pragma once

#include "kernel/module/module.h"

namespace shanhai::trade {

// Takes in an EPCIS 2.0 document, all of it or nothing. An event that is known by its hash, or stands twice in the file, is
// stored once: {"file", "events": n, "stored": n, "known": n, "twice": n, "of_our_lots": n}.
Result<kernel::ImportResult> capture_epcis(kernel::Kernel& kernel, const kernel::Principal& who,
                                           const std::string& file, const kernel::Progress& progress);

} // namespace shanhai::trade

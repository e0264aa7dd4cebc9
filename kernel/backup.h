#pragma once

#include "kernel/kernel.h"

// New stores out of what another one holds. What can be derived is made anew from the journal, so that the copy may live
// in another database than the original; it has the same root.
namespace shanhai::kernel {

// From a backup (Kernel::backup) into the empty store that `options` name. A restore that was interrupted leaves nothing
// that could be opened, and is begun again. "backup.…", "store.exists", "store.root_differs".
Result<CopyReport> restore_store(const OpenOptions& options, const std::filesystem::path& backup,
                                 const Progress& progress = {});

// From one store into another, empty one. Nobody can write to the first meanwhile; it stays as it is.
Result<CopyReport> migrate_store(const OpenOptions& from, const OpenOptions& to, const Progress& progress = {});

} // namespace shanhai::kernel

#pragma once

#include "kernel/transfer/import_work.h"

// A file in parts, between which others save.
namespace shanhai::kernel {

// Nothing is recorded: each part is taken back once it is known what is wrong with it.
Done try_in_parts(ImportWork& work);

// What a trial let pass may still be refused, because others saved meanwhile: what was recorded is then taken back.
// "import.partly_left" (args: taken, left) where others had built on it.
Done record_in_parts(ImportWork& work);

} // namespace shanhai::kernel

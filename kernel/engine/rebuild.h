#pragma once

#include "kernel/engine/store_image.h"

namespace shanhai::kernel {

// Makes the store in `data` out of an image: system rows, files, key, and by replay everything else. The store is empty
// and its folder locked; it is ready when this returns without a problem, and cannot be opened otherwise.
Result<CopyReport> rebuild(Store& store, const std::filesystem::path& data, const Schema& schema, StoreImage& image,
                           const Progress& progress);

} // namespace shanhai::kernel

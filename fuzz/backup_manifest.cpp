// A manifest names files of its own folder only, and is written again as it was read.
#include "base/check.h"
#include "kernel/engine/backup_folder.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    using kernel::BackupManifest;
    const auto manifest = BackupManifest::parse({reinterpret_cast<const char*>(data), size});
    if (!manifest) return 0;
    for (const auto* part : {&manifest->journal, &manifest->rows, &manifest->files})
        check_or_abort(!part->name.empty() && part->name.find('/') == std::string::npos && part->name.front() != '.',
                       "parts lie in the folder");
    const auto again = BackupManifest::parse(manifest->text());
    check_or_abort(again && again->text() == manifest->text(), "a manifest is written as it was read");
    return 0;
}

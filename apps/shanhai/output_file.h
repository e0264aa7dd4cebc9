#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <system_error>

namespace shanhai::apps {

// Whole or not at all: `write` is given the path of a file beside the target, which is then renamed over it. What it yields
// is passed on; "file.unwritable" when the file cannot take its place.
template <class Write>
auto write_whole(const std::string& path, Write write) -> decltype(write(path)) {
    const std::string unfinished = path + ".unfinished";
    auto report = write(unfinished);
    std::error_code error;
    if (report) std::filesystem::rename(unfinished, path, error);
    if (report && !error) return report;
    std::filesystem::remove(unfinished, error);
    if (!report) return report;
    return refuse("file.unwritable", {}, {{"path", path}});
}

} // namespace shanhai::apps

#pragma once

#include "base/result.h"

#include <cstddef>
#include <string>

namespace shanhai::apps {

// The bytes of a file, or of standard input for "-". "file.unreadable"; "file.too_large" for more than `most`, of which no
// more is read.
Result<std::string> bytes_of(const std::string& path, std::size_t most);

} // namespace shanhai::apps

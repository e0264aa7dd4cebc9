#pragma once

#include "base/result.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shanhai::kernel {

// Parts by name, in order, as the bytes of a zip file: the same parts are the same bytes. "export.failed" (args: what).
Result<std::string> zipped(const std::vector<std::pair<std::string, std::string>>& parts);

// One part of a zip file that came from outside; at most `most` bytes of it. "bulletin.no_seal" when there is no such part.
Result<std::string> part_of_zip(std::string_view bytes, const std::string& name, std::size_t most);

} // namespace shanhai::kernel

#pragma once

#include "base/result.h"

#include <string>

namespace shanhai::kernel {

// The text of a file that says nothing, or little, about its encoding, as UTF-8 without a byte order mark: UTF-8, UTF-16
// with its mark, else GB18030, which holds GBK and GB2312. "csv.encoding" when it is none of them.
Result<std::string> utf8_of_file(std::string bytes);

} // namespace shanhai::kernel

#pragma once

#include <optional>
#include <string>
#include <vector>

namespace shanhai::kernel {

// A text as a QR code: rows of modules, true where dark, without the quiet zone of four modules that readers need.
// Nothing when the text is longer than any code holds.
std::optional<std::vector<std::vector<bool>>> qr_matrix(const std::string& text);

} // namespace shanhai::kernel

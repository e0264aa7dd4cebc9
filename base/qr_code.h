#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai {

// Rows of modules, true where dark, without the quiet zone that readers need.
using QrMatrix = std::vector<std::vector<bool>>;
constexpr std::size_t qr_quiet_zone = 4; // modules on each side

// A text as a QR code; nothing when it is longer than any code holds.
std::optional<QrMatrix> qr_matrix(const std::string& text);

// The same as an SVG picture, dark on white, with its quiet zone. `attributes` stand in its element: ` role="img"`.
std::string qr_svg(const QrMatrix& code, std::string_view attributes = {});

} // namespace shanhai

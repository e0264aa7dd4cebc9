#pragma once

#include <string>

namespace shanhai::api {

// A text as a QR code: an SVG picture, dark on white with the quiet zone of four modules that readers need.
std::string qr_code_svg(const std::string& text);

} // namespace shanhai::api

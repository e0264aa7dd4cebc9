#pragma once

#include <cstdint>
#include <string>

namespace shanhai::demo {

// A small picture (PNG) that stands for a photo of a river's section: sky, mountains, a river; plainly drawn, so that nobody takes it
// for a real one. Another number is another valley.
std::string drawn_section(std::uint64_t number);

} // namespace shanhai::demo

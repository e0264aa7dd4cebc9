#pragma once

#include <string>
#include <string_view>

namespace shanhai {

// Text for XML and HTML, between tags and in attributes: the five characters that mean something are written as entities, and
// control characters other than tabs and line feeds are left out.
std::string escaped_xml(std::string_view text);

} // namespace shanhai

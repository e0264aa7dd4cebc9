#pragma once

#include <string>
#include <string_view>

namespace shanhai::api {

std::string gzipped(std::string_view bytes);

// True when an Accept-Encoding field allows gzip ("gzip;q=0" does not).
bool accepts_gzip(std::string_view accept_encoding);

} // namespace shanhai::api

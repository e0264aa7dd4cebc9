#pragma once

#include <string_view>

namespace shanhai::ocds {

// The JSON schema of a release of OCDS 1.1 (modules/ocds/standard), inside the program.
extern const std::string_view release_schema_text;

} // namespace shanhai::ocds

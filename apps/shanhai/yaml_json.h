#pragma once

#include "base/json.h"
#include "base/result.h"

#include <string>

namespace shanhai::apps {

// A YAML document as JSON, so that files of people and requests of programs are read by the same reader. Scalars that are
// whole numbers, true or false are such; all others, and everything in quotation marks, are texts. "schema.yaml" (args: file, line);
// anchors and documents deeper than 32 are refused in the same way.
Result<json::value> json_of_yaml(const std::string& file, const std::string& text);

} // namespace shanhai::apps

#pragma once

#include "base/result.h"

#include <boost/json.hpp>

#include <string>
#include <string_view>

namespace shanhai {

namespace json = boost::json;

struct JsonLimits {
    std::size_t bytes = 1 << 20;
    std::size_t depth = 32;
};

// Parses one JSON text. "json.too_large", "json.too_deep", "json.not_utf8", "json.malformed" (args: position, what),
// "json.duplicate_key" (Boost.JSON would keep the last one silently; a request must not say two things).
Result<json::value> parse_json(std::string_view text, JsonLimits limits = {});

// Parses what this program wrote itself, of any size. Throws BrokenInvariant when it is not JSON: the store is damaged.
json::value parse_own_json(std::string_view text);

// RFC 8785 canonical form: keys sorted by UTF-16 code units, shortest numbers, minimal escapes. The text that is hashed.
// Beyond RFC 8785, integers of 64 bits are written in full (it knows doubles only, and would round those above 2^53).
std::string canonical_json(const json::value& value);

} // namespace shanhai

#pragma once

#include "base/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shanhai::api::http {

// "%E5%B1%B1" → "山". Nothing when an escape is broken, or the result is not UTF-8 or holds control characters.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space = false);

// The parameters of a query in their order; a name may come several times.
class Query {
public:
    // "http.malformed" when an escape is broken. At most 100 parameters.
    static Result<Query> parse(std::string_view query);

    const std::vector<std::pair<std::string, std::string>>& all() const { return all_; }
    const std::string* find(std::string_view name) const; // the first of that name
    std::string text(std::string_view name) const;        // the same; empty when there is none
    bool is_set(std::string_view name) const;             // present and neither "0" nor "false"
    // A whole number; nothing without the parameter; "list.bad_number" (args: name, value) when it is not one.
    Result<std::optional<std::uint64_t>> number(std::string_view name) const;

private:
    std::vector<std::pair<std::string, std::string>> all_;
};

} // namespace shanhai::api::http

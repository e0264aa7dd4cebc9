#pragma once

#include "base/hash.h"
#include "base/json.h"
#include "base/result.h"

#include <array>
#include <cstdint>
#include <string>

namespace shanhai::kernel {

// Where the next page of a figure's postings begins: behind this one.
struct Place {
    std::size_t operand = 0;
    std::int64_t day = INT64_MIN, coordinate = 0, entry = 0, record = 0;

    std::string text() const {
        return to_base64url(json::serialize(json::array{operand, day, coordinate, entry, record}));
    }
    // "list.bad_cursor"
    static Result<Place> parse(const std::string& text) {
        const auto bytes = from_base64url(text);
        const auto parsed = bytes ? parse_json(*bytes, {512, 3}) : Result<json::value>(refuse("list.bad_cursor"));
        if (!parsed || !parsed->is_array() || parsed->get_array().size() != 5) return refuse("list.bad_cursor");
        std::array<std::int64_t, 5> numbers{};
        for (std::size_t i = 0; i < numbers.size(); ++i) {
            if (!parsed->get_array()[i].is_int64()) return refuse("list.bad_cursor");
            numbers[i] = parsed->get_array()[i].get_int64();
        }
        return Place{static_cast<std::size_t>(numbers[0]), numbers[1], numbers[2], numbers[3], numbers[4]};
    }
};

} // namespace shanhai::kernel

#pragma once

#include "base/text.h"

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace shanhai {

// A refusal that the person who asked can act on. It is not a bug report: bugs are assertions (base/check.h).
// The sentence a reader sees is looked up by `code` in data/problems.yaml and filled with `args`;
// rules that are declared in a schema carry their own sentence in `says`.
struct Problem {
    std::string code;  // stable and greppable, as in "record.field_required"
    std::string field; // JSON pointer into the request; empty when the whole is refused
    std::vector<std::pair<std::string, std::string>> args; // {name} → text, for the sentence
    std::optional<Text> says;                              // a sentence that replaces the looked-up one
    std::vector<Problem> also;                             // further problems of the same request
};

template <class T>
using Result = std::expected<T, Problem>;

// The value of a function that either does its work or refuses.
using Done = Result<void>;

// `return refuse("file.too_large", "/voucher", {{"limit", "20 MB"}});`
[[nodiscard]] inline std::unexpected<Problem> refuse(std::string code, std::string field = {},
                                                     std::vector<std::pair<std::string, std::string>> args = {}) {
    return std::unexpected(Problem{std::move(code), std::move(field), std::move(args), std::nullopt, {}});
}

} // namespace shanhai

// Evaluates to the value, or leaves the enclosing function with the problem.
#define TRY(expression)                                                                                                \
    ({                                                                                                                 \
        auto try_result = (expression);                                                                                \
        if (!try_result) return std::unexpected(std::move(try_result).error());                                        \
        *std::move(try_result);                                                                                        \
    })

// The same for functions that yield nothing.
#define TRY_DO(expression)                                                                                             \
    do {                                                                                                               \
        auto try_result = (expression);                                                                                \
        if (!try_result) return std::unexpected(std::move(try_result).error());                                        \
    } while (false)

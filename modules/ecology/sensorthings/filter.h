#pragma once

#include "base/json.h"
#include "base/result.h"
#include "kernel/series/reading.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The language of $filter and $orderby in OGC SensorThings 1.1, which is that of OData.
namespace shanhai::ecology::sensorthings {

// Microseconds since 1970; an interval, as a Datastream's phenomenonTime is one.
struct Time {
    std::int64_t begin = 0, end = 0;
};
using Value = std::variant<std::monostate, bool, double, std::string, Time>;

// What a path ("Datastream/ObservedProperty/name") stands for: a JSON value, or nothing that is known. Of a path through many
// entities all values are told.
using Resolver = std::function<Result<std::vector<Value>>(const std::vector<std::string>& path)>;

struct Expression {
    enum class Kind { literal, path, call } kind = Kind::literal;
    Value literal;
    std::vector<std::string> path;
    std::string name; // of a call: "and", "eq", "add", "not", "-", "startswith" …
    std::vector<Expression> parts;
};

constexpr std::size_t longest_filter = 2000, deepest_filter = 24;

// "sensorthings.filter" (args: at: how many characters were understood, text), "sensorthings.function" (args: name).
Result<Expression> parse_filter(std::string_view text);

// What it says of one entity. A comparison of things that cannot be compared is false; arithmetic with what is no number is null.
Result<Value> evaluate(const Expression& expression, const Resolver& resolve);
// Whether an entity is kept by it.
Result<bool> keeps(const Expression& expression, const Resolver& resolve);

// Negative, zero or positive; nothing when the two cannot be compared. null comes before everything.
std::optional<int> compare(const Value& left, const Value& right);
Value value_of(const json::value& value);

// "2025-06-27T03:00:00Z", also with a fraction or an offset; "begin/end" is an interval.
std::optional<Time> time_of(std::string_view text);

// The seconds [from, until) to which `field` is bound by comparisons that must all hold; outside of them nothing is kept.
struct Bounds {
    std::int64_t from = 0, until = kernel::latest_second;
};
Bounds bounds_of(const Expression& expression, std::string_view field);

} // namespace shanhai::ecology::sensorthings

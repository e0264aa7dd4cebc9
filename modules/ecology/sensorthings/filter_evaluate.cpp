#include "modules/ecology/sensorthings/filter.h"
#include "modules/ecology/sensorthings/filter_functions.h"

#include <algorithm>
#include <cmath>

namespace shanhai::ecology::sensorthings {

namespace {

using Values = std::vector<Value>;

bool is_comparison(std::string_view name) {
    return name == "eq" || name == "ne" || name == "gt" || name == "ge" || name == "lt" || name == "le";
}

bool is_arithmetic(std::string_view name) {
    return name == "add" || name == "sub" || name == "mul" || name == "div" || name == "mod";
}

// An interval is before a moment when it has ended before it; equal to it when it holds it.
int order_of(const Time& left, const Time& right) {
    if (left.end < right.begin) return -1;
    if (left.begin > right.end) return 1;
    return 0;
}

bool holds(std::string_view name, const Value& left, const Value& right) {
    const auto order = compare(left, right);
    if (!order) return name == "ne";
    if (name == "eq") return *order == 0;
    if (name == "ne") return *order != 0;
    // null is neither more nor less than anything.
    if (std::holds_alternative<std::monostate>(left) || std::holds_alternative<std::monostate>(right)) return false;
    if (name == "gt") return *order > 0;
    if (name == "ge") return *order >= 0;
    return name == "lt" ? *order < 0 : *order <= 0;
}

Value computed(std::string_view name, const Value& left, const Value& right) {
    const auto *a = std::get_if<double>(&left), *b = std::get_if<double>(&right);
    if (a == nullptr || b == nullptr) return {};
    const double made = name == "add"   ? *a + *b
                        : name == "sub" ? *a - *b
                        : name == "mul" ? *a * *b
                        : name == "div" ? *a / *b
                                        : std::fmod(*a, *b);
    // What is beyond all numbers, or none, is null: NaN is neither before nor behind anything, and sorting by it has no end.
    return std::isfinite(made) ? Value(made) : Value();
}

bool is_true(const Value& value) {
    const auto* flag = std::get_if<bool>(&value);
    return flag != nullptr && *flag;
}

Result<Values> values_of(const Expression& expression, const Resolver& resolve) {
    if (expression.kind == Expression::Kind::path) return resolve(expression.path);
    return Values{TRY(evaluate(expression, resolve))};
}

// A path through many entities is compared with each: one that fits is enough.
Result<Value> compared(const Expression& expression, const Resolver& resolve) {
    const auto left = TRY(values_of(expression.parts[0], resolve));
    const auto right = TRY(values_of(expression.parts[1], resolve));
    for (const auto& a : left)
        for (const auto& b : right)
            if (holds(expression.name, a, b)) return Value(true);
    return Value(false);
}

} // namespace

std::optional<int> compare(const Value& left, const Value& right) {
    const bool no_left = std::holds_alternative<std::monostate>(left);
    const bool no_right = std::holds_alternative<std::monostate>(right);
    if (no_left || no_right) return static_cast<int>(no_right) - static_cast<int>(no_left);
    const auto *left_time = std::get_if<Time>(&left), *right_time = std::get_if<Time>(&right);
    if (left_time != nullptr || right_time != nullptr) {
        const auto read = [](const Value& value, const Time* time) -> std::optional<Time> {
            if (time != nullptr) return *time;
            const auto* text = std::get_if<std::string>(&value);
            return text == nullptr ? std::nullopt : time_of(*text);
        };
        const auto a = read(left, left_time), b = read(right, right_time);
        return a && b ? std::optional(order_of(*a, *b)) : std::nullopt;
    }
    if (left.index() != right.index()) return std::nullopt;
    if (const auto* a = std::get_if<double>(&left)) {
        const double b = std::get<double>(right);
        return *a < b ? -1 : *a > b ? 1 : 0;
    }
    if (const auto* a = std::get_if<bool>(&left)) return static_cast<int>(*a) - static_cast<int>(std::get<bool>(right));
    const auto order = std::get<std::string>(left).compare(std::get<std::string>(right));
    return order < 0 ? -1 : order > 0 ? 1 : 0;
}

Result<Value> evaluate(const Expression& expression, const Resolver& resolve) {
    if (expression.kind == Expression::Kind::literal) return expression.literal;
    if (expression.kind == Expression::Kind::path) {
        auto values = TRY(resolve(expression.path));
        return values.empty() ? Value() : std::move(values.front());
    }
    const auto& name = expression.name;
    if (is_comparison(name)) return compared(expression, resolve);
    if (name == "and" || name == "or") {
        for (const auto& part : expression.parts)
            if (is_true(TRY(evaluate(part, resolve))) == (name == "or")) return Value(name == "or");
        return Value(name == "and");
    }
    Values parts;
    for (const auto& part : expression.parts) parts.push_back(TRY(evaluate(part, resolve)));
    if (name == "not") return Value(!is_true(parts.front()));
    if (name == "-") return computed("sub", 0.0, parts.front());
    if (is_arithmetic(name)) return computed(name, parts[0], parts[1]);
    return call_function(name, parts);
}

Result<bool> keeps(const Expression& expression, const Resolver& resolve) {
    return is_true(TRY(evaluate(expression, resolve)));
}

} // namespace shanhai::ecology::sensorthings

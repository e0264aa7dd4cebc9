#include "modules/ecology/sensorthings/filter.h"

#include "base/clock.h"
#include "base/text.h"
#include "modules/ecology/sensorthings/filter_functions.h"
#include "modules/ecology/sensorthings/filter_tokens.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace shanhai::ecology::sensorthings {

namespace {

// Operators between two sides, by how tightly they bind: the loosest first.
constexpr std::array<std::array<std::string_view, 6>, 5> levels = {
    {{"or"}, {"and"}, {"eq", "ne", "gt", "ge", "lt", "le"}, {"add", "sub"}, {"mul", "div", "mod"}}};

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text), tokens_(text) {}

    Result<Expression> whole() {
        auto expression = TRY(sides(0, 0));
        if (tokens_.now().kind != Token::Kind::end) return not_understood();
        return expression;
    }

private:
    std::unexpected<Problem> not_understood() const {
        const auto at = std::min(tokens_.now().at, text_.size());
        return refuse("sensorthings.filter", "/$filter",
                      {{"at", std::to_string(at)}, {"text", std::string(text_.substr(0, at))}});
    }

    Result<Expression> sides(std::size_t level, std::size_t depth) {
        if (depth > deepest_filter) return not_understood();
        if (level == levels.size()) return one(depth);
        auto left = TRY(sides(level + 1, depth));
        std::size_t chained = 0;
        while (tokens_.now().kind == Token::Kind::word && !tokens_.now().text.empty() &&
               std::ranges::find(levels[level], tokens_.now().text) != levels[level].end()) {
            if (++chained > deepest_filter * 4) return not_understood();
            auto name = tokens_.now().text;
            tokens_.advance();
            auto right = TRY(sides(level + 1, depth));
            // Chains stay flat, so that a long one is no deep one.
            if (left.kind == Expression::Kind::call && left.name == name && level < 2 && chained > 1) {
                left.parts.push_back(std::move(right));
                continue;
            }
            Expression call{Expression::Kind::call, {}, {}, std::move(name), {}};
            call.parts.push_back(std::move(left));
            call.parts.push_back(std::move(right));
            left = std::move(call);
        }
        return left;
    }

    Result<Expression> one(std::size_t depth) {
        const auto token = tokens_.now();
        switch (token.kind) {
        case Token::Kind::open: {
            tokens_.advance();
            auto inner = TRY(sides(0, depth + 1));
            if (tokens_.now().kind != Token::Kind::close) return not_understood();
            tokens_.advance();
            return inner;
        }
        case Token::Kind::minus: tokens_.advance(); return wrapped("-", depth);
        case Token::Kind::number: return number(token.text);
        case Token::Kind::text: tokens_.advance(); return literal(token.text);
        case Token::Kind::time: {
            const auto time = time_of(token.text);
            if (!time) return not_understood();
            tokens_.advance();
            return literal(*time);
        }
        case Token::Kind::word: return word(token.text, depth);
        default: return not_understood();
        }
    }

    static Expression literal(Value value) { return {Expression::Kind::literal, std::move(value), {}, {}, {}}; }

    Result<Expression> number(const std::string& text) {
        double value = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
        if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return not_understood();
        tokens_.advance();
        return literal(value);
    }

    Result<Expression> wrapped(std::string name, std::size_t depth) {
        if (depth >= deepest_filter) return not_understood();
        Expression call{Expression::Kind::call, {}, {}, std::move(name), {}};
        call.parts.push_back(TRY(one(depth + 1)));
        return call;
    }

    Result<Expression> word(const std::string& text, std::size_t depth) {
        tokens_.advance();
        if (text == "not") return wrapped("not", depth);
        if (text == "true" || text == "false") return literal(text == "true");
        if (text == "null") return literal({});
        if (tokens_.now().kind == Token::Kind::open) return call(text, depth);
        Expression path{Expression::Kind::path, {}, {}, {}, {}};
        for (const auto part : split(text, '/')) {
            if (part.empty()) return not_understood();
            path.path.emplace_back(part);
        }
        return path;
    }

    Result<Expression> call(const std::string& name, std::size_t depth) {
        const auto wanted = function_parts(name);
        if (!wanted) return refuse("sensorthings.function", "/$filter", {{"name", name}});
        Expression call{Expression::Kind::call, {}, {}, name, {}};
        tokens_.advance();
        while (tokens_.now().kind != Token::Kind::close) {
            if (!call.parts.empty()) {
                if (tokens_.now().kind != Token::Kind::comma) return not_understood();
                tokens_.advance();
            }
            if (call.parts.size() == wanted->second) return not_understood();
            call.parts.push_back(TRY(sides(0, depth + 1)));
        }
        if (call.parts.size() < wanted->first) return not_understood();
        tokens_.advance();
        return call;
    }

    std::string_view text_;
    Tokens tokens_;
};

} // namespace

Result<Expression> parse_filter(std::string_view text) {
    if (text.size() > longest_filter)
        return refuse("sensorthings.too_long", "/$filter", {{"limit", std::to_string(longest_filter)}});
    return Parser(text).whole();
}

std::optional<Time> time_of(std::string_view text) {
    const auto moment = [](std::string_view one) -> std::optional<std::int64_t> {
        const auto read = Moment::parse(std::string(one));
        return read ? std::optional(read->micros) : std::nullopt;
    };
    const auto slash = text.find('/');
    const auto begin = moment(text.substr(0, slash));
    if (!begin) return std::nullopt;
    if (slash == std::string_view::npos) return Time{*begin, *begin};
    const auto end = moment(text.substr(slash + 1));
    if (!end || *end < *begin) return std::nullopt;
    return Time{*begin, *end};
}

Value value_of(const json::value& value) {
    if (value.is_bool()) return value.get_bool();
    if (value.is_number()) return value.to_number<double>();
    if (value.is_string()) return std::string(value.get_string());
    return {};
}

Bounds bounds_of(const Expression& expression, std::string_view field) {
    Bounds bounds;
    if (expression.kind != Expression::Kind::call) return bounds;
    if (expression.name == "and") {
        for (const auto& part : expression.parts) {
            const auto own = bounds_of(part, field);
            bounds.from = std::max(bounds.from, own.from);
            bounds.until = std::min(bounds.until, own.until);
        }
        return bounds;
    }
    if (expression.parts.size() != 2) return bounds;
    const auto& left = expression.parts[0];
    const auto* time = std::get_if<Time>(&expression.parts[1].literal);
    const bool bound = left.kind == Expression::Kind::path && left.path.size() == 1 && left.path.front() == field &&
                       expression.parts[1].kind == Expression::Kind::literal && time != nullptr;
    if (!bound) return bounds;
    constexpr std::int64_t micros = 1'000'000;
    // A second to either side: what lies at the edge is judged by the filter itself.
    const auto& name = expression.name;
    if (name == "gt" || name == "ge" || name == "eq") bounds.from = std::max<std::int64_t>(0, time->begin / micros - 1);
    if (name == "lt" || name == "le" || name == "eq") bounds.until = std::min(bounds.until, time->end / micros + 2);
    return bounds;
}

} // namespace shanhai::ecology::sensorthings

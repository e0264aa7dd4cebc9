#include "kernel/schema/formula.h"

#include <algorithm>
#include <cctype>

namespace shanhai::kernel {

namespace {

constexpr std::size_t most_nodes = 64;
constexpr int most_depth = 16;

bool ends_word(char c) {
    return std::isspace(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("+*/()[],=!'\"").find(c) != std::string_view::npos;
}

class Parser {
public:
    Parser(std::string_view text, const Schema& schema) : text_(text), schema_(schema) {
        formula_.text = std::string(text);
    }

    Result<Formula> run() {
        TRY_DO(sum(0));
        skip_space();
        if (at_ != text_.size()) return wrong("something is left over");
        return std::move(formula_);
    }

private:
    using Node = FormulaNode;

    std::unexpected<Problem> wrong(std::string what) const {
        return refuse("schema.formula", {},
                      {{"text", std::string(text_)}, {"what", std::move(what)}, {"position", std::to_string(at_ + 1)}});
    }

    void skip_space() {
        while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    }

    bool take(char c) {
        skip_space();
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    // A bare word; '-' may stand inside one (a code such as CN-54), since no space is around it.
    std::string word() {
        skip_space();
        const auto start = at_;
        while (at_ < text_.size() && !ends_word(text_[at_])) ++at_;
        return std::string(text_.substr(start, at_ - start));
    }

    Result<int> add(const Node& node) {
        if (formula_.nodes.size() >= most_nodes) return wrong("it is too long");
        formula_.nodes.push_back(node);
        return static_cast<int>(formula_.nodes.size()) - 1;
    }

    Result<int> sum(int depth) {
        int left = TRY(product(depth));
        for (;;) {
            const bool plus = take('+');
            if (!plus && !take('-')) return left;
            const int right = TRY(product(depth));
            left = TRY(add({plus ? Node::Kind::add : Node::Kind::subtract, {}, -1, left, right}));
        }
    }

    Result<int> product(int depth) {
        int left = TRY(signed_value(depth));
        for (;;) {
            const bool times = take('*');
            if (!times && !take('/')) return left;
            const int right = TRY(signed_value(depth));
            left = TRY(add({times ? Node::Kind::multiply : Node::Kind::divide, {}, -1, left, right}));
        }
    }

    Result<int> signed_value(int depth) {
        if (depth > most_depth) return wrong("it is nested too deep");
        if (take('-')) {
            const int of = TRY(signed_value(depth + 1));
            return add({Node::Kind::negate, {}, -1, of, -1});
        }
        if (take('(')) {
            const int inside = TRY(sum(depth + 1));
            if (!take(')')) return wrong("a parenthesis is not closed");
            return inside;
        }
        skip_space();
        if (at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])) != 0) return number();
        return operand();
    }

    Result<int> number() {
        const auto start = at_;
        while (at_ < text_.size() && (std::isdigit(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '.'))
            ++at_;
        const auto value = Rational::parse(std::string(text_.substr(start, at_ - start)));
        if (!value) return wrong("a number cannot be read");
        return add({Node::Kind::number, *value, -1, -1, -1});
    }

    Result<int> operand() {
        const auto start = at_;
        auto name = word();
        while (!name.empty() && name.back() == '-') {
            name.pop_back();
            --at_;
        }
        if (name.empty()) return wrong("a measure or a number is missing");
        const auto* measure = schema_.measure(name);
        if (measure == nullptr)
            return refuse("schema.unknown_measure", {}, {{"name", name}, {"text", std::string(text_)}});
        Operand operand;
        operand.measure = measure->number;
        if (take('[')) {
            do {
                operand.filters.push_back(TRY(condition(*measure)));
            } while (take_word("and"));
            if (!take(']')) return wrong("a bracket is not closed");
        }
        operand.text = std::string(trim(text_.substr(start, at_ - start)));
        formula_.operands.push_back(std::move(operand));
        return add({Node::Kind::operand, {}, static_cast<int>(formula_.operands.size()) - 1, -1, -1});
    }

    bool take_word(std::string_view expected) {
        skip_space();
        const auto end = at_ + expected.size();
        if (text_.substr(at_, expected.size()) != expected) return false;
        if (end < text_.size() && !ends_word(text_[end])) return false;
        at_ = end;
        return true;
    }

    Result<std::string> value() {
        skip_space();
        for (char quote : {'\'', '"'}) {
            if (!take(quote)) continue;
            const auto end = text_.find(quote, at_);
            if (end == std::string_view::npos) return wrong("a text is not closed");
            std::string inside(text_.substr(at_, end - at_));
            at_ = end + 1;
            return inside;
        }
        auto bare = word();
        if (bare.empty()) return wrong("a value is missing");
        return bare;
    }

    Result<DimensionFilter> condition(const Measure& measure) {
        DimensionFilter filter;
        filter.dimension = word();
        if (filter.dimension.empty()) return wrong("a dimension is missing");
        const auto index = measure.dimension_index(filter.dimension);
        if (index < 0)
            return refuse("schema.unknown_dimension", {}, {{"name", filter.dimension}, {"measure", measure.name}});
        if (take('!')) filter.negated = true;
        if (take('=')) {
            filter.values.push_back(TRY(value()));
        } else if (!filter.negated && take_word("in") && take('(')) {
            do {
                filter.values.push_back(TRY(value()));
            } while (take(','));
            if (!take(')')) return wrong("a parenthesis is not closed");
        } else {
            return wrong("a condition needs =, != or in (…)");
        }
        TRY_DO(check_choices(filter, measure.dimensions[static_cast<std::size_t>(index)]));
        return filter;
    }

    static Done check_choices(const DimensionFilter& filter, const Dimension& dimension) {
        if (dimension.kind != DimensionKind::choice) return {};
        for (const auto& value : filter.values) {
            const auto known = std::any_of(dimension.choices.begin(), dimension.choices.end(),
                                           [&](const Choice& c) { return c.name == value; });
            if (!known) return refuse("schema.unknown_choice", {}, {{"name", value}, {"dimension", dimension.name}});
        }
        return {};
    }

    std::string_view text_;
    const Schema& schema_;
    std::size_t at_ = 0;
    Formula formula_;
};

using Units = std::map<std::string, int>;

Units combined(const Units& left, const Units& right, int sign) {
    Units result = left;
    for (const auto& [unit, exponent] : right) {
        const int sum = result[unit] += sign * exponent;
        if (sum == 0) result.erase(unit);
    }
    return result;
}

} // namespace

Result<Formula> parse_formula(std::string_view text, const Schema& schema) { return Parser(text, schema).run(); }

Result<std::map<std::string, int>> formula_units(const Formula& formula, const Schema& schema) {
    std::vector<Units> of(formula.nodes.size());
    for (std::size_t i = 0; i < formula.nodes.size(); ++i) { // children stand before their parents
        const auto& node = formula.nodes[i];
        const auto side = [&](int index) -> const Units& { return of[static_cast<std::size_t>(index)]; };
        switch (node.kind) {
        case FormulaNode::Kind::number: break;
        case FormulaNode::Kind::operand: {
            const auto& operand = formula.operands[static_cast<std::size_t>(node.operand)];
            const auto& unit = schema.measures[static_cast<std::size_t>(operand.measure)].unit;
            of[i][unit.money ? "$" : unit.name] = 1;
            break;
        }
        case FormulaNode::Kind::negate: of[i] = side(node.left); break;
        case FormulaNode::Kind::multiply: of[i] = combined(side(node.left), side(node.right), 1); break;
        case FormulaNode::Kind::divide: of[i] = combined(side(node.left), side(node.right), -1); break;
        case FormulaNode::Kind::add:
        case FormulaNode::Kind::subtract:
            if (side(node.left) != side(node.right)) return refuse("schema.units", {}, {{"text", formula.text}});
            of[i] = side(node.left);
            break;
        }
    }
    return of.back();
}

} // namespace shanhai::kernel

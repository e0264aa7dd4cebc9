#include "kernel/figures/evaluate.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

// More nobody can read; a stock by day over a mistyped century would otherwise fill the memory.
constexpr std::size_t most_cells = 200'000;

// The sums of all operands in one group.
struct Cell {
    std::vector<__int128> sums;
};

// Groups by (one index per non-calendar group, a day in the step).
using CellKey = std::pair<std::vector<std::uint32_t>, std::int32_t>;

// What the groups of one dimension are: index → label and key, with the order to show them in.
struct GroupNames {
    std::vector<std::pair<std::string, std::string>> names; // label, key
    std::vector<std::string> order;                         // text that sorts
};

std::string choice_order(const Dimension& dimension, const Value& value) {
    const auto* text = std::get_if<std::string>(&value);
    for (std::size_t i = 0; text != nullptr && i < dimension.choices.size(); ++i) {
        if (dimension.choices[i].name == *text)
            return std::string(4 - std::min<std::size_t>(4, std::to_string(i).size()), '0') + std::to_string(i);
    }
    return text == nullptr ? "~" : *text;
}

class Evaluation {
public:
    Evaluation(const ResolvedQuery& query, const CubeView& view, const Schema& schema, FigureResolver& names,
               const UndoOf& undo)
        : query_(query), figure_(*query.figure), view_(view), schema_(schema), names_(names), undo_(undo) {
        for (const auto& group : query.by) {
            if (group.step) step_ = group.step;
        }
    }

    Result<std::vector<FigureCell>> run() {
        if (query_.closed) return closed_cells();
        for (const auto& group : query_.by) {
            if (!group.step) prepare_group(group);
        }
        for (std::size_t i = 0; i < figure_.formula.operands.size(); ++i) add_operand(i);
        if (query_.by.empty() && cells_.empty()) cells_[{}].sums.resize(figure_.formula.operands.size());
        if (step_ && figure_.kind == FigureKind::stock) carry_forward();
        if (cells_.size() > most_cells) return refuse("figure.too_many", {}, {{"limit", std::to_string(most_cells)}});
        return present_all();
    }

private:
    // Without a word about groups a figure always has its one cell, here one without a value.
    std::vector<FigureCell> closed_cells() const {
        if (!query_.by.empty()) return {};
        FigureCell cell;
        cell.where = query_.shown_where;
        present(cell, figure_, query_.currency);
        return {std::move(cell)};
    }

    // Group indices are shared by all operands, so they are given by the value, not by a measure's codes.
    void prepare_group(const GroupBy& group) {
        groups_.emplace_back();
        by_value_.emplace_back();
        by_.push_back(&group);
    }

    std::uint32_t group_of(std::size_t group, const Value& value) {
        const auto& by = *by_[group];
        const auto& dimension = *dimension_of(figure_, by.dimension);
        Value shown = value;
        if (!by.level.empty() && !is_null(value)) {
            const auto above = names_.index(dimension.ref).at_level(std::get<std::int64_t>(value), by.level);
            shown = above == 0 ? Value(std::monostate{}) : Value(above);
        }
        shown = names_.visible(dimension, shown);
        const auto [found, fresh] =
            by_value_[group].try_emplace(shown, static_cast<std::uint32_t>(groups_[group].names.size()));
        if (fresh) {
            groups_[group].names.push_back(names_.label_and_key(dimension, shown));
            const auto& key = groups_[group].names.back().second;
            groups_[group].order.push_back(dimension.kind == DimensionKind::choice ? choice_order(dimension, shown)
                                           : key.empty()                           ? "~"
                                                                                   : key);
        }
        return found->second;
    }

    void add_operand(std::size_t operand) {
        const auto& measure = schema_.measures[static_cast<std::size_t>(figure_.formula.operands[operand].measure)];
        Slice slice;
        slice.measure = measure.number;
        slice.filters = masks(view_, measure, query_, operand);
        for (std::size_t g = 0; g < by_.size(); ++g) {
            SliceGroup group;
            group.dimension = measure.dimension_index(by_[g]->dimension);
            for (const auto& value : view_.values(measure.number, group.dimension))
                group.group_of.push_back(group_of(g, value));
            slice.groups.push_back(std::move(group));
        }
        for (std::size_t g = 0; g < by_.size(); ++g)
            slice.groups[g].groups = static_cast<std::uint32_t>(groups_[g].names.size());
        if (query_.period.from && figure_.kind == FigureKind::flow) slice.from = query_.period.from->days();
        if (query_.period.until) slice.until = query_.period.until->days();
        slice.step = step_;
        slice.undo = undo_(measure.number);
        for (auto& sum : view_.sums(slice)) {
            // Only balances count, not whether something was once posted and taken back: then a moment in the past shows
            // the rows that it showed then.
            if (sum.sum == 0) continue;
            const auto day = step_ ? step_around(Date::from_days(sum.step_day), *step_).from->days() : 0;
            auto& cell = cells_[{std::move(sum.groups), day}];
            cell.sums.resize(figure_.formula.operands.size());
            cell.sums[operand] += sum.sum;
        }
    }

    // A stock stands until it moves: every group gets every step from its first posting, or the beginning of the period,
    // to the last posting of all.
    void carry_forward() {
        std::int32_t last = INT32_MIN;
        for (const auto& [key, cell] : cells_) last = std::max(last, key.second);
        const auto& from = query_.period.from;
        const auto first = from ? step_around(*from, *step_).from->days() : INT32_MIN;
        std::map<CellKey, Cell> carried;
        for (auto at = cells_.begin(); at != cells_.end() && carried.size() <= most_cells;) {
            const auto& groups = at->first.first;
            Cell standing{std::vector<__int128>(figure_.formula.operands.size(), 0)};
            const auto take = [&] {
                for (std::size_t i = 0; i < standing.sums.size(); ++i) standing.sums[i] += at->second.sums[i];
                ++at;
            };
            auto day = std::max(first, at->first.second);
            while (at != cells_.end() && at->first < CellKey{groups, day}) take();
            while (day <= last && carried.size() <= most_cells) {
                if (at != cells_.end() && at->first == CellKey{groups, day}) take();
                carried[{groups, day}] = standing;
                day = step_around(Date::from_days(day), *step_).until->days();
            }
        }
        cells_ = std::move(carried);
    }

    Result<std::vector<FigureCell>> present_all() {
        std::vector<std::pair<std::vector<std::string>, FigureCell>> ordered;
        for (const auto& [key, sums] : cells_) {
            FigureCell cell;
            cell.where = query_.shown_where;
            std::vector<std::string> order;
            auto currency = query_.currency;
            std::size_t group = 0;
            for (const auto& by : query_.by) {
                const auto named = by.step ? std::pair(step_label(Date::from_days(key.second), *by.step),
                                                       step_label(Date::from_days(key.second), *by.step))
                                           : groups_[group].names[key.first[group]];
                order.push_back(by.step ? named.first : groups_[group].order[key.first[group]]);
                if (by.dimension == "currency") currency = named.second;
                if (!by.step) ++group;
                std::erase_if(cell.where, [&](const auto& shown) { return shown.first == by.name; });
                cell.where.emplace_back(by.name, named.first);
                cell.keys.emplace_back(by.name, named.second);
            }
            cell.value = TRY(formula_value(figure_, schema_, sums.sums));
            present(cell, figure_, currency);
            ordered.emplace_back(std::move(order), std::move(cell));
        }
        std::sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        std::vector<FigureCell> result;
        for (auto& item : ordered) result.push_back(std::move(item.second));
        return result;
    }

    const ResolvedQuery& query_;
    const Figure& figure_;
    const CubeView& view_;
    const Schema& schema_;
    FigureResolver& names_;
    const UndoOf& undo_;
    std::optional<Step> step_;
    std::vector<const GroupBy*> by_;
    std::vector<GroupNames> groups_;
    std::vector<std::map<Value, std::uint32_t>> by_value_;
    std::map<CellKey, Cell> cells_;
};

} // namespace

Result<std::optional<Rational>> formula_value(const Figure& figure, const Schema& schema,
                                              std::span<const __int128> sums) {
    using Kind = FormulaNode::Kind;
    std::vector<std::optional<Rational>> values(figure.formula.nodes.size());
    const auto overflow = [&] { return refuse("figure.overflow", {}, {{"figure", figure.name}}); };
    for (std::size_t i = 0; i < figure.formula.nodes.size(); ++i) {
        const auto& node = figure.formula.nodes[i];
        const auto left = node.left < 0 ? std::nullopt : values[static_cast<std::size_t>(node.left)];
        const auto right = node.right < 0 ? std::nullopt : values[static_cast<std::size_t>(node.right)];
        if (node.kind == Kind::number) {
            values[i] = node.number;
        } else if (node.kind == Kind::operand) {
            const auto operand = static_cast<std::size_t>(node.operand);
            const auto& unit = schema.measures[static_cast<std::size_t>(figure.formula.operands[operand].measure)].unit;
            __int128 scale = 1;
            for (int digit = 0; digit < unit.scale; ++digit) scale *= 10;
            values[i] = Rational::of(sums[operand], scale);
            if (!values[i]) return overflow();
        } else if (node.kind == Kind::negate) {
            if (left) values[i] = subtract(Rational{}, *left);
        } else if (left && right) {
            if (node.kind == Kind::divide && right->is_zero()) continue; // no value, and no error
            values[i] = node.kind == Kind::add        ? add(*left, *right)
                        : node.kind == Kind::subtract ? subtract(*left, *right)
                        : node.kind == Kind::multiply ? multiply(*left, *right)
                                                      : divide(*left, *right);
            if (!values[i]) return overflow();
        }
    }
    auto value = values.back();
    if (value && figure.unit == "percent") {
        value = multiply(*value, Rational(100));
        if (!value) return overflow();
    }
    return value;
}

void present(FigureCell& cell, const Figure& figure, const std::string& currency) {
    cell.unit = figure.unit == "money" ? currency : figure.money && !currency.empty() ? currency : figure.unit;
    if (!cell.value) return;
    cell.text = cell.value->text(figure.decimals);
    if (!figure.has_target) return;
    const bool high_enough = !figure.target.at_least || compare(*cell.value, *figure.target.at_least) >= 0;
    const bool low_enough = !figure.target.at_most || compare(*cell.value, *figure.target.at_most) <= 0;
    cell.target_met = high_enough && low_enough;
}

Result<std::vector<FigureCell>> evaluate(const ResolvedQuery& query, const CubeView& view, const Schema& schema,
                                         FigureResolver& names, const UndoOf& undo) {
    return Evaluation(query, view, schema, names, undo).run();
}

} // namespace shanhai::kernel

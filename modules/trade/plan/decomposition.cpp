#include "modules/trade/plan/decomposition.h"

#include "modules/trade/plan/at_once.h"

#include <algorithm>
#include <cmath>

namespace shanhai::trade::plan {

namespace {

// One product alone, warm between prices.
class Part {
public:
    Part(const FlowModel& model, const FlowModel::Part& part)
        : model_(model), part_(part), solver_(own_program(model, part)) {}

    // Its best plan when shared limits cost what `prices` say.
    void solve(const std::vector<double>& prices) {
        for (int column = part_.columns_begin; column < part_.columns_end; ++column)
            solver_.price_column(column - part_.columns_begin, model_.program.reduced_cost(column, prices));
        solution_ = solver_.solve(first_ ? Method::dual : Method::primal);
        first_ = false;
    }
    void begin_from(const Basis& basis) { solver_.begin_from(basis); }
    const Solution& solution() const { return solution_; }
    Basis basis() const { return solver_.basis(); }

private:
    static LinearProgram own_program(const FlowModel& model, const FlowModel::Part& part) {
        LinearProgram out;
        const auto& whole = model.program;
        for (int row = part.rows_begin; row < part.rows_end; ++row)
            out.add_row(whole.row_keys[row], whole.row_lower[row], whole.row_upper[row]);
        std::vector<Entry> entries;
        for (int column = part.columns_begin; column < part.columns_end; ++column) {
            entries.clear();
            for (auto i = whole.starts[column]; i < whole.starts[column + 1]; ++i)
                if (whole.entry_rows[i] >= model.shared_rows)
                    entries.push_back({whole.entry_rows[i] - part.rows_begin, whole.coefficients[i]});
            out.add_column(whole.column_keys[column], whole.cost[column], whole.lower[column], whole.upper[column],
                           entries.data(), entries.size());
        }
        return out;
    }

    const FlowModel& model_;
    FlowModel::Part part_;
    Solver solver_;
    Solution solution_;
    bool first_ = true;
};

// A plan of one product that mixtures use.
struct Proposal {
    std::size_t product = 0;
    std::vector<std::pair<int, double>> columns; // of the model
};

class Decomposition {
public:
    Decomposition(const FlowModel& model, const DecompositionOptions& options)
        : model_(model), options_(options), master_(master_program(model)) {
        for (const auto& part : model.parts) {
            parts_.emplace_back(model, part);
            if (options.stood) parts_.back().begin_from(*options.stood);
        }
        best_prices_.assign(static_cast<std::size_t>(model.shared_rows), 0);
        // A subsidy that is scarce is worth something between nothing and what it pays.
        for (int row = 0; row < model.shared_rows; ++row)
            if (model.limits[row].kind == RowKind::subsidy)
                best_prices_[row] = model.program.cost[model.limits[row].place] / 2;
        for (int row = 0; row < model.shared_rows && !options.prices.empty(); ++row) {
            const auto found = options.prices.find(model.program.row_keys[row]);
            best_prices_[row] = found == options.prices.end() ? 0 : std::min(0.0, found->second);
        }
    }

    Decomposed run() {
        step_prices();
        mix_plans();
        Decomposed out;
        out.rounds = rounds_;
        out.holds = !mixed_.columns.empty() && missing() < 1e-6;
        if (out.holds) out.columns = mixture();
        end_at_best(out);
        return out;
    }

private:
    // Steps along what the plans break of the shared limits, smoothed over rounds, each as long as is missing to a guess.
    void step_prices() {
        double guess = -unlimited, step = 0.5;
        int worse = 0;
        std::vector<double> broken;
        auto prices = best_prices_;
        for (int round = 0; round < options_.steps; ++round) {
            const bool better = try_prices(prices);
            const auto now = broken_limits(prices);
            if (broken.empty()) broken = now;
            for (std::size_t row = 0; row < broken.size(); ++row) broken[row] += 0.2 * (now[row] - broken[row]);
            if (better) {
                step *= 1.1;
                worse = 0;
            } else if (++worse == 3) {
                step *= 0.7;
                worse = 0;
            }
            const double reached = best_ + model_.constant;
            if (guess < 1.01 * reached) guess = 1.03 * reached;
            double norm = 0;
            for (std::size_t row = 0; row < broken.size(); ++row)
                if (broken[row] > 0 || best_prices_[row] < 0) norm += broken[row] * broken[row] / size_of(row);
            const double length = step * (guess - reached) / std::max(norm, 1e-9);
            for (std::size_t row = 0; row < broken.size(); ++row)
                prices[row] = std::min(0.0, best_prices_[row] - length * broken[row] / size_of(row));
        }
    }

    // Prices from the mixture of all plans so far, half way from the best ones; limits may be broken for a little more than
    // their best price, or the first mixtures, which have few plans to choose from, would ask for absurd ones.
    void mix_plans() {
        double reach = 30; // yuan a tonne
        auto prices = best_prices_;
        for (int round = 0; round < options_.mixtures; ++round) {
            if (!proposals_.empty()) {
                for (int row = 0; row < model_.shared_rows; ++row)
                    master_.price_column(model_.subsidy_columns + row, reach - best_prices_[row]);
                mixed_ = master_.solve(Method::primal);
                for (std::size_t row = 0; row < prices.size(); ++row)
                    prices[row] = 0.5 * best_prices_[row] + 0.5 * std::min(0.0, mixed_.prices[row]);
                if (is_close()) return;
            }
            const bool better = try_prices(prices);
            if (!better && (mixed_.columns.empty() || missing() > 1e-6)) reach *= 2;
        }
        if (options_.mixtures > 0) mixed_ = master_.solve(Method::primal);
    }

    // Plans every product under the prices; whether they prove more than those before.
    bool try_prices(const std::vector<double>& prices) {
        ++rounds_;
        at_once(options_.threads, parts_.size(), [&](std::size_t i) { parts_[i].solve(prices); });
        propose();
        const double bound = lower_bound(prices);
        const bool better = bound > best_ + 1e-4 * std::abs(bound);
        if (bound > best_) {
            best_ = bound;
            best_prices_ = prices;
        }
        return better;
    }

    bool is_close() const {
        return missing() < 1e-6 &&
               mixed_.objective - best_ <= options_.gap * std::abs(mixed_.objective + model_.constant);
    }

    double size_of(std::size_t row) const {
        const auto& limit = model_.limits[row];
        const auto& program = model_.program;
        return std::max(1.0, limit.kind == RowKind::subsidy ? program.upper[limit.place] : program.row_upper[row]);
    }

    // Shared limits, each of which may be broken, then one row a product: the parts of its plans add to one.
    static LinearProgram master_program(const FlowModel& model) {
        LinearProgram out;
        const auto& whole = model.program;
        for (int row = 0; row < model.shared_rows; ++row)
            out.add_row(whole.row_keys[row], whole.row_lower[row], whole.row_upper[row]);
        for (std::size_t product = 0; product < model.parts.size(); ++product) out.add_row(0, 1, 1);
        for (int column = 0; column < model.shared_columns; ++column) {
            std::vector<Entry> entries;
            for (auto i = whole.starts[column]; i < whole.starts[column + 1]; ++i)
                entries.push_back({whole.entry_rows[i], whole.coefficients[i]});
            const bool breaks = column >= model.subsidy_columns;
            out.add_column(0, whole.cost[column], 0, breaks ? unlimited : whole.upper[column], entries.data(),
                           entries.size());
        }
        return out;
    }

    double lower_bound(const std::vector<double>& prices) const {
        const auto& whole = model_.program;
        double sum = 0;
        for (int row = 0; row < model_.shared_rows; ++row)
            if (prices[row] < 0) sum += prices[row] * whole.row_upper[row];
        for (int column = 0; column < model_.subsidy_columns; ++column)
            sum += std::min(0.0, whole.reduced_cost(column, prices)) * whole.upper[column];
        for (const auto& part : parts_) sum += part.solution().objective;
        return sum;
    }

    // How much more of each shared limit the plans use than there is; less than nothing where something is left.
    std::vector<double> broken_limits(const std::vector<double>& prices) const {
        const auto& whole = model_.program;
        std::vector<double> broken(whole.row_upper.begin(), whole.row_upper.begin() + model_.shared_rows);
        for (auto& amount : broken) amount = -amount;
        const auto add = [&](int column, double value) {
            for (auto i = whole.starts[column]; i < whole.starts[column + 1]; ++i)
                if (whole.entry_rows[i] < model_.shared_rows)
                    broken[whole.entry_rows[i]] += whole.coefficients[i] * value;
        };
        for (int column = 0; column < model_.subsidy_columns; ++column)
            if (whole.reduced_cost(column, prices) < 0) add(column, whole.upper[column]);
        for (std::size_t product = 0; product < parts_.size(); ++product) {
            const auto& values = parts_[product].solution().columns;
            for (std::size_t i = 0; i < values.size(); ++i)
                if (values[i] > 1e-9) add(model_.parts[product].columns_begin + static_cast<int>(i), values[i]);
        }
        return broken;
    }

    // The plans of this round as columns of the mixture.
    void propose() {
        if (options_.mixtures == 0) return;
        const auto& whole = model_.program;
        std::vector<double> uses;
        for (std::size_t product = 0; product < parts_.size(); ++product) {
            Proposal proposal{.product = product, .columns = {}};
            const auto& values = parts_[product].solution().columns;
            uses.assign(static_cast<std::size_t>(model_.shared_rows), 0);
            double cost = 0;
            for (std::size_t i = 0; i < values.size(); ++i) {
                if (std::abs(values[i]) < 1e-9) continue;
                const int column = model_.parts[product].columns_begin + static_cast<int>(i);
                proposal.columns.emplace_back(column, values[i]);
                cost += whole.cost[column] * values[i];
                for (auto entry = whole.starts[column]; entry < whole.starts[column + 1]; ++entry)
                    if (whole.entry_rows[entry] < model_.shared_rows)
                        uses[whole.entry_rows[entry]] += whole.coefficients[entry] * values[i];
            }
            std::vector<Entry> entries;
            for (int row = 0; row < model_.shared_rows; ++row)
                if (std::abs(uses[row]) > 1e-9) entries.push_back({row, uses[row]});
            entries.push_back({model_.shared_rows + static_cast<int>(product), 1});
            master_.add_column(cost, 0, unlimited, entries);
            proposals_.push_back(std::move(proposal));
        }
    }

    // Tonnes by which the mixture breaks shared limits.
    double missing() const {
        double sum = 0;
        for (int row = 0; row < model_.shared_rows; ++row) sum += mixed_.columns[model_.subsidy_columns + row];
        return sum;
    }

    std::vector<double> mixture() const {
        std::vector<double> out(static_cast<std::size_t>(model_.program.columns()), 0);
        for (int column = 0; column < model_.subsidy_columns; ++column) out[column] = mixed_.columns[column];
        for (std::size_t i = 0; i < proposals_.size(); ++i) {
            const double part = mixed_.columns[model_.shared_columns + static_cast<int>(i)];
            if (part <= 0) continue;
            for (const auto& [column, value] : proposals_[i].columns) out[column] += part * value;
        }
        return out;
    }

    // The parts' bases under the best prices. A limit with a price is tight, and what would break it for that price is basic in
    // its place: so the prices of the whole are the best ones.
    void end_at_best(Decomposed& out) {
        at_once(options_.threads, parts_.size(), [&](std::size_t i) { parts_[i].solve(best_prices_); });
        const auto& whole = model_.program;
        out.prices = best_prices_;
        for (const auto& part : parts_) {
            auto basis = part.basis();
            out.basis.rows.merge(basis.rows);
            out.basis.columns.merge(basis.columns);
            out.prices.insert(out.prices.end(), part.solution().prices.begin(), part.solution().prices.end());
        }
        for (int column = 0; column < model_.subsidy_columns; ++column)
            out.basis.columns[whole.column_keys[column]] =
                whole.reduced_cost(column, best_prices_) < 0 ? Standing::at_upper : Standing::at_lower;
        for (int row = 0; row < model_.shared_rows; ++row) {
            const double price = best_prices_[row];
            const bool tight = price < -1e-9;
            out.basis.rows[whole.row_keys[row]] = tight ? Standing::at_upper : Standing::basic;
            out.basis.columns[whole.column_keys[model_.subsidy_columns + row]] =
                tight ? Standing::basic : Standing::at_lower;
            out.borrowing.push_back(-price);
        }
    }

    const FlowModel& model_;
    const DecompositionOptions& options_;
    Solver master_;
    std::vector<Part> parts_;
    std::vector<Proposal> proposals_;
    std::vector<double> best_prices_; // of the shared limits: those of the best bound so far
    double best_ = -unlimited;
    int rounds_ = 0;
    Solution mixed_;
};

} // namespace

Solution alone(const FlowModel& model, ProductNumber product, const std::vector<double>& prices) {
    Part part(model, model.parts[product]);
    part.solve(prices);
    return part.solution();
}

Decomposed decompose(const FlowModel& model, const DecompositionOptions& options) {
    return Decomposition(model, options).run();
}

void begin_from(Solver& solver, const FlowModel& model, const Decomposed& parts) {
    for (int row = 0; row < model.shared_rows; ++row)
        solver.price_column(model.subsidy_columns + row, parts.borrowing[row]);
    solver.begin_from(parts.basis);
}

} // namespace shanhai::trade::plan

#include "modules/trade/plan/site_choice.h"

#include "modules/trade/plan/linear_program.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <numeric>
#include <queue>

namespace shanhai::trade::plan {

namespace {

constexpr double whole = 1e-6; // nearer to an integer than this counts as one

struct Bound {
    int column;
    double lower, upper;
};

// A part of the search: what is fixed, and what it cannot undercut.
struct Node {
    double bound = 0;
    std::shared_ptr<const Node> parent;
    Bound fixed{-1, 0, 0};
};

struct LaterFirst {
    bool operator()(const std::shared_ptr<Node>& a, const std::shared_ptr<Node>& b) const {
        return a->bound > b->bound;
    }
};

// Branch and bound over linear programmes: columns are "open site" and then "outlet by site". An outlet may only lean on a site
// as far as that is open, which makes the programmes tight; these many rows are added when they are broken.
class Search {
public:
    Search(const SiteQuestion& question, const SiteSearch& search)
        : question_(question), search_(search), solver_(first_program(question)) {}

    SiteChoice run() {
        best_.cost = unlimited;
        std::priority_queue<std::shared_ptr<Node>, std::vector<std::shared_ptr<Node>>, LaterFirst> open;
        open.push(std::make_shared<Node>());
        while (!open.empty() && best_.nodes < search_.most_nodes) {
            const auto node = open.top();
            if (node->bound >= good_enough()) break;
            open.pop();
            ++best_.nodes;
            fix(*node);
            const auto solution = solve_tight();
            if (solution.outcome != Outcome::optimal || solution.objective >= good_enough()) continue;
            try_rounding(solution);
            const int column = most_divided(solution);
            if (column < 0) {
                take(solution);
                continue;
            }
            for (const double value : {1.0, 0.0})
                open.push(std::make_shared<Node>(solution.objective, node, Bound{column, value, value}));
        }
        best_.lower_bound = open.empty() ? best_.cost : std::min(best_.cost, open.top()->bound);
        if (!best_.found) best_.lower_bound = open.empty() ? 0 : open.top()->bound;
        return best_;
    }

private:
    int open_column(std::size_t site) const { return static_cast<int>(site); }
    int serve_column(std::size_t outlet, std::size_t site) const {
        return static_cast<int>(question_.sites() + outlet * question_.sites() + site);
    }
    double good_enough() const { return best_.found ? best_.cost * (1 - search_.tolerance) : unlimited; }

    static int leans_row(const SiteQuestion& question, std::size_t outlet, std::size_t site) {
        const auto sites = question.sites(), outlets = question.outlets();
        return static_cast<int>(outlets + sites + 1 + outlet * sites + site);
    }

    static LinearProgram first_program(const SiteQuestion& question) {
        LinearProgram out;
        const auto sites = question.sites(), outlets = question.outlets();
        for (std::size_t outlet = 0; outlet < outlets; ++outlet) out.add_row(0, 1, 1);
        for (std::size_t site = 0; site < sites; ++site) out.add_row(0, -unlimited, 0);
        const int all = out.add_row(0, std::accumulate(question.demand.begin(), question.demand.end(), 0.0), unlimited);
        for (std::size_t i = 0; i < outlets * sites; ++i)
            out.add_row(0, -unlimited, unlimited); // tightened when needed
        std::vector<Entry> entries;
        for (std::size_t site = 0; site < sites; ++site) {
            entries = {{static_cast<int>(outlets + site), -question.capacity[site]}, {all, question.capacity[site]}};
            for (std::size_t outlet = 0; outlet < outlets; ++outlet)
                entries.push_back({leans_row(question, outlet, site), -1});
            out.add_column(0, question.opening[site], 0, 1, entries.data(), entries.size());
        }
        for (std::size_t outlet = 0; outlet < outlets; ++outlet)
            for (std::size_t site = 0; site < sites; ++site) {
                const bool fits = question.demand[outlet] <= question.capacity[site];
                entries = {{static_cast<int>(outlet), 1},
                           {static_cast<int>(outlets + site), question.demand[outlet]},
                           {leans_row(question, outlet, site), 1}};
                out.add_column(0, question.serving[outlet][site], 0, fits ? 1 : 0, entries.data(), entries.size());
            }
        return out;
    }

    void fix(const Node& node) {
        for (const int column : fixed_) solver_.limit_column(column, 0, free_upper(column));
        fixed_.clear();
        for (const Node* at = &node; at != nullptr; at = at->parent.get()) {
            if (at->fixed.column < 0) continue;
            solver_.limit_column(at->fixed.column, at->fixed.lower, at->fixed.upper);
            fixed_.push_back(at->fixed.column);
        }
    }
    double free_upper(int column) const {
        const auto sites = static_cast<int>(question_.sites());
        if (column < sites) return 1;
        const auto outlet = static_cast<std::size_t>((column - sites) / sites);
        const auto site = static_cast<std::size_t>((column - sites) % sites);
        return question_.demand[outlet] <= question_.capacity[site] ? 1 : 0;
    }

    Solution solve_tight() {
        for (;;) {
            auto solution = solver_.solve(Method::dual);
            if (solution.outcome != Outcome::optimal || solution.objective >= good_enough()) return solution;
            bool broken = false;
            for (std::size_t outlet = 0; outlet < question_.outlets(); ++outlet)
                for (std::size_t site = 0; site < question_.sites(); ++site)
                    if (solution.columns[serve_column(outlet, site)] > solution.columns[open_column(site)] + whole) {
                        solver_.limit_row(leans_row(question_, outlet, site), -unlimited, 0);
                        broken = true;
                    }
            if (!broken) return solution;
        }
    }

    // Open sites before outlets; among equals the one nearest to one half.
    int most_divided(const Solution& solution) const {
        int found = -1;
        double most = whole;
        const auto sites = static_cast<int>(question_.sites());
        for (int column = 0; column < static_cast<int>(solution.columns.size()); ++column) {
            if (column == sites && found >= 0) return found;
            const double value = solution.columns[column];
            const double divided = std::min(value, 1 - value);
            if (divided > most) {
                most = divided;
                found = column;
            }
        }
        return found;
    }

    void take(const Solution& solution) {
        std::vector<std::size_t> site_of(question_.outlets(), 0);
        for (std::size_t outlet = 0; outlet < question_.outlets(); ++outlet)
            for (std::size_t site = 0; site < question_.sites(); ++site)
                if (solution.columns[serve_column(outlet, site)] > 0.5) site_of[outlet] = site;
        keep_if_better(site_of);
    }

    void keep_if_better(const std::vector<std::size_t>& site_of) {
        std::vector<double> left = question_.capacity;
        std::vector<bool> opened(question_.sites(), false);
        double cost = 0;
        for (std::size_t outlet = 0; outlet < site_of.size(); ++outlet) {
            const auto site = site_of[outlet];
            left[site] -= question_.demand[outlet];
            if (left[site] < -whole) return;
            cost += question_.serving[outlet][site];
            if (!opened[site]) cost += question_.opening[site];
            opened[site] = true;
        }
        if (best_.found && cost >= best_.cost) return;
        best_.found = true;
        best_.cost = cost;
        best_.site_of = site_of;
    }

    // Outlets, the largest first, at the site they lean on most that has room; then each where it is cheaper among open sites.
    void try_rounding(const Solution& solution) {
        std::vector<std::size_t> order(question_.outlets());
        std::iota(order.begin(), order.end(), 0);
        std::ranges::sort(order, std::ranges::greater{}, [&](std::size_t outlet) { return question_.demand[outlet]; });
        auto left = question_.capacity;
        std::vector<std::size_t> site_of(question_.outlets(), question_.sites());
        std::vector<int> served(question_.sites(), 0);
        for (const auto outlet : order) {
            double most = -1;
            for (std::size_t site = 0; site < question_.sites(); ++site) {
                if (left[site] < question_.demand[outlet]) continue;
                const double leans = solution.columns[serve_column(outlet, site)] +
                                     1e-3 * solution.columns[open_column(site)] -
                                     1e-9 * question_.serving[outlet][site];
                if (site_of[outlet] == question_.sites() || leans > most) {
                    most = leans;
                    site_of[outlet] = site;
                }
            }
            if (site_of[outlet] == question_.sites()) return;
            left[site_of[outlet]] -= question_.demand[outlet];
            ++served[site_of[outlet]];
        }
        improve(site_of, left, served);
        keep_if_better(site_of);
    }

    void improve(std::vector<std::size_t>& site_of, std::vector<double>& left, std::vector<int>& served) const {
        for (bool better = true; better;) {
            better = false;
            for (std::size_t outlet = 0; outlet < site_of.size(); ++outlet)
                for (std::size_t site = 0; site < question_.sites(); ++site) {
                    const auto now = site_of[outlet];
                    if (site == now || left[site] < question_.demand[outlet]) continue;
                    const double opening = (served[site] == 0 ? question_.opening[site] : 0) -
                                           (served[now] == 1 ? question_.opening[now] : 0);
                    if (question_.serving[outlet][site] + opening > question_.serving[outlet][now] - 1e-9) continue;
                    left[now] += question_.demand[outlet];
                    left[site] -= question_.demand[outlet];
                    --served[now];
                    ++served[site];
                    site_of[outlet] = site;
                    better = true;
                }
        }
    }

    const SiteQuestion& question_;
    const SiteSearch& search_;
    Solver solver_;
    std::vector<int> fixed_;
    SiteChoice best_;
};

} // namespace

SiteChoice choose_sites(const SiteQuestion& question, const SiteSearch& search) {
    return Search(question, search).run();
}

Result<SiteQuestion> read_site_question(std::string_view text) {
    constexpr std::size_t most = 100'000; // numbers in a file
    std::vector<double> numbers;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (true) {
        while (at != end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t')) ++at;
        if (at == end) break;
        double number = 0;
        const auto [next, error] = std::from_chars(at, end, number);
        if (error != std::errc{} || !std::isfinite(number) || number < 0 || numbers.size() == most)
            return refuse("sites.file", {}, {{"what", std::to_string(numbers.size() + 1)}});
        numbers.push_back(number);
        at = next;
    }
    const auto wrong = [&] { return refuse("sites.file", {}, {{"what", std::to_string(numbers.size())}}); };
    if (numbers.size() < 2 || numbers[0] < 1 || numbers[1] < 1 || numbers[0] > 1000 || numbers[1] > 10'000)
        return wrong();
    const auto sites = static_cast<std::size_t>(numbers[0]), outlets = static_cast<std::size_t>(numbers[1]);
    if (numbers.size() != 2 + 2 * sites + outlets + sites * outlets) return wrong();
    auto next = numbers.begin() + 2;
    const auto take = [&](std::size_t count) {
        const std::vector<double> taken(next, next + static_cast<std::ptrdiff_t>(count));
        next += static_cast<std::ptrdiff_t>(count);
        return taken;
    };
    SiteQuestion out;
    out.capacity = take(sites);
    out.opening = take(sites);
    out.demand = take(outlets);
    for (std::size_t outlet = 0; outlet < outlets; ++outlet) out.serving.push_back(take(sites));
    return out;
}

} // namespace shanhai::trade::plan

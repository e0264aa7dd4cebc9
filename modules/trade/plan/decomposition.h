#pragma once

#include "modules/trade/plan/flow_model.h"

#include <unordered_map>
#include <vector>

// What products share (room, lanes, subsidies) gets prices; each product is planned alone under them, at once with the others.
// The prices prove how good any plan could be, and the plans' bases together are where the whole programme begins: with the
// objective of that proof, so that little is left to do.
namespace shanhai::trade::plan {

// A programme with fewer rows is solved at once sooner than prices are found.
constexpr int rows_worth_prices = 8000;

struct DecompositionOptions {
    int steps = 15;    // of prices along what a mixture of plans breaks: cheap, and rough
    int mixtures = 15; // rounds with a small programme that mixes all plans so far and gives prices
    double gap = 1e-4; // of the upper bound; when it is reached the work ends
    unsigned threads = 2;
    // Of a plan that was nearly the same: prices of shared limits, and where its products stood.
    std::unordered_map<Key, double> prices;
    const Basis* stood = nullptr;
};

struct Decomposed {
    bool holds = false;            // the mixture keeps all limits
    std::vector<double> columns;   // the mixture
    std::vector<double> prices;    // of the model's rows: those of the best bound
    std::vector<double> borrowing; // what the columns that break shared limits have to cost in `basis`
    Basis basis;                   // feasible for the dual of the model with those costs
    int rounds = 0;
};

// One product's best plan when the shared limits cost what `prices` (of the first rows of the model) say.
Solution alone(const FlowModel& model, ProductNumber product, const std::vector<double>& prices);

Decomposed decompose(const FlowModel& model, const DecompositionOptions& options);

// Puts a solver of the model where `parts` end.
void begin_from(Solver& solver, const FlowModel& model, const Decomposed& parts);

} // namespace shanhai::trade::plan

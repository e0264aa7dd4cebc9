#pragma once

#include "modules/trade/plan/planner.h"
#include "modules/trade/plan/regions.h"

#include <memory>
#include <vector>

namespace shanhai::trade::plan {

// A region in the solver, twice, each warm: with what crosses held as it is, and with what crosses free at a price.
class RegionInSolver {
public:
    RegionInSolver(const Region& region, const PlanOptions& options);

    const Region& region() const { return region_; }
    const FlowModel& model() const { return model_; }

    // What nobody sends or nobody takes stays at nothing.
    void close(std::size_t crossing) { most_[crossing] = 0; }
    // Alone in the world.
    void begin();
    // As much crosses as `held` says.
    void plan_held();
    // What crosses costs or earns `prices`, yuan a tonne that arrives; the plans so far are taken together in `mean`.
    void plan_free(const std::vector<double>& prices, double weight);

    // As last held.
    double costs() const { return solution_.objective + model_.constant; }
    void keep() { best_ = solution_; }
    Plan carried_out_best(unsigned threads) const;

    // Of crossings, tonnes that set out or come in: as held, as last planned free, the mean of that.
    std::vector<double> held, now, mean;
    std::vector<double> worth; // yuan of one more tonne that arrives, to who gets it; its cost to who sends it
    double bound = -unlimited; // yuan: a region's part of a bound, at the last prices
    Outcome outcome = Outcome::stopped;

private:
    void open();
    void open_borders();
    void read_held(Solution solution);

    const Region& region_;
    FlowModel model_;
    std::vector<double> costs_, most_; // of crossings
    std::unique_ptr<Solver> held_solver_, free_solver_;
    Solution solution_, best_;
};

} // namespace shanhai::trade::plan

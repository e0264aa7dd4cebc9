#pragma once

#include "base/result.h"
#include "modules/energy/plan/schedule.h"

#include <memory>

namespace shanhai::energy {

// The schedule that earns most, as a linear programme: four columns a quarter-hour (charge, discharge, stored, curtailed), two rows
// (what is stored follows from what was; what is delivered is not negative and within the line's limit). Solved by CLP's dual simplex;
// a planner of one length keeps its basis, so that the next days cost a fraction of the first.
class LpPlanner {
public:
    // `quarters`: how many each plan has.
    LpPlanner(const Plant& plant, std::size_t quarters);
    ~LpPlanner();
    LpPlanner(LpPlanner&&) noexcept;
    LpPlanner& operator=(LpPlanner&&) noexcept;

    // `held`: what is stored before. At the end there is no more than the reserve must be. "energy.no_plan" when nothing fits, as
    // with less stored than the reserve. `line`: what the line may carry, by quarter-hours; empty: the plant's limit.
    Result<Schedule> plan(std::span<const double> sun, std::span<const double> price, double held,
                          std::span<const double> line = {});

private:
    struct Model;
    std::unique_ptr<Model> model_;
};

} // namespace shanhai::energy

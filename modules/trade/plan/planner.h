#pragma once

#include "modules/trade/plan/flow_model.h"
#include "modules/trade/plan/network.h"

#include <functional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace shanhai::trade::plan {

// How far regions have come that agree on what crosses between them: yuan of the best plan and bound so far; −∞ before the first
// prices of what crosses.
struct RegionRound {
    int rounds = 0;
    double cost = 0, lower_bound = 0;
};

struct PlanOptions {
    std::size_t apart = 1; // how finely outlets are put together (zones_of); 0: each by itself, which is exact and slow
    std::size_t most_rows = 120'000; // a larger programme is not solved whole: its products' plans are mixed
    double gap = 1e-3;               // at which mixing ends
    int rounds = 120;
    double proof = 2e-3; // a gap that is small enough; a better proof is not looked for then
    unsigned threads = 2;
    int region_rounds = 20; // in which regions of a network that is too large agree on what crosses between them
    std::function<void(const RegionRound&)> told = {}; // after each of these rounds
};

// Tonnes of a movement of the flow model.
struct PlannedFlow {
    ColumnKind kind = ColumnKind::travel;
    ProductNumber product = 0;
    std::size_t place = 0; // harvest, site or lane
    WeekNumber week = 0;
    double tonnes = 0;
};

struct PlannedDelivery {
    ProductNumber product = 0;
    SiteNumber from = 0;
    OutletNumber outlet = 0;
    WeekNumber week = 0;
    double tonnes = 0;
};

// Yuan of the whole plan.
struct Costs {
    double rail = 0, road = 0, air = 0; // freight on lanes
    double keeping = 0;
    double delivery = 0;
    double spoiled = 0; // the value of what spoils
    double unmet = 0;   // what is charged for what was asked for and not delivered
    double subsidy = 0; // paid to those who ship
    double before_subsidy() const { return rail + road + air + keeping + delivery + spoiled + unmet; }
    double after_subsidy() const { return before_subsidy() - subsidy; }
    void add(const Costs& other) {
        rail += other.rail;
        road += other.road;
        air += other.air;
        keeping += other.keeping;
        delivery += other.delivery;
        spoiled += other.spoiled;
        unmet += other.unmet;
        subsidy += other.subsidy;
    }
};

// What one more tonne (of a promise: one less) at a limit would save, yuan.
struct ShadowPrice {
    RowKind kind = RowKind::capacity;
    ProductNumber product = 0;
    std::size_t place = 0; // site, lane, harvest or subsidy
    WeekNumber week = 0;
    double worth = 0;
};

struct Plan {
    Outcome outcome = Outcome::stopped;
    double cost = 0;        // yuan after subsidy, as it is carried out: deliveries to real outlets
    double lower_bound = 0; // no plan whatever costs less
    Costs costs;
    double asked = 0, delivered = 0; // tonnes
    std::vector<double> asked_by_product, delivered_by_product;
    std::vector<PlannedFlow> flows;
    std::vector<PlannedDelivery> deliveries;
    std::vector<ShadowPrice> worth; // the dearest first
    int rows = 0, iterations = 0;

    double gap() const { return cost > 0 ? (cost - lower_bound) / cost : 0; }
};

// Plans a network, and plans it again after changes from where it stood.
class Planner {
public:
    explicit Planner(PlanOptions options) : options_(std::move(options)) {}

    Plan plan(const Network& network);
    // After a small change to the network that was planned; as plan() when nothing was planned before.
    Plan replan(const Network& network);

private:
    Plan finish(const Network& network, const FlowModel& model, const std::vector<double>& columns,
                const std::vector<double>& prices, double enough_gap) const;
    double proved_bound(const Network& network, const FlowModel& model, const std::vector<double>& prices, double cost,
                        double enough_gap) const;

    PlanOptions options_;
    std::vector<Zone> zones_;
    std::unordered_map<Key, double> prices_; // of the limits that products share
    LinearProgram before_;                   // its costs tell whether the next one needs the primal method
    Basis basis_;
};

} // namespace shanhai::trade::plan

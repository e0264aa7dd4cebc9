#include "modules/trade/plan/by_regions.h"

#include "modules/trade/plan/at_once.h"
#include "modules/trade/plan/carried_out.h"
#include "modules/trade/plan/region_in_solver.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <tuple>

namespace shanhai::trade::plan {

namespace {

constexpr int turns_of_prices = 4; // every fourth time prices come from the regions planned with what crosses held

// Where goods of an age come from several lanes to one warehouse in a week: the same price for all of them.
struct Meeting {
    struct End {
        std::size_t member, crossing;
    };
    std::vector<End> senders;
    std::optional<End> taker;
    double price = 0, best_price = 0;
    double lacking = 0; // tonnes that would be taken at the best price and not sent
};

class Coordination {
public:
    Coordination(const Network& network, const std::vector<Region>& regions, const PlanOptions& options)
        : network_(network), options_(options) {
        members_.resize(regions.size());
        at_once(options.threads, regions.size(),
                [&](std::size_t i) { members_[i] = std::make_unique<RegionInSolver>(regions[i], options); });
        find_meetings();
    }

    Plan run() {
        at_once(options_.threads, members_.size(), [&](std::size_t i) { members_[i]->begin(); });
        if (!note_costs()) return {};
        tell(0);
        for (int round = 0; round < options_.region_rounds; ++round) {
            set_prices(round);
            try_prices(round);
            if (is_close()) break;
            hold_together();
            at_once(options_.threads, members_.size(), [&](std::size_t i) { members_[i]->plan_held(); });
            note_costs();
            tell(round + 1);
            if (is_close()) break;
        }
        return put_together();
    }

private:
    void find_meetings() {
        std::map<std::tuple<ProductNumber, SiteNumber, std::size_t, WeekNumber>, Meeting> found;
        for (std::size_t member = 0; member < members_.size(); ++member) {
            const auto& crossings = members_[member]->model().crossings;
            for (std::size_t i = 0; i < crossings.size(); ++i) {
                const auto& crossing = crossings[i];
                auto& meeting = found[{crossing.product, members_[member]->region().sites[crossing.site],
                                       crossing.cohort, crossing.arrives}];
                if (crossing.outward)
                    meeting.senders.push_back({member, i});
                else
                    meeting.taker = {member, i};
            }
        }
        for (auto& [where, meeting] : found) {
            if (meeting.taker && !meeting.senders.empty()) {
                meetings_.push_back(std::move(meeting));
                continue;
            }
            for (const auto& end : meeting.senders) members_[end.member]->close(end.crossing);
            if (meeting.taker) members_[meeting.taker->member]->close(meeting.taker->crossing);
        }
    }

    // From the best prices so far, in turns: upwards where more would be taken than sent, downwards where less, as far as a part of what
    // is missing to the best plan's cost; and half way to the middle between what the next tonne costs whoever sends it the cheapest
    // and what it is worth where it arrives.
    void set_prices(int round) {
        double norm = 0;
        for (const auto& meeting : meetings_) norm += meeting.lacking * meeting.lacking;
        const double length = step_ * (best_cost_ - best_bound_) / std::max(norm, 1e-9);
        for (auto& meeting : meetings_) {
            if (round == 0 || best_bound_ == -unlimited)
                meeting.price = middle_of(meeting);
            else if (round % turns_of_prices == 0)
                meeting.price = (meeting.best_price + middle_of(meeting)) / 2;
            else
                meeting.price = meeting.best_price + length * meeting.lacking;
        }
        stepped_ = round % turns_of_prices != 0;
    }

    double middle_of(const Meeting& meeting) const {
        double cost = unlimited;
        for (const auto& end : meeting.senders) cost = std::min(cost, members_[end.member]->worth[end.crossing]);
        return (cost + members_[meeting.taker->member]->worth[meeting.taker->crossing]) / 2;
    }

    void try_prices(int round) {
        std::vector<std::vector<double>> prices;
        for (const auto& member : members_) prices.emplace_back(member->model().crossings.size(), 0);
        for (const auto& meeting : meetings_) {
            prices[meeting.taker->member][meeting.taker->crossing] = meeting.price;
            for (const auto& end : meeting.senders) prices[end.member][end.crossing] = meeting.price;
        }
        // The plans without any exchange are the first; late ones, under better prices, count for more than their number.
        const double weight = std::max(1.0 / (round + 2.0), 0.1);
        at_once(options_.threads, members_.size(), [&](std::size_t i) { members_[i]->plan_free(prices[i], weight); });
        double bound = 0;
        for (const auto& member : members_) bound += member->bound;
        if (stepped_) step_ *= bound > best_bound_ ? 1.2 : 0.6;
        for (auto& meeting : meetings_) {
            double lacking = members_[meeting.taker->member]->now[meeting.taker->crossing];
            for (const auto& end : meeting.senders)
                lacking -= members_[end.member]->now[end.crossing] *
                           members_[end.member]->model().crossings[end.crossing].part;
            meeting.lacking = bound > best_bound_ ? lacking : 0.7 * meeting.lacking + 0.3 * lacking;
        }
        if (bound <= best_bound_) return;
        best_bound_ = bound;
        for (auto& meeting : meetings_) meeting.best_price = meeting.price;
    }

    // No more than both sides would have: a sender can always send less.
    void hold_together() {
        for (const auto& meeting : meetings_) {
            double sent = 0;
            for (const auto& end : meeting.senders)
                sent += members_[end.member]->mean[end.crossing] *
                        members_[end.member]->model().crossings[end.crossing].part;
            const auto& taker = *meeting.taker;
            const double taken = std::min(sent, members_[taker.member]->mean[taker.crossing]);
            members_[taker.member]->held[taker.crossing] = taken;
            for (const auto& end : meeting.senders)
                members_[end.member]->held[end.crossing] =
                    sent > 0 ? members_[end.member]->mean[end.crossing] * taken / sent : 0;
        }
    }

    bool note_costs() {
        double cost = 0;
        for (const auto& member : members_) {
            if (member->outcome != Outcome::optimal) return false;
            cost += member->costs();
        }
        if (cost >= best_cost_) return true;
        best_cost_ = cost;
        for (auto& member : members_) member->keep();
        return true;
    }

    bool is_close() const { return best_cost_ - best_bound_ <= options_.proof * std::abs(best_cost_); }

    void tell(int rounds) const {
        if (options_.told) options_.told({rounds, best_cost_, best_bound_});
    }

    Plan put_together() const {
        Plan whole{.outcome = Outcome::optimal, .lower_bound = best_bound_};
        whole.asked_by_product.assign(network_.products.size(), 0);
        whole.delivered_by_product.assign(network_.products.size(), 0);
        for (const auto& member : members_) add(member->carried_out_best(options_.threads), member->region(), whole);
        std::ranges::sort(whole.worth, std::ranges::greater{}, &ShadowPrice::worth);
        whole.cost = whole.costs.after_subsidy();
        return whole;
    }

    static void add(Plan part, const Region& region, Plan& whole) {
        for (auto& flow : part.flows) {
            flow.place = flow.kind == ColumnKind::travel ? region.lanes[flow.place]
                         : flow.kind == ColumnKind::take ? region.harvests[flow.place]
                                                         : region.sites[flow.place];
            whole.flows.push_back(flow);
        }
        for (auto& delivery : part.deliveries) {
            delivery.from = region.sites[delivery.from];
            delivery.outlet = region.outlets[delivery.outlet];
            whole.deliveries.push_back(delivery);
        }
        for (auto& worth : part.worth) {
            switch (worth.kind) {
            case RowKind::lane_capacity: worth.place = region.lanes[worth.place]; break;
            case RowKind::taken: worth.place = region.harvests[worth.place]; break;
            case RowKind::subsidy: worth.place = region.subsidies[worth.place]; break;
            case RowKind::capacity:
            case RowKind::cold_capacity: worth.place = region.sites[worth.place]; break;
            default: break; // a service level has no place
            }
            whole.worth.push_back(worth);
        }
        for (ProductNumber product = 0; product < whole.asked_by_product.size(); ++product) {
            whole.asked_by_product[product] += part.asked_by_product[product];
            whole.delivered_by_product[product] += part.delivered_by_product[product];
        }
        whole.asked += part.asked;
        whole.delivered += part.delivered;
        whole.rows += part.rows;
        whole.costs.add(part.costs);
    }

    const Network& network_;
    const PlanOptions& options_;
    std::vector<std::unique_ptr<RegionInSolver>> members_;
    std::vector<Meeting> meetings_;
    double step_ = 0.5;
    bool stepped_ = false;
    double best_cost_ = unlimited, best_bound_ = -unlimited;
};

} // namespace

Plan plan_by_regions(const Network& network, const std::vector<Region>& regions, const PlanOptions& options) {
    return Coordination(network, regions, options).run();
}

} // namespace shanhai::trade::plan

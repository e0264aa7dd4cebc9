#include "modules/trade/plan/flow_model.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace shanhai::trade::plan {

namespace {

// How many weeks of harvest stand together: dates of a cohort are those of its earliest lot, and a sixth of the shelf life is
// not missed. Goods that keep for months would have too many ages otherwise.
std::size_t width_of(const Product& product) { return std::max<std::size_t>(1, product.shelf_life / 6); }

bool expires(const Product& product, std::size_t weeks) { return product.shelf_life > 0 && product.shelf_life < weeks; }

// Cohorts of the harvest come first, then one for each age of what stands there at the beginning.
struct CohortPlan {
    std::vector<Cohort> cohorts;
    std::size_t of_harvests = 0;
    WeekNumber first_harvest = 0;
    std::size_t width = 1;

    std::size_t of_week(WeekNumber week) const {
        return of_harvests == 1 ? 0 : std::min(of_harvests - 1, (week - first_harvest) / width);
    }
};

CohortPlan plan_cohorts(const Network& network, ProductNumber number) {
    const auto& product = network.products[number];
    CohortPlan plan;
    if (!expires(product, network.weeks)) {
        plan.cohorts.push_back({.first = 0, .last = network.weeks - 1, .expires = false});
        plan.of_harvests = 1;
        return plan;
    }
    plan.width = width_of(product);
    const auto add = [&](WeekNumber first, std::size_t left) {
        const bool within = first + left + 1 < network.weeks;
        plan.cohorts.push_back({first, std::min(first + left, network.weeks - 1), within});
    };
    const auto season = network.seasons.empty() ? season_of(network, number) : network.seasons[number];
    if (season) {
        plan.first_harvest = season->first;
        for (WeekNumber week = season->first; week <= season->last; week += plan.width) add(week, product.shelf_life);
    }
    plan.of_harvests = plan.cohorts.size();
    return plan;
}

// The cohort of an opening stock, made when it is the first of its age.
std::size_t cohort_of_opening(const Network& network, CohortPlan& plan, const Opening& opening) {
    const auto& product = network.products[opening.product];
    if (!expires(product, network.weeks)) return 0;
    const std::size_t left = product.shelf_life > opening.age ? product.shelf_life - opening.age : 0;
    for (auto i = plan.of_harvests; i < plan.cohorts.size(); ++i)
        if (plan.cohorts[i].last == std::min(left, network.weeks - 1)) return i;
    plan.cohorts.push_back({0, std::min(left, network.weeks - 1), left + 1 < network.weeks});
    return plan.cohorts.size() - 1;
}

class Writer {
public:
    Writer(const Network& network, const std::vector<Zone>& zones, FlowModel& out)
        : network_(network), zones_(zones), out_(out) {
        out_.docks.assign(network.products.size() * network.sites.size() * network.weeks, -1);
    }

    void write_shared_limits() {
        const auto weeks = network_.weeks;
        capacity_.assign(network_.sites.size() * weeks, -1);
        cold_.assign(network_.sites.size() * weeks, -1);
        lanes_.assign(network_.lanes.size() * weeks, -1);
        for (SiteNumber site = 0; site < network_.sites.size(); ++site) {
            if (!is_open(network_, site) || is_beyond(site)) continue;
            for (WeekNumber week = 0; week < weeks; ++week) {
                capacity_[site * weeks + week] = at_most({.kind = RowKind::capacity, .place = site, .week = week},
                                                         tonnes(network_.sites[site].capacity));
                cold_[site * weeks + week] = at_most({.kind = RowKind::cold_capacity, .place = site, .week = week},
                                                     tonnes(network_.sites[site].cold_capacity));
            }
        }
        for (LaneNumber lane = 0; lane < network_.lanes.size(); ++lane)
            for (WeekNumber week = 0; week < weeks; ++week)
                if (runs(network_.lanes[lane]))
                    lanes_[lane * weeks + week] =
                        at_most({.kind = RowKind::lane_capacity, .place = lane, .week = week},
                                leaves(lane, week) ? tonnes(network_.lanes[lane].weekly_capacity) : 0);
        for (std::size_t i = 0; i < network_.subsidies.size(); ++i) write_subsidy(i);
        out_.shared_rows = out_.program.rows();
        out_.subsidy_columns = out_.program.columns();
        for (int row = 0; row < out_.shared_rows; ++row) add_borrowing(row, -1);
        out_.shared_columns = out_.program.columns();
    }

    void write_product(ProductNumber product) {
        product_ = product;
        auto plan = plan_cohorts(network_, product);
        supply_.clear();
        for (const auto& opening : network_.openings)
            if (opening.product == product && is_open(network_, opening.site))
                supply_.push_back({opening.site, cohort_of_opening(network_, plan, opening), opening.week,
                                   tonnes(opening.kilograms)});
        cohorts_ = plan.cohorts;
        of_harvests_ = plan.of_harvests;
        most_ = all_there_is();
        find_reach(plan);
        write_nodes();
        for (std::size_t i = 0; i < network_.harvests.size(); ++i)
            if (network_.harvests[i].product == product) write_harvest(i, plan);
        write_holding();
        for (const auto& inlet : network_.inlets) write_inlet(inlet, plan.of_harvests);
        for (LaneNumber lane = 0; lane < network_.lanes.size(); ++lane) write_lane(lane);
        write_deliveries();
    }

private:
    struct Supply {
        SiteNumber site;
        std::size_t cohort;
        WeekNumber week;
        double tonnes;
    };

    bool is_beyond(SiteNumber site) const { return network_.sites[site].kind == SiteKind::beyond; }

    // A closed lane stays, with nothing on it: so the programme keeps its shape, and the basis of before fits.
    bool runs(const Lane& lane) const { return is_open(network_, lane.from) && is_open(network_, lane.to); }
    bool leaves(LaneNumber number, WeekNumber week) const {
        const auto& lane = network_.lanes[number];
        return lane.weekly_capacity > 0 && std::ranges::find(lane.closed, week) == lane.closed.end();
    }

    int add_row(const Limit& limit, double lower, double upper) {
        out_.limits.push_back(limit);
        return out_.program.add_row(
            key_of(static_cast<unsigned>(limit.kind), limit.product, limit.cohort, limit.place, limit.week), lower,
            upper);
    }
    int at_most(const Limit& limit, double upper) { return add_row(limit, -unlimited, upper); }

    // So much of a limit could be broken as someone allows later: nothing.
    void add_borrowing(int row, double coefficient) {
        out_.movements.push_back({.kind = ColumnKind::borrow, .place = static_cast<std::size_t>(row)});
        const Entry entry{row, coefficient};
        constexpr Key broken = Key{64} << 52U; // no kind of column or row is as large
        out_.program.add_column(out_.program.row_keys[row] + broken, 0, 0, 0, &entry, 1);
    }

    void add_column(const Movement& movement, double cost, double upper) {
        out_.movements.push_back(movement);
        const auto& m = movement;
        const auto key = m.kind == ColumnKind::deliver
                             ? key_of(static_cast<unsigned>(m.kind), m.product, m.place, m.zone, m.week)
                             : key_of(static_cast<unsigned>(m.kind), m.product, m.cohort, m.place, m.week);
        out_.program.add_column(key, cost, 0, upper, entries_.data(), entries_.size());
        entries_.clear();
    }
    void enter(int row, double coefficient) {
        if (row >= 0) entries_.push_back({row, coefficient});
    }

    // The subsidised tonnes are a number of their own, not more than travel.
    void write_subsidy(std::size_t number) {
        const auto& subsidy = network_.subsidies[number];
        double most = unlimited;
        if (subsidy.up_to > 0) most = tonnes(subsidy.up_to);
        if (subsidy.budget > 0 && subsidy.a_tonne > 0)
            most = std::min(most, yuan(subsidy.budget) / yuan(subsidy.a_tonne));
        subsidies_.push_back(at_most({.kind = RowKind::subsidy, .place = number}, 0));
        enter(subsidies_.back(), 1);
        // Nothing is paid for more than is harvested; a limit keeps the lower bound honest.
        double harvested = 0;
        for (const auto& harvest : network_.harvests)
            for (const auto amount : harvest.by_week) harvested += tonnes(amount);
        add_column({.kind = ColumnKind::subsidise, .place = number}, -yuan(subsidy.a_tonne),
                   std::min(most, harvested * 2));
    }

    // Weeks from which a cohort can be at a site.
    void find_reach(const CohortPlan& plan) {
        const auto never = network_.weeks;
        reach_.assign(cohorts_.size(), std::vector<WeekNumber>(network_.sites.size(), never));
        for (const auto& supply : supply_) {
            auto& first = reach_[supply.cohort][supply.site];
            first = std::min(first, supply.week);
        }
        for (const auto& harvest : network_.harvests) {
            if (harvest.product != product_) continue;
            for (WeekNumber week = 0; week < network_.weeks; ++week)
                if (harvest.by_week[week] > 0) {
                    auto& first = reach_[plan.of_week(week)][harvest.base];
                    first = std::min(first, week);
                }
        }
        for (const auto& inlet : network_.inlets)
            for (std::size_t cohort = 0; cohort < plan.of_harvests && brings(inlet); ++cohort) {
                auto& first = reach_[cohort][inlet.site];
                first = std::min(first, cohorts_[cohort].first + inlet.weeks);
            }
        for (auto& first : reach_)
            for (bool better = true; std::exchange(better, false);)
                for (LaneNumber number = 0; number < network_.lanes.size(); ++number) {
                    const auto& lane = network_.lanes[number];
                    if (!carries(number) || first[lane.from] == never) continue;
                    const auto arrives = first[lane.from] + lane.weeks;
                    if (arrives < first[lane.to]) {
                        first[lane.to] = arrives;
                        better = true;
                    }
                }
    }

    bool brings(const Inlet& inlet) const { return inlet.at_most[product_] > 0; }

    // From another region, at a price that is said later.
    void write_inlet(const Inlet& inlet, std::size_t cohorts) {
        if (!brings(inlet)) return;
        const double most = tonnes(std::min(inlet.at_most[product_], inlet.weekly_capacity));
        for (std::size_t cohort = 0; cohort < cohorts; ++cohort)
            for (auto week = cohorts_[cohort].first + inlet.weeks; week <= cohorts_[cohort].last; ++week) {
                out_.crossings.push_back({out_.program.columns(), false, inlet.site, product_, cohort, week, 1});
                enter(node(cohort, inlet.site, week), -1);
                add_column({.kind = ColumnKind::receive,
                            .product = product_,
                            .place = inlet.site,
                            .cohort = cohort,
                            .week = week},
                           0, most);
            }
    }

    bool carries(LaneNumber number) const {
        const auto& lane = network_.lanes[number];
        const auto& product = network_.products[product_];
        return runs(lane) && (lane.takes_cold || !product.cold) && (lane.mode != Mode::air || product.flies);
    }

    int node(std::size_t cohort, SiteNumber site, WeekNumber week) const {
        if (week > cohorts_[cohort].last) return -1;
        return nodes_[(cohort * network_.sites.size() + site) * network_.weeks + week];
    }

    void write_nodes() {
        nodes_.assign(cohorts_.size() * network_.sites.size() * network_.weeks, -1);
        for (std::size_t cohort = 0; cohort < cohorts_.size(); ++cohort)
            for (SiteNumber site = 0; site < network_.sites.size(); ++site)
                for (auto week = reach_[cohort][site]; week <= cohorts_[cohort].last && !is_beyond(site); ++week) {
                    double there = 0;
                    for (const auto& supply : supply_)
                        if (supply.week == week && supply.cohort == cohort && supply.site == site)
                            there += supply.tonnes;
                    nodes_[(cohort * network_.sites.size() + site) * network_.weeks + week] =
                        add_row({RowKind::node, product_, site, cohort, week}, there, there);
                }
    }

    void write_harvest(std::size_t number, const CohortPlan& plan) {
        const auto& harvest = network_.harvests[number];
        double all = 0;
        for (const auto amount : harvest.by_week) all += tonnes(amount);
        const int promised = harvest.taken_at_least > 0 && all > 0 ? add_row({RowKind::taken, product_, number, 0, 0},
                                                                             harvest.taken_at_least * all, unlimited)
                                                                   : -1;
        if (promised >= 0) add_borrowing(promised, 1);
        for (WeekNumber week = 0; week < network_.weeks; ++week) {
            if (harvest.by_week[week] <= 0) continue;
            const auto cohort = plan.of_week(week);
            enter(node(cohort, harvest.base, week), -1);
            enter(promised, 1);
            add_column({.kind = ColumnKind::take, .product = product_, .place = number, .cohort = cohort, .week = week},
                       0, tonnes(harvest.by_week[week]));
        }
    }

    // Into the next week; at the end of the plan or of its life it stays where it is.
    void write_holding() {
        const auto& product = network_.products[product_];
        for (std::size_t cohort = 0; cohort < cohorts_.size(); ++cohort)
            for (SiteNumber site = 0; site < network_.sites.size(); ++site)
                for (auto week = reach_[cohort][site]; week <= cohorts_[cohort].last && !is_beyond(site); ++week) {
                    const bool thrown = cohorts_[cohort].expires && week == cohorts_[cohort].last;
                    const double lost = thrown ? 1 : product.loss;
                    const double keeping =
                        thrown ? 0
                               : yuan(product.cold ? network_.sites[site].cold_keeping : network_.sites[site].keeping);
                    enter(node(cohort, site, week), 1);
                    enter(node(cohort, site, week + 1), lost - 1);
                    if (!thrown) {
                        enter(capacity_[site * network_.weeks + week], 1);
                        if (product.cold) enter(cold_[site * network_.weeks + week], 1);
                    }
                    add_column({.kind = ColumnKind::hold,
                                .product = product_,
                                .place = site,
                                .cohort = cohort,
                                .week = week,
                                .freight = keeping,
                                .lost = lost},
                               keeping + lost * yuan(product.value), most_);
                }
    }

    void write_lane(LaneNumber number) {
        if (!carries(number)) return;
        const auto& lane = network_.lanes[number];
        const auto& product = network_.products[product_];
        const double lost = 1 - std::pow(1 - product.loss, static_cast<double>(lane.weeks));
        const double freight = yuan(lane.freight + (product.cold ? lane.cold_surcharge : 0));
        const double upper = std::min(most_, tonnes(lane.weekly_capacity));
        const bool outward = is_beyond(lane.to);
        std::vector<std::size_t> paid_by;
        for (std::size_t i = 0; i < network_.subsidies.size(); ++i)
            if (std::ranges::find(network_.subsidies[i].lanes, number) != network_.subsidies[i].lanes.end())
                paid_by.push_back(i);
        for (std::size_t cohort = 0; cohort < cohorts_.size(); ++cohort)
            for (auto week = reach_[cohort][lane.from]; week <= cohorts_[cohort].last; ++week) {
                const auto arrives = week + lane.weeks;
                const auto to = node(cohort, lane.to, arrives);
                if (outward ? !leaves_with(cohort, arrives) : to < 0) continue;
                if (outward)
                    out_.crossings.push_back(
                        {out_.program.columns(), true, lane.to, product_, cohort, arrives, 1 - lost});
                enter(node(cohort, lane.from, week), 1);
                enter(to, lost - 1);
                enter(lanes_[number * network_.weeks + week], 1);
                for (const auto i : paid_by)
                    if (const auto& subsidy = network_.subsidies[i]; week >= subsidy.first && week <= subsidy.last)
                        enter(subsidies_[i], -1);
                add_column({.kind = ColumnKind::travel,
                            .product = product_,
                            .place = number,
                            .cohort = cohort,
                            .week = week,
                            .freight = freight,
                            .lost = lost},
                           freight + lost * yuan(product.value), leaves(number, week) ? upper : 0);
            }
    }

    // Only what was harvested in the plan may go to another region: both must know how old it is.
    bool leaves_with(std::size_t cohort, WeekNumber arrives) const {
        return cohort < of_harvests_ && arrives <= cohorts_[cohort].last;
    }

    // Goods of all ages come to one dock; goods of a single age need none.
    int write_dock(SiteNumber site, WeekNumber week) {
        std::vector<std::size_t> there;
        for (std::size_t cohort = 0; cohort < cohorts_.size(); ++cohort)
            if (node(cohort, site, week) >= 0) there.push_back(cohort);
        if (there.empty()) return -1;
        if (cohorts_.size() == 1) return node(0, site, week);
        const int dock = add_row({RowKind::dock, product_, site, 0, week}, 0, 0);
        for (const auto cohort : there) {
            enter(node(cohort, site, week), 1);
            enter(dock, -1);
            add_column({.kind = ColumnKind::unload, .product = product_, .place = site, .cohort = cohort, .week = week},
                       0, most_);
        }
        return dock;
    }

    void write_deliveries() {
        for (SiteNumber site = 0; site < network_.sites.size(); ++site)
            if (network_.is_warehouse(site) && is_open(network_, site))
                for (WeekNumber week = 0; week < network_.weeks; ++week)
                    out_.docks[(product_ * network_.sites.size() + site) * network_.weeks + week] =
                        write_dock(site, week);
        const auto& product = network_.products[product_];
        double asked = 0;
        for (OutletNumber outlet = 0; outlet < network_.outlets.size(); ++outlet)
            for (WeekNumber week = 0; week < network_.weeks; ++week)
                asked += tonnes(network_.demanded(product_, outlet, week));
        out_.constant += asked * yuan(product.unmet);
        const int service = product.service_level > 0 && asked > 0 ? add_row({RowKind::service, product_, 0, 0, 0},
                                                                             product.service_level * asked, unlimited)
                                                                   : -1;
        if (service >= 0) add_borrowing(service, 1);
        for (std::size_t zone = 0; zone < zones_.size(); ++zone)
            for (WeekNumber week = 0; week < network_.weeks; ++week) write_zone(zone, week, service);
    }

    void write_zone(std::size_t number, WeekNumber week, int service) {
        const auto& zone = zones_[number];
        const double missed = yuan(network_.products[product_].unmet);
        double asked = 0;
        for (const auto outlet : zone.outlets) asked += tonnes(network_.demanded(product_, outlet, week));
        if (asked <= 0) return;
        int demand = -1;
        for (const auto site : zone.warehouses) {
            const int dock = out_.dock(network_, product_, site, week);
            if (dock < 0) continue;
            if (demand < 0) demand = at_most({RowKind::demand, product_, number, 0, week}, asked);
            double freight = 0;
            for (const auto outlet : zone.outlets)
                for (const auto& delivery : network_.outlets[outlet].deliveries)
                    if (delivery.from == site)
                        freight += yuan(delivery.freight) * tonnes(network_.demanded(product_, outlet, week));
            freight /= asked;
            enter(dock, 1);
            enter(demand, 1);
            enter(service, 1);
            add_column({.kind = ColumnKind::deliver,
                        .product = product_,
                        .place = site,
                        .zone = number,
                        .week = week,
                        .freight = freight},
                       freight - missed, asked);
        }
    }

    // More of a product than there ever is; columns have limits so that every price gives an honest lower bound.
    double all_there_is() const {
        double all = 0;
        for (const auto& supply : supply_) all += supply.tonnes;
        for (const auto& harvest : network_.harvests)
            if (harvest.product == product_)
                for (const auto amount : harvest.by_week) all += tonnes(amount);
        for (const auto& inlet : network_.inlets) all += tonnes(inlet.at_most[product_]);
        return all;
    }

    const Network& network_;
    const std::vector<Zone>& zones_;
    FlowModel& out_;
    ProductNumber product_ = 0;
    std::vector<Cohort> cohorts_;
    std::size_t of_harvests_ = 0; // cohorts
    std::vector<Supply> supply_;
    double most_ = 0;                            // of the product
    std::vector<std::vector<WeekNumber>> reach_; // by cohort and site
    std::vector<int> nodes_;
    std::vector<int> capacity_, cold_, lanes_, subsidies_;
    std::vector<Entry> entries_;
};

} // namespace

std::optional<Season> season_of(const Network& network, ProductNumber product) {
    std::optional<Season> season;
    for (const auto& harvest : network.harvests)
        for (WeekNumber week = 0; week < network.weeks && harvest.product == product; ++week) {
            if (harvest.by_week[week] <= 0) continue;
            if (!season) season = {week, week};
            season->first = std::min(season->first, week);
            season->last = std::max(season->last, week);
        }
    return season;
}

FlowModel flow_model(const Network& network, const std::vector<Zone>& zones) {
    FlowModel out;
    Writer writer(network, zones, out);
    writer.write_shared_limits();
    for (ProductNumber product = 0; product < network.products.size(); ++product) {
        FlowModel::Part part{.rows_begin = out.program.rows(), .columns_begin = out.program.columns()};
        writer.write_product(product);
        part.rows_end = out.program.rows();
        part.columns_end = out.program.columns();
        out.parts.push_back(part);
    }
    return out;
}

} // namespace shanhai::trade::plan

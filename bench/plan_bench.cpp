// The goods network of a province (11 warehouses, 256 outlets, 52 weeks, 30 products) planned, beside the same linear programme
// solved as it stands; planned again after changes; whole wagons; and, with a folder of the public test set of single-source
// facility location (files p1, p2 … and the optima in `os`), warehouse sites beside the published optima.
//   plan_bench [--small | --regions N | --national] [--rounds N] [--sites FOLDER]
// Of regions, each round is told in which they agree on what crosses between them.

#include "bench/measure.h"
#include "modules/trade/plan/decomposition.h"
#include "modules/trade/plan/planner.h"
#include "modules/trade/plan/site_choice.h"
#include "modules/trade/plan/synthetic_network.h"
#include "modules/trade/plan/trains.h"
#include "modules/trade/plan/what_if.h"

#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace shanhai::bench {
namespace {

using namespace trade::plan;

// Processor time counts: a busy machine makes only the other longer.
class Taken {
public:
    double cpu() const { return cpu_seconds() - begun_; }
    double wall() const { return watch_.seconds(); }

private:
    double begun_ = cpu_seconds();
    Stopwatch watch_;
};

void tell(const char* what, const Plan& plan, double cpu, double wall) {
    std::printf("%-28s %.0f yuan, at least %.0f, gap %.4f %%, %d rows, %d pivots: %.2f s of processor, %.2f s\n", what,
                plan.cost, plan.lower_bound, 100 * plan.gap(), plan.rows, plan.iterations, cpu, wall);
    std::fflush(stdout);
}

// The zones' programme handed to the solver with nothing known.
double as_it_stands(const Network& network) {
    const Taken taken;
    const auto model = flow_model(network, zones_of(network, PlanOptions{}.apart));
    const auto solution = Solver(model.program).solve(Method::dual);
    const double cpu = taken.cpu();
    std::printf("%-28s %.0f yuan, %d pivots: %.2f s of processor\n", "the programme as it stands",
                solution.objective + model.constant, solution.iterations, cpu);
    return cpu;
}

// Every lane closed by itself, and one of each other change; the worst is told.
void plan_again(const Network& network, Planner& planner) {
    std::vector<double> times;
    std::string slowest;
    double widest = 0;
    const auto again = [&](const std::string& what, const Network& next) {
        const Taken taken;
        const auto plan = planner.replan(next);
        if (times.empty() || taken.cpu() > *std::ranges::max_element(times)) slowest = what;
        times.push_back(taken.cpu());
        widest = std::max(widest, plan.gap());
        tell(what.c_str(), plan, taken.cpu(), taken.wall());
    };
    const auto name = [&](SiteNumber site) { return network.sites[site].name.en; };
    constexpr std::array modes = {"rail", "road", "air"};
    for (LaneNumber number = 0; number < network.lanes.size(); ++number) {
        const auto& lane = network.lanes[number];
        if (is_open(network, lane.from) && is_open(network, lane.to))
            again("without " + name(lane.from) + " – " + name(lane.to) + " by " +
                      modes.at(static_cast<std::size_t>(lane.mode)),
                  changed(network, {.close_lane = number}));
    }
    again("a subsidy half as high again",
          changed(network, {.subsidy = 0, .subsidy_rate = network.subsidies[0].a_tonne * 3 / 2}));
    again("no subsidy", changed(network, {.subsidy = 0, .subsidy_rate = 0}));
    again("a warehouse enlarged", changed(network, {.enlarge = 8, .enlarge_by = 1'000'000}));
    for (SiteNumber site = 0; site < network.sites.size(); ++site)
        if (network.sites[site].kind == SiteKind::candidate)
            again("with " + name(site), changed(network, {.open_site = site}));
    auto asked = network;
    for (WeekNumber week = 0; week < network.weeks; ++week)
        for (OutletNumber outlet = 0; outlet < network.outlets.size(); ++outlet)
            asked.demand[asked.demand_place(0, outlet, week)] = network.demanded(0, outlet, week) * 11 / 10;
    again("a tenth more of one product", asked);
    auto fewer = network;
    const auto last = std::ranges::find(network.sites, SiteKind::outside, &Site::kind) - network.sites.begin();
    fewer.sites[static_cast<std::size_t>(last)].kind = SiteKind::candidate;
    again("without the warehouse outside", fewer);
    std::ranges::sort(times);
    std::printf("%zu changes: half of them in %.2f s of processor, nine tenths in %.2f s, the slowest (%s) in %.2f s; "
                "gap at most %.4f %%\n",
                times.size(), times[times.size() / 2], times[times.size() * 9 / 10], slowest.c_str(), times.back(),
                100 * widest);
}

// A network of regions is planned by regions, however small it is.
PlanOptions options_of(const NetworkSize& size, int rounds, const Taken& taken) {
    if (size.regions == 1) return {};
    const auto tell_round = [&taken](const RegionRound& round) {
        std::printf("after %d rounds %.0f yuan, gap %.3f %%: %.1f s of processor, %.1f s\n", round.rounds, round.cost,
                    100 * (round.cost - round.lower_bound) / round.cost, taken.cpu(), taken.wall());
        std::fflush(stdout);
    };
    return {.most_rows = 1000, .region_rounds = rounds, .told = tell_round};
}

void plan_network(const NetworkSize& size, int rounds, bool with_baseline) {
    const auto network = synthetic_network(size);
    const Taken first;
    Planner planner{options_of(size, rounds, first)};
    const auto plan = planner.plan(network);
    const double first_cpu = first.cpu();
    tell("planned", plan, first_cpu, first.wall());
    if (!with_baseline) return;
    std::printf("as it stands it takes %.1f times as long\n", as_it_stands(network) / first_cpu);
    plan_again(network, planner);
    const Taken taken;
    const auto wagons = plan_wagons(network, 60'000, {});
    std::printf("%-28s %.0f yuan, at least %.0f, gap %.3f %%, %zu trains: %.2f s of processor\n",
                "in whole wagons of 60 t", wagons.cost, wagons.lower_bound, 100 * wagons.gap(), wagons.runs.size(),
                taken.cpu());
}

void choose(const std::filesystem::path& folder) {
    std::ifstream optima(folder / "os");
    double optimum = 0, all = 0;
    int right = 0, files = 0;
    while (optima >> optimum) {
        std::ostringstream text;
        text << std::ifstream(folder / ("p" + std::to_string(++files))).rdbuf();
        const auto question = read_site_question(text.str());
        if (!question) {
            std::printf("p%d cannot be read\n", files);
            continue;
        }
        const Taken taken;
        const auto choice = choose_sites(*question);
        all += taken.cpu();
        // The published optima have two digits.
        const bool agrees = choice.found && std::abs(choice.cost - optimum) < 0.02 && choice.gap() < 1e-6;
        right += agrees ? 1 : 0;
        if (!agrees)
            std::printf("p%d: %.2f, published %.2f, gap %.4f %%\n", files, choice.cost, optimum, 100 * choice.gap());
    }
    std::printf("sites: %d of %d proved to be the published optimum, %.1f s of processor\n", right, files, all);
}

int run(int count, char** arguments) {
    auto size = provincial_size();
    bool baseline = true;
    int rounds = PlanOptions{}.region_rounds;
    for (int i = 1; i < count; ++i) {
        const std::string argument = arguments[i];
        if (argument == "--small") size = small_size();
        if (argument == "--regions" && i + 1 < count) { // of medium size
            size = medium_size();
            size.regions = std::stoul(arguments[++i]);
            baseline = false;
        }
        if (argument == "--national") {
            size = national_size();
            baseline = false;
        }
        if (argument == "--rounds" && i + 1 < count) rounds = std::stoi(arguments[++i]);
        if (argument == "--sites" && i + 1 < count) {
            choose(arguments[i + 1]);
            return 0;
        }
    }
    plan_network(size, rounds, baseline);
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    std::printf("at most %ld MB of memory\n", used.ru_maxrss / 1024);
    return 0;
}

} // namespace
} // namespace shanhai::bench

int main(int count, char** arguments) { return shanhai::bench::run(count, arguments); }

// The goods network of a province (11 warehouses, 256 outlets, 52 weeks, 30 products) planned, beside the same linear programme
// solved as it stands; planned again after changes; whole wagons; and, with a folder of the public test set of single-source
// facility location (files p1, p2 … and the optima in `os`), warehouse sites beside the published optima.
//   plan_bench [--small | --national] [--sites FOLDER]

#include "modules/trade/plan/decomposition.h"
#include "modules/trade/plan/planner.h"
#include "modules/trade/plan/site_choice.h"
#include "modules/trade/plan/synthetic_network.h"
#include "modules/trade/plan/trains.h"
#include "modules/trade/plan/what_if.h"

#include <sys/resource.h>

#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace shanhai::bench {
namespace {

using namespace trade::plan;

double seconds_of(clockid_t clock) {
    timespec now{};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Processor time counts: a busy machine makes only the other longer.
struct Taken {
    double cpu = -seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    double wall = -seconds_of(CLOCK_MONOTONIC);

    void stop() {
        cpu += seconds_of(CLOCK_PROCESS_CPUTIME_ID);
        wall += seconds_of(CLOCK_MONOTONIC);
    }
};

void tell(const char* what, const Plan& plan, Taken taken) {
    taken.stop();
    std::printf("%-28s %.0f yuan, at least %.0f, gap %.4f %%, %d rows, %d pivots: %.2f s of processor, %.2f s\n", what,
                plan.cost, plan.lower_bound, 100 * plan.gap(), plan.rows, plan.iterations, taken.cpu, taken.wall);
    std::fflush(stdout);
}

// The zones' programme handed to the solver with nothing known.
double as_it_stands(const Network& network) {
    Taken taken;
    const auto model = flow_model(network, zones_of(network, PlanOptions{}.apart));
    const auto solution = Solver(model.program).solve(Method::dual);
    taken.stop();
    std::printf("%-28s %.0f yuan, %d pivots: %.2f s of processor\n", "the programme as it stands",
                solution.objective + model.constant, solution.iterations, taken.cpu);
    return taken.cpu;
}

void plan_network(const NetworkSize& size, bool with_baseline) {
    const auto network = synthetic_network(size);
    Planner planner{PlanOptions{}};
    Taken first;
    const auto plan = planner.plan(network);
    tell("planned", plan, first);
    first.stop();
    if (with_baseline) std::printf("as it stands it takes %.1f times as long\n", as_it_stands(network) / first.cpu);
    if (!with_baseline) return;
    const auto again = [&](const char* what, const Change& change) {
        Taken taken;
        tell(what, planner.replan(changed(network, change)), taken);
    };
    again("a lane closed", {.close_lane = network.lanes.size() - 1});
    again("a trunk lane closed", {.close_lane = 0});
    again("a subsidy half as high again", {.subsidy = 0, .subsidy_rate = network.subsidies[0].a_tonne * 3 / 2});
    again("a warehouse enlarged", {.enlarge = 8, .enlarge_by = 1'000'000});
    for (SiteNumber site = 0; site < network.sites.size(); ++site)
        if (network.sites[site].kind == SiteKind::candidate) {
            again("a warehouse more", {.open_site = site});
            break;
        }
    Taken taken;
    const auto wagons = plan_wagons(network, 60'000, {});
    taken.stop();
    std::printf("%-28s %.0f yuan, at least %.0f, gap %.3f %%, %zu trains: %.2f s of processor\n",
                "in whole wagons of 60 t", wagons.cost, wagons.lower_bound, 100 * wagons.gap(), wagons.runs.size(),
                taken.cpu);
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
        Taken taken;
        const auto choice = choose_sites(*question);
        taken.stop();
        all += taken.cpu;
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
    for (int i = 1; i < count; ++i) {
        const std::string argument = arguments[i];
        if (argument == "--small") size = small_size();
        if (argument == "--national") {
            size = national_size();
            baseline = false;
        }
        if (argument == "--sites" && i + 1 < count) {
            choose(arguments[i + 1]);
            return 0;
        }
    }
    plan_network(size, baseline);
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    std::printf("at most %ld MB of memory\n", used.ru_maxrss / 1024);
    return 0;
}

} // namespace
} // namespace shanhai::bench

int main(int count, char** arguments) { return shanhai::bench::run(count, arguments); }

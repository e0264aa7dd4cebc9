#include "modules/trade/plan/plan_study.h"

#include "kernel/module/asked.h"
#include "modules/trade/plan/synthetic_network.h"
#include "modules/trade/plan/what_if.h"
#include "modules/trade/plan/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <ostream>

namespace shanhai::trade::plan {

namespace {

constexpr std::size_t most_words = 12;

// The network that was planned last stays warm for the next question about it: changes are planned from there.
struct Bench {
    std::mutex mutex;
    std::string size;
    Network network;
    Planner planner{PlanOptions{}};
    Plan plan;
};

Bench& bench() {
    static Bench one;
    return one;
}

struct Asked {
    std::string size = "medium";
    Change change;
    bool changes = false;
    bool rank = false; // also which candidate should be the next warehouse
};

// A number of the command line comes as a number, too.
Result<double> number_in(std::string_view member, const json::value& value, double least, double most) {
    if (value.is_number()) {
        const auto number = value.to_number<double>();
        if (number >= least && number <= most) return number;
    }
    return kernel::bad_member(member, fmt::format("{:g}–{:g}", least, most));
}

Result<NetworkSize> size_named(const std::string& name) {
    if (name == "small") return small_size();
    if (name == "medium") return medium_size();
    if (name == "provincial") return provincial_size();
    return kernel::bad_member("size", "small, medium, provincial");
}

Result<std::size_t> place_in(std::string_view member, const json::value& value, std::size_t count) {
    return static_cast<std::size_t>(
        TRY(number_in(member, value, 0, static_cast<double>(std::max<std::size_t>(count, 1) - 1))));
}

Done read_change(const json::object& asked, const Network& network, Asked& out) {
    for (const auto& [name, value] : asked) {
        const std::string_view member(name.data(), name.size());
        if (member == "size") continue;
        out.changes = out.changes || member != "rank";
        if (member == "rank") {
            if (!value.is_bool()) return kernel::bad_member(member, "true, false");
            out.rank = value.as_bool();
        } else if (member == "close_lane") {
            out.change.close_lane = TRY(place_in(member, value, network.lanes.size()));
        } else if (member == "subsidy") {
            out.change.subsidy = TRY(place_in(member, value, network.subsidies.size()));
        } else if (member == "subsidy_rate") {
            out.change.subsidy_rate = std::llround(TRY(number_in(member, value, 0, 10'000)) * 100);
        } else if (member == "open_site") {
            const auto site = TRY(place_in(member, value, network.sites.size()));
            if (network.sites[site].kind != SiteKind::candidate) return kernel::bad_member(member, "kind = candidate");
            out.change.open_site = site;
        } else if (member == "enlarge") {
            out.change.enlarge = TRY(place_in(member, value, network.sites.size()));
        } else if (member == "enlarge_by") {
            out.change.enlarge_by = std::llround(TRY(number_in(member, value, 0, 1'000'000)) * 1000);
        } else if (member == "service_level") {
            out.change.service_level = TRY(number_in(member, value, 0, 1));
        }
    }
    return {};
}

double rounded(double value) { return std::round(value * 100) / 100; }

json::object of_text(const Text& text) { return {{"zh", text.zh}, {"en", text.en}}; }

json::object summary(const Plan& plan) {
    const auto& costs = plan.costs;
    return {{"cost", rounded(plan.cost)},
            {"lower_bound", rounded(plan.lower_bound)},
            {"gap", plan.gap()},
            {"before_subsidy", rounded(costs.before_subsidy())},
            {"subsidy", rounded(costs.subsidy)},
            {"rail", rounded(costs.rail)},
            {"road", rounded(costs.road)},
            {"air", rounded(costs.air)},
            {"keeping", rounded(costs.keeping)},
            {"delivery", rounded(costs.delivery)},
            {"spoiled", rounded(costs.spoiled)},
            {"unmet", rounded(costs.unmet)},
            {"asked_tonnes", rounded(plan.asked)},
            {"delivered_tonnes", rounded(plan.delivered)}};
}

json::array rounded_weeks(const std::vector<double>& weeks) {
    json::array out;
    for (const double amount : weeks) out.push_back(std::round(amount * 10) / 10);
    return out;
}

const char* kind_name(SiteKind kind) {
    constexpr const char* names[] = {"base", "main", "branch", "outside", "candidate"};
    return names[static_cast<int>(kind)];
}
const char* mode_word(Mode mode) {
    constexpr const char* names[] = {"rail", "road", "air"};
    return names[static_cast<int>(mode)];
}

// What moves on each lane and stands at each site, week by week.
void draw(const Network& network, const Plan& plan, json::object& out) {
    const std::vector<double> none(network.weeks, 0);
    std::vector<std::vector<double>> stock(network.sites.size(), none), handed(network.sites.size(), none),
        moved(network.lanes.size(), none);
    for (const auto& flow : plan.flows) {
        if (flow.kind == ColumnKind::hold) stock[flow.place][flow.week] += flow.tonnes;
        if (flow.kind == ColumnKind::travel) moved[flow.place][flow.week] += flow.tonnes;
    }
    for (const auto& delivery : plan.deliveries) handed[delivery.from][delivery.week] += delivery.tonnes;
    json::array sites, lanes;
    for (SiteNumber site = 0; site < network.sites.size(); ++site) {
        const auto& one = network.sites[site];
        sites.push_back(json::object{{"name", of_text(one.name)},
                                     {"kind", kind_name(one.kind)},
                                     {"longitude", one.longitude},
                                     {"latitude", one.latitude},
                                     {"capacity_tonnes", tonnes(one.capacity)},
                                     {"stock_tonnes", rounded_weeks(stock[site])},
                                     {"handed_out_tonnes", rounded_weeks(handed[site])}});
    }
    for (LaneNumber lane = 0; lane < network.lanes.size(); ++lane) {
        const auto& one = network.lanes[lane];
        lanes.push_back(json::object{{"from", one.from},
                                     {"to", one.to},
                                     {"mode", mode_word(one.mode)},
                                     {"name", of_text(name_of_lane(network, lane))},
                                     {"weekly_capacity_tonnes", tonnes(one.weekly_capacity)},
                                     {"tonnes", rounded_weeks(moved[lane])}});
    }
    out["sites"] = std::move(sites);
    out["lanes"] = std::move(lanes);
}

json::array words_of(const Network& network, const Plan& plan) {
    json::array out;
    for (const auto& worth : monthly_worth(network, plan)) {
        if (out.size() == most_words) break;
        auto said = of_text(sentence(network, worth));
        said["worth"] = rounded(worth.worth);
        out.push_back(std::move(said));
    }
    return out;
}

json::array products_of(const Network& network, const Plan& plan) {
    json::array out;
    for (ProductNumber product = 0; product < network.products.size(); ++product)
        out.push_back(json::object{{"name", of_text(network.products[product].name)},
                                   {"asked_tonnes", rounded(plan.asked_by_product[product])},
                                   {"delivered_tonnes", rounded(plan.delivered_by_product[product])}});
    return out;
}

json::array subsidies_of(const Network& network) {
    json::array out;
    for (const auto& subsidy : network.subsidies)
        out.push_back(json::object{{"name", of_text(subsidy.name)}, {"yuan_a_tonne", yuan(subsidy.a_tonne)}});
    return out;
}

json::array ranking(const Network& network, Planner& planner, const Plan& plan) {
    json::array out;
    for (const auto& candidate : rank_candidates(network, planner, plan)) {
        auto said = of_text(sentence(network, candidate, plan));
        said["site"] = candidate.site;
        said["saved"] = rounded(candidate.saved);
        said["opening"] = candidate.opening;
        said["worth"] = rounded(candidate.worth());
        out.push_back(std::move(said));
    }
    return out;
}

json::array clashes_of(const Network& network) {
    json::array out;
    for (const auto& clash : clashes(network, PlanOptions{}.apart)) {
        auto said = of_text(sentence(network, clash));
        said["missing_tonnes"] = rounded(clash.missing);
        out.push_back(std::move(said));
    }
    return out;
}

Result<json::object> answer(kernel::Kernel&, const kernel::Principal&, const json::object& asked,
                            const kernel::Progress&) {
    Asked wanted;
    if (const auto* size = asked.if_contains("size")) {
        if (!size->is_string()) return kernel::bad_member("size", "small, medium, provincial");
        wanted.size = size->as_string();
    }
    const auto size = TRY(size_named(wanted.size));
    TRY_DO(kernel::only_members(asked, {"size", "close_lane", "subsidy", "subsidy_rate", "open_site", "enlarge",
                                        "enlarge_by", "service_level", "rank"}));
    auto& warm = bench();
    const std::scoped_lock lock(warm.mutex);
    const bool is_warm = warm.size == wanted.size;
    auto fresh = is_warm ? Network{} : synthetic_network(size);
    TRY_DO(read_change(asked, is_warm ? warm.network : fresh, wanted)); // before the work
    if (!is_warm) {
        warm.size.clear();
        warm.network = std::move(fresh);
        warm.planner = Planner(PlanOptions{});
        warm.plan = warm.planner.plan(warm.network);
        warm.size = wanted.size;
    }
    json::object out{
        {"synthetic", true},           {"size", wanted.size},        {"begins", warm.network.begins.iso()},
        {"weeks", warm.network.weeks}, {"plan", summary(warm.plan)}, {"subsidies", subsidies_of(warm.network)}};
    if (wanted.rank) out["candidates"] = ranking(warm.network, warm.planner, warm.plan);
    if (!wanted.changes) {
        draw(warm.network, warm.plan, out);
        out["words"] = words_of(warm.network, warm.plan);
        out["products"] = products_of(warm.network, warm.plan);
        return out;
    }
    const auto network = changed(warm.network, wanted.change);
    const auto plan = warm.planner.replan(network);
    if (plan.outcome != Outcome::optimal) {
        out["clashes"] = clashes_of(network);
        return out;
    }
    out["changed"] = summary(plan);
    draw(network, plan, out);
    out["words"] = words_of(network, plan);
    out["products"] = products_of(network, plan);
    return out;
}

void tell_plan(const char* name, const json::object& plan, std::ostream& out) {
    const auto number = [&](const char* member) { return plan.at(member).to_number<double>(); };
    out << fmt::format(
        "{}: {:.0f} CNY (at least {:.0f}, gap {:.3f} %), {:.0f} before a subsidy of {:.0f}; {:.0f} t of {:.0f} t\n",
        name, number("cost"), number("lower_bound"), 100 * number("gap"), number("before_subsidy"), number("subsidy"),
        number("delivered_tonnes"), number("asked_tonnes"));
}

void tell(const json::object& answer, std::ostream& out) {
    tell_plan("计划 plan", answer.at("plan").as_object(), out);
    if (const auto* changed_plan = answer.if_contains("changed"))
        tell_plan("改后 changed", changed_plan->as_object(), out);
    for (const char* list : {"clashes", "candidates", "words"})
        if (const auto* said = answer.if_contains(list))
            for (const auto& one : said->as_array())
                out << one.at("zh").as_string().c_str() << "  " << one.at("en").as_string().c_str() << '\n';
}

} // namespace

kernel::Study plan_study() { return {{"货流计划", "Goods network plan"}, answer, tell}; }

} // namespace shanhai::trade::plan

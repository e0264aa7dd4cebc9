#include "modules/trade/plan/plan_study.h"

#include "kernel/module/asked.h"
#include "modules/trade/plan/books_reader.h"
#include "modules/trade/plan/plan_answer.h"
#include "modules/trade/plan/what_if.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <mutex>
#include <optional>
#include <ostream>

namespace shanhai::trade::plan {

namespace {

constexpr std::size_t usual_weeks = 26;
constexpr double most_weeks = 104;

// The network that was planned last stays warm for the next question about it: changes are planned from there.
struct Bench {
    std::mutex mutex;
    std::optional<BooksNetwork> made;
    Planner planner{PlanOptions{}};
    Plan plan;
};

Bench& bench() {
    static Bench one;
    return one;
}

struct Asked {
    Change change;
    bool changes = false;
    bool rank = false;  // also which candidate should be the next warehouse
    bool lines = false; // also the lines of a goods_plan
};

// A number of the command line comes as a number, too.
Result<double> number_in(std::string_view member, const json::value& value, double least, double most) {
    if (value.is_number()) {
        const auto number = value.to_number<double>();
        if (number >= least && number <= most) return number;
    }
    return kernel::bad_member(member, fmt::format("{:g}–{:g}", least, most));
}

Result<std::size_t> place_in(std::string_view member, const json::value& value, std::size_t count) {
    return static_cast<std::size_t>(
        TRY(number_in(member, value, 0, static_cast<double>(std::max<std::size_t>(count, 1) - 1))));
}

Done read_change(const json::object& asked, const Network& network, Asked& out) {
    for (const auto& [name, value] : asked) {
        const std::string_view member(name.data(), name.size());
        if (member == "begins" || member == "weeks") continue;
        const bool wish = member == "rank" || member == "lines";
        out.changes = out.changes || !wish;
        if (wish) {
            if (!value.is_bool()) return kernel::bad_member(member, "true, false");
            (member == "rank" ? out.rank : out.lines) = value.as_bool();
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

// What is asked besides changes.
struct Span {
    Date begins = Date::from_days(0);
    std::size_t weeks = usual_weeks;
};

Result<Span> read_span(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked) {
    const auto begins = TRY(asked_monday(kernel, who, asked));
    return Span{begins,
                static_cast<std::size_t>(TRY(kernel::asked_number(asked, "weeks", usual_weeks, 1, most_weeks)))};
}

// Plans the network of the records unless that is the one which was planned last: records, rights, day and span are all in it.
Done plan_anew(Bench& warm, BooksNetwork made) {
    if (warm.made && warm.made->network == made.network) {
        warm.made = std::move(made); // names and notes may have changed
        return {};
    }
    warm.made.reset();
    warm.planner = Planner(PlanOptions{});
    warm.plan = warm.planner.plan(made.network);
    warm.made = std::move(made);
    return {};
}

Result<json::object> answer(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked,
                            const kernel::Progress&) {
    TRY_DO(kernel::only_members(asked, {"begins", "weeks", "lines", "close_lane", "subsidy", "subsidy_rate",
                                        "open_site", "enlarge", "enlarge_by", "service_level", "rank"}));
    const auto span = TRY(read_span(kernel, who, asked));
    auto made = TRY(network_of(TRY(read_books(kernel, who, span.begins)), span.weeks));
    Asked wanted;
    TRY_DO(read_change(asked, made.network, wanted)); // before the work
    auto& warm = bench();
    const std::scoped_lock lock(warm.mutex);
    TRY_DO(plan_anew(warm, std::move(made)));
    const auto& current = *warm.made;
    json::object out{{"begins", current.network.begins.iso()},
                     {"weeks", current.network.weeks},
                     {"subsidies", subsidies_of(current.network)},
                     {"notes", notes_of(current)}};
    if (warm.plan.outcome != Outcome::optimal) {
        out["clashes"] = clashes_of(current.network);
        return out;
    }
    out["plan"] = summary(warm.plan);
    if (wanted.rank) out["candidates"] = ranking(current.network, warm.planner, warm.plan);
    const auto network = wanted.changes ? changed(current.network, wanted.change) : current.network;
    const auto changed_plan = wanted.changes ? warm.planner.replan(network) : Plan{};
    if (wanted.changes && changed_plan.outcome != Outcome::optimal) {
        out["clashes"] = clashes_of(network);
        return out;
    }
    const auto& plan = wanted.changes ? changed_plan : warm.plan;
    if (wanted.changes) out["changed"] = summary(plan);
    draw(network, plan, out);
    out["words"] = words_of(network, plan);
    out["products"] = products_of(current, network, plan);
    if (wanted.lines) out["lines"] = lines_of(current, plan);
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
    if (const auto* plan = answer.if_contains("plan")) tell_plan("计划 plan", plan->as_object(), out);
    if (const auto* changed_plan = answer.if_contains("changed"))
        tell_plan("改后 changed", changed_plan->as_object(), out);
    for (const char* list : {"clashes", "candidates", "words", "notes"})
        if (const auto* said = answer.if_contains(list))
            for (const auto& one : said->as_array())
                out << one.at("zh").as_string().c_str() << "  " << one.at("en").as_string().c_str() << '\n';
}

} // namespace

kernel::Study plan_study() { return {{"货流计划", "Goods network plan"}, answer, tell}; }

} // namespace shanhai::trade::plan

#include "apps/demo/safety.h"

#include "apps/demo/workdays.h"

#include <algorithm>

namespace shanhai::demo {

namespace {

constexpr const char* team = "demo.team";

// All but one of the province report; who is missing is reached by the leader.
Done report(Office& office, Date on, const char* window, bool by_leader) {
    const auto waiting = TRY(office.records(
        "safety_report",
        {{"date", "eq", on.iso()}, {"round.window", "eq", window}, {"state", "in", "(awaited,missing)"}}));
    const auto silent = static_cast<std::size_t>(on.day()) * 5 % std::max<std::size_t>(waiting.size(), 1);
    for (std::size_t i = 0; i < waiting.size(); ++i)
        if (by_leader || i != silent)
            office.advance(team, "safety_report", id_of(waiting[i]), by_leader ? "report_for" : "report",
                           {{"by", by_leader ? "leader" : "self"}});
    if (by_leader)
        for (const auto& round :
             TRY(office.records("safety_round", {{"date", "eq", on.iso()}, {"window", "eq", window}})))
            office.advance(team, "safety_round", id_of(round), "close");
    return {};
}

void write_window(Script& script, Date on, const char* window, int hour) {
    script.run_meanwhile(moment(on, hour, 0), "governance.open_safety");
    script.meanwhile(moment(on, hour, 40), [=](Office& office) { return report(office, on, window, false); });
    script.run_meanwhile(moment(on, hour + 2, 0), "governance.find_missing");
    script.meanwhile(moment(on, hour + 2, 15), [=](Office& office) { return report(office, on, window, true); });
}

} // namespace

void write_safety(Script& script, const Background& background, Parties& parties, Date first_day, Date last_day) {
    for (const auto& group : background.groups) {
        const bool in_tibet = group.region.starts_with("54");
        if (!in_tibet || background.group_on(last_day, group.giver, group.region).index != group.record.index) continue;
        for (const auto member : parties.cadres(group.giver, group.region))
            script.create(group.began, Stage::approval, "team_member", {{"since", group.began.iso()}},
                          {{"work_group", group.record}, {"person", member}});
    }
    for (auto on = first_day; on <= last_day; on = on + 1) {
        write_window(script, on, "morning", 8);
        if (on < last_day) write_window(script, on, "evening", 20);
    }
}

} // namespace shanhai::demo

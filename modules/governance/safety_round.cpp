#include "modules/governance/safety_round.h"

#include "kernel/module/shown_record.h"
#include "modules/governance/work_groups.h"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace shanhai::governance {

namespace {

using kernel::text_of;

constexpr std::string_view noon = "12:00";

struct Window {
    Date day;
    bool morning = true;

    std::string name() const { return morning ? "morning" : "evening"; }
    Text title() const {
        return {fmt::format("{}{}", day.iso(), morning ? "早报告" : "晚报告"),
                fmt::format("{}, {}", day.iso(), name())};
    }
};

Window window_of(Moment due) {
    const auto shown = due.shown(); // "2024-03-01 16:00" in Shanghai
    return {due.day_in_shanghai(), std::string_view(shown).substr(11) < noon};
}

} // namespace

Result<kernel::JobOutcome> open_safety(const kernel::JobCall& call) {
    const auto window = window_of(call.due);
    const auto today = window.day.iso();
    std::map<std::string, std::vector<std::string>, std::less<>> members; // by work group
    for (const auto& member : TRY(all_records(call.kernel, "team_member", {{"since", "lte", today}}))) {
        const auto until = text_of(member, "until");
        if (until.empty() || until > today) members[id_of(member, "work_group")].push_back(id_of(member, "person"));
    }
    Opening opening(call);
    std::size_t awaited = 0;
    for (const auto& group : TRY(groups_in_office(call.kernel, window.day))) {
        const auto team = members.find(group.id);
        if (team == members.end() ||
            TRY(is_there(call.kernel, "safety_round",
                         {{"work_group", "eq", group.id}, {"date", "eq", today}, {"window", "eq", window.name()}})))
            continue;
        std::vector<kernel::Command> commands{
            creation("safety_round", {{"date", today}, {"window", window.name()}, {"work_group", group.id}})};
        for (const auto& person : team->second)
            commands.push_back(creation("safety_report", {{"round", "$1"}, {"date", today}, {"person", person}}));
        awaited += team->second.size();
        opening.write(group.id, group.name, std::move(commands));
    }
    const auto rounds = opening.parts();
    const auto title = window.title();
    return std::move(opening).outcome(
        {fmt::format("{}：{} 个工作组已开，{} 人待报。", title.zh, rounds, awaited),
         fmt::format("{}: {} work groups are open, {} people are awaited.", title.en, rounds, awaited)});
}

Result<kernel::JobOutcome> find_missing(const kernel::JobCall& call) {
    const auto window = window_of(call.due);
    std::map<std::string, std::vector<kernel::Command>, std::less<>> by_round;
    for (const auto& report : TRY(all_records(
             call.kernel, "safety_report",
             {{"date", "eq", window.day.iso()}, {"round.window", "eq", window.name()}, {"state", "eq", "awaited"}})))
        by_round[id_of(report, "round")].push_back(step("safety_report", id_of(report), "miss"));
    Opening opening(call);
    for (auto& [round, commands] : by_round) opening.write(round, round, std::move(commands));
    const auto title = window.title();
    // Runs of jobs are read by people to whom the reports are private, so that how many are missing is not said here.
    return std::move(opening).outcome(
        {fmt::format("{}：已查；有人逾时未报的，已告知领队。", title.zh),
         fmt::format("{}: looked into; leaders were told who has not reported.", title.en)});
}

} // namespace shanhai::governance

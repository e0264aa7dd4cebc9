#include "modules/governance/weekly_round.h"

#include "kernel/module/shown_record.h"
#include "modules/governance/work_groups.h"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace shanhai::governance {

namespace {

using kernel::text_of;

constexpr int days_to_answer = 2; // a round of Monday is due on Wednesday

Date monday_of(Date day) { return day + -day.weekday(); }

struct Share {
    std::string day, percent;
};
using Shares = std::map<std::string, Share, std::less<>>; // by project

// Takes over what records of the type say of projects, where it is younger than what is known.
Done learn(kernel::Kernel& kernel, Shares& shares, const std::string& type, const WorkGroup& group, Date before) {
    for (const auto& record : TRY(all_records(kernel, type,
                                              {{"project.work_group", "eq", group.id},
                                               {"project.state", "in", "(started,in_progress,suspended)"},
                                               {"date", "lt", before.iso()},
                                               {"percent", "notnull", ""}},
                                              {"date", "id"}))) {
        auto& known = shares[id_of(record, "project")];
        const auto day = text_of(record, "date");
        if (day >= known.day) known = {day, text_of(record, "percent")};
    }
    return {};
}

Result<std::vector<kernel::Command>> round_of(kernel::Kernel& kernel, const WorkGroup& group, Date monday) {
    const auto projects = TRY(all_records(
        kernel, "project", {{"work_group", "eq", group.id}, {"state", "in", "(started,in_progress,suspended)"}}));
    std::vector<kernel::Command> commands;
    if (projects.empty()) return commands;
    Shares shares;
    TRY_DO(learn(kernel, shares, "progress", group, monday));
    TRY_DO(learn(kernel, shares, "dispatch_line", group, monday)); // of the same day, what the group said counts
    commands.push_back(
        creation("dispatch_round",
                 {{"date", monday.iso()}, {"due_on", (monday + days_to_answer).iso()}, {"work_group", group.id}}));
    for (const auto& project : projects) {
        const auto id = id_of(project);
        const auto known = shares.find(id);
        commands.push_back(
            creation("dispatch_line", {{"round", "$1"},
                                       {"date", monday.iso()},
                                       {"project", id},
                                       {"percent_before", known == shares.end() ? "0" : known->second.percent}}));
    }
    return commands;
}

} // namespace

Result<kernel::JobOutcome> open_week(const kernel::JobCall& call) {
    const Date monday = monday_of(call.due.day_in_shanghai());
    Opening opening(call);
    std::size_t lines = 0;
    for (const auto& group : TRY(groups_in_office(call.kernel, monday))) {
        if (TRY(is_there(call.kernel, "dispatch_round",
                         {{"work_group", "eq", group.id}, {"date", "eq", monday.iso()}})))
            continue;
        auto commands = TRY(round_of(call.kernel, group, monday));
        if (commands.empty()) continue;
        lines += commands.size() - 1;
        opening.write(group.id, group.name, std::move(commands));
    }
    const auto rounds = opening.parts();
    return std::move(opening).outcome(
        {fmt::format("{} 起的一周：开了 {} 个工作组的调度，{} 个在建项目待填。", monday.iso(), rounds, lines),
         fmt::format("The week of {}: rounds of {} work groups are open, {} works await their line.", monday.iso(),
                     rounds, lines)});
}

} // namespace shanhai::governance

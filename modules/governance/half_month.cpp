#include "modules/governance/half_month.h"

#include "base/text.h"
#include "kernel/module/shown_record.h"
#include "modules/governance/standing.h"
#include "modules/governance/work_groups.h"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace shanhai::governance {

namespace {

using kernel::Kernel;
using kernel::text_of;
using kernel::Where;

constexpr int second_half = 16; // the day of the month on which it begins

struct HalfMonth {
    Date from, until; // both included, as offices say it

    std::string title() const {
        return fmt::format("{}年{}月{}半月", from.year(), from.month(), from.day() == 1 ? "上" : "下");
    }
};

// The half month that ended before the day.
HalfMonth before(Date day) {
    const auto first = day + -(day.day() - 1);
    if (day.day() >= second_half) return {first, first + (second_half - 2)};
    const auto last = first + -1;
    return {last + -(last.day() - second_half), last};
}

struct Part {
    const char* figure;
    const char* field;
    const char* title;
    int decimals;
};
constexpr std::array<Part, aspects> parts{{{"projects.start_rate", "start_rate", "开工率", 1},
                                           {"funds.disbursement_rate", "disbursement_rate", "拨付率", 1},
                                           {"projects.completion_rate", "completion_rate", "完工率", 1},
                                           {"governance.obstacles_solved", "obstacles_solved", "解决困难", 0}}};

std::string value_text(const Standing& standing, std::size_t aspect) {
    return standing.values[aspect]->text(parts[aspect].decimals);
}

// Rates are those of the year's plan, by the pair of places that a group stands between; obstacles are the group's own.
Where slice_of(const WorkGroup& group, const HalfMonth& half, std::size_t aspect) {
    if (aspect == obstacles_solved)
        return {{"work_group", group.id}, {"from", half.from.iso()}, {"until", (half.until + 1).iso()}};
    return {{"programme", group.programme},
            {"giver", group.giver},
            {"region", group.region},
            {"year", std::to_string(half.until.year())}};
}

Result<Standing> standing_of(Kernel& kernel, const WorkGroup& group, const HalfMonth& half) {
    Standing standing{.group = group.id, .name = group.name};
    for (std::size_t aspect = 0; aspect < aspects; ++aspect) {
        const auto cells = TRY(
            kernel.figure(kernel::Principal::system(), {parts[aspect].figure, slice_of(group, half, aspect), {}, {}}));
        if (!cells.empty()) standing.values[aspect] = cells.front().value;
    }
    return standing;
}

std::string names_of(const std::vector<const Standing*>& standings) {
    std::vector<std::string> names;
    for (const auto* one : standings) names.push_back(one->name);
    return join(names, "、");
}

// The draft that a person goes on with.
std::string text_about(const std::vector<Standing>& standings, const std::string& programme, const HalfMonth& half) {
    std::string text = fmt::format("截至{}年{}月{}日，{}在任工作组 {} 个。", half.until.year(), half.until.month(),
                                   half.until.day(), programme, standings.size());
    for (const auto aspect : {start_rate, disbursement_rate, completion_rate}) {
        const auto best = best_in(standings, aspect);
        if (!best.empty() && !best.front()->values[aspect]->is_zero())
            text += fmt::format("{}最高的是{}（{}%）。", parts[aspect].title, names_of(best),
                                value_text(*best.front(), aspect));
    }
    std::string solved;
    for (const auto& one : standings)
        if (const auto& value = one.values[obstacles_solved]; value && !value->is_zero())
            solved +=
                fmt::format("{}{} {} 个", solved.empty() ? "" : "，", one.name, value_text(one, obstacles_solved));
    text += solved.empty() ? "本期没有登记解决的困难。" : "本期解决困难：" + solved + "。";
    text += "\n按开工率、拨付率、完工率、解决困难四项名次之和排列：";
    for (const auto& one : standings) {
        text += fmt::format("\n{}. {}", one.place, one.name);
        for (std::size_t aspect = 0; aspect < aspects; ++aspect)
            if (one.values[aspect])
                text += fmt::format("，{} {}{}", parts[aspect].title, value_text(one, aspect),
                                    aspect == obstacles_solved ? " 个" : "%");
    }
    return text;
}

kernel::Command line_of(const Standing& standing) {
    json::object fields{{"circular", "$1"}, {"work_group", standing.group}, {"rank", standing.place}};
    for (std::size_t aspect = 0; aspect < aspects; ++aspect) {
        if (!standing.values[aspect]) continue;
        if (aspect == obstacles_solved)
            fields[parts[aspect].field] = std::stoll(value_text(standing, aspect));
        else
            fields[parts[aspect].field] = value_text(standing, aspect);
    }
    return creation("circular_line", std::move(fields));
}

Result<std::vector<kernel::Command>> circular_of(Kernel& kernel, const json::object& programme,
                                                 const std::vector<WorkGroup>& groups, const HalfMonth& half) {
    std::vector<Standing> standings;
    for (const auto& group : groups) standings.push_back(TRY(standing_of(kernel, group, half)));
    rank(standings);
    const auto name = text_of(programme, "name");
    std::vector<kernel::Command> commands{creation("circular", {{"name", half.title() + name + "工作通报"},
                                                                {"programme", id_of(programme)},
                                                                {"giver", id_of(programme, "giver")},
                                                                {"region", id_of(programme, "region")},
                                                                {"from_day", half.from.iso()},
                                                                {"until_day", half.until.iso()},
                                                                {"text", text_about(standings, name, half)}})};
    for (const auto& standing : standings) commands.push_back(line_of(standing));
    return commands;
}

} // namespace

Result<kernel::JobOutcome> open_circulars(const kernel::JobCall& call) {
    const auto half = before(call.due.day_in_shanghai());
    std::map<std::string, std::vector<WorkGroup>> by_programme;
    for (auto& group : TRY(groups_in_office(call.kernel, half.until)))
        by_programme[group.programme].push_back(std::move(group));
    Opening opening(call);
    for (const auto& [id, groups] : by_programme) {
        if (TRY(is_there(call.kernel, "circular", {{"programme", "eq", id}, {"until_day", "eq", half.until.iso()}})))
            continue;
        const auto programme = TRY(call.kernel.get(kernel::Principal::system(), "programme", id));
        if (id_of(programme, "giver").empty() || id_of(programme, "region").empty()) continue;
        opening.write(id, text_of(programme, "name"), TRY(circular_of(call.kernel, programme, groups, half)));
    }
    const auto drafts = opening.parts();
    return std::move(opening).outcome({fmt::format("{}：起草了 {} 份通报，待审定。", half.title(), drafts),
                                       fmt::format("{} to {}: {} circulars are drafted and await approval.",
                                                   half.from.iso(), half.until.iso(), drafts)});
}

} // namespace shanhai::governance

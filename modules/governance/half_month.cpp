#include "modules/governance/half_month.h"

#include "base/text.h"
#include "kernel/module/shown_record.h"
#include "modules/governance/drafted_text.h"
#include "modules/governance/standing.h"
#include "modules/governance/work_groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace shanhai::governance {

namespace {

using kernel::Kernel;
using kernel::reference_text;
using kernel::text_of;
using kernel::Where;

constexpr int second_half = 16;                       // the day of the month on which it begins
constexpr int days_alive = 60;                        // a draft that nobody approved by then is left as it is
constexpr const char* moved = "台账有变，数随之更新"; // the reason of changes

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

std::string line_about(const Standing& one) {
    std::string line = fmt::format("\n{}. {}", one.place, one.name);
    for (std::size_t aspect = 0; aspect < aspects; ++aspect)
        if (one.values[aspect])
            line += fmt::format("，{} {}{}", parts[aspect].title, value_text(one, aspect),
                                aspect == obstacles_solved ? " 个" : "%");
    return line;
}

// The draft that a person goes on with, sentence by sentence.
DraftedText text_about(const std::vector<Standing>& standings, const std::string& programme, const HalfMonth& half) {
    DraftedText text;
    text.add("head", fmt::format("截至{}年{}月{}日，{}在任工作组 {} 个。", half.until.year(), half.until.month(),
                                 half.until.day(), programme, standings.size()));
    for (const auto aspect : {start_rate, disbursement_rate, completion_rate}) {
        const auto best = best_in(standings, aspect);
        if (!best.empty() && !best.front()->values[aspect]->is_zero())
            text.add(parts[aspect].field, fmt::format("{}最高的是{}（{}%）。", parts[aspect].title, names_of(best),
                                                      value_text(*best.front(), aspect)));
    }
    std::string solved;
    for (const auto& one : standings)
        if (const auto& value = one.values[obstacles_solved]; value && !value->is_zero())
            solved +=
                fmt::format("{}{} {} 个", solved.empty() ? "" : "，", one.name, value_text(one, obstacles_solved));
    text.add("solved", solved.empty() ? "本期没有登记解决的困难。" : "本期解决困难：" + solved + "。");
    text.add("order", "\n按开工率、拨付率、完工率、解决困难四项名次之和排列：");
    for (const auto& one : standings) text.add(one.group, line_about(one));
    return text;
}

// A group of the programme's giver itself leads the others and is not ranked among them, unless it stands alone.
std::vector<WorkGroup> ranked(std::vector<WorkGroup> groups, const std::string& giver) {
    const auto leads = [&](const WorkGroup& group) { return group.giver == giver; };
    if (!std::ranges::all_of(groups, leads)) std::erase_if(groups, leads);
    return groups;
}

Result<std::vector<Standing>> standings_of(Kernel& kernel, const std::vector<WorkGroup>& groups,
                                           const HalfMonth& half) {
    std::vector<Standing> standings;
    for (const auto& group : groups) standings.push_back(TRY(standing_of(kernel, group, half)));
    rank(standings);
    return standings;
}

kernel::Command line_of(const Standing& standing, const std::string& circular) {
    json::object fields{{"circular", circular}, {"work_group", standing.group}, {"rank", standing.place}};
    for (std::size_t aspect = 0; aspect < aspects; ++aspect) {
        if (!standing.values[aspect]) continue;
        if (aspect == obstacles_solved)
            fields[parts[aspect].field] = std::stoll(value_text(standing, aspect));
        else
            fields[parts[aspect].field] = value_text(standing, aspect);
    }
    return creation("circular_line", std::move(fields));
}

// Places and numbers of a line that is there, against those it would have.
bool says_the_same(const json::object& there, const json::object& fields) {
    const auto same = [&](const char* field) {
        const auto* now = fields.if_contains(field);
        const auto* before = there.if_contains(field);
        const bool none_now = now == nullptr, none_before = before == nullptr || before->is_null();
        return none_now || none_before ? none_now == none_before : *now == *before;
    };
    return same("rank") && std::ranges::all_of(parts, [&](const Part& part) { return same(part.field); });
}

Result<std::vector<kernel::Command>> circular_of(Kernel& kernel, const json::object& programme,
                                                 const std::vector<WorkGroup>& groups, const HalfMonth& half) {
    const auto standings = TRY(standings_of(kernel, ranked(groups, id_of(programme, "giver")), half));
    const auto name = text_of(programme, "name");
    const auto text = text_about(standings, name, half);
    std::vector<kernel::Command> commands{creation("circular", {{"name", half.title() + name + "工作通报"},
                                                                {"programme", id_of(programme)},
                                                                {"giver", id_of(programme, "giver")},
                                                                {"region", id_of(programme, "region")},
                                                                {"from_day", half.from.iso()},
                                                                {"until_day", half.until.iso()},
                                                                {"text", text.text()},
                                                                {"drafted", text.as_json()}})};
    for (const auto& standing : standings) commands.push_back(line_of(standing, "$1"));
    return commands;
}

// Lines whose numbers have moved are replaced; what was written about a group by hand goes with it.
Result<std::vector<kernel::Command>> moved_lines(Kernel& kernel, const std::string& circular,
                                                 const std::vector<Standing>& standings) {
    std::map<std::string, json::object> there;
    for (auto& line : TRY(all_records(kernel, "circular_line", {{"circular", "eq", circular}})))
        there[id_of(line, "work_group")] = std::move(line);
    std::vector<kernel::Command> commands;
    for (const auto& standing : standings) {
        auto made = line_of(standing, circular);
        if (const auto old = there.find(standing.group); old != there.end()) {
            if (says_the_same(old->second, made.fields)) continue;
            commands.push_back(voiding("circular_line", id_of(old->second), moved));
            if (const auto comment = text_of(old->second, "comment"); !comment.empty())
                made.fields["comment"] = comment;
        }
        commands.push_back(std::move(made));
    }
    return commands;
}

// What a draft says by now; nothing when it says so already.
Result<std::vector<kernel::Command>> refreshed_circular(Kernel& kernel, const json::object& circular,
                                                        const std::vector<WorkGroup>& groups) {
    const HalfMonth half{TRY(Date::parse(text_of(circular, "from_day"))),
                         TRY(Date::parse(text_of(circular, "until_day")))};
    const auto id = id_of(circular);
    const auto standings = TRY(standings_of(kernel, ranked(groups, id_of(circular, "giver")), half));
    const auto now = text_about(standings, reference_text(circular, "programme", "label"), half);
    const auto* kept = circular.if_contains("drafted");
    const auto before = DraftedText::from_json(kept == nullptr ? json::value() : *kept);
    auto commands = TRY(moved_lines(kernel, id, standings));
    if (before.pieces == now.pieces) return commands;
    commands.push_back(
        amendment("circular", id,
                  {{"text", refreshed(text_of(circular, "text"), before, now)}, {"drafted", now.as_json()}}, moved));
    return commands;
}

using GroupsByProgramme = std::map<std::string, std::vector<WorkGroup>>;

Result<GroupsByProgramme> groups_by_programme(Kernel& kernel, Date day) {
    GroupsByProgramme groups;
    for (auto& group : TRY(groups_in_office(kernel, day))) groups[group.programme].push_back(std::move(group));
    return groups;
}

} // namespace

Result<kernel::JobOutcome> open_circulars(const kernel::JobCall& call) {
    const auto half = before(call.due.day_in_shanghai());
    const auto by_programme = TRY(groups_by_programme(call.kernel, half.until));
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

Result<kernel::JobOutcome> refresh_circulars(const kernel::JobCall& call) {
    const auto today = call.due.day_in_shanghai();
    Opening opening(call);
    std::map<Date, GroupsByProgramme> in_office; // by the last day of a half month, which circulars share
    for (const auto& listed : TRY(all_records(
             call.kernel, "circular", {{"state", "eq", "draft"}, {"until_day", "gte", (today + -days_alive).iso()}}))) {
        // The sentences of the program are not shown in lists.
        const auto circular = TRY(call.kernel.get(kernel::Principal::system(), "circular", id_of(listed)));
        const auto until = TRY(Date::parse(text_of(circular, "until_day")));
        if (!in_office.contains(until)) in_office[until] = TRY(groups_by_programme(call.kernel, until));
        const auto& groups = in_office[until];
        const auto found = groups.find(id_of(circular, "programme"));
        if (found == groups.end()) continue;
        auto commands = TRY(refreshed_circular(call.kernel, circular, found->second));
        if (!commands.empty()) opening.write(id_of(circular), text_of(circular, "name"), std::move(commands));
    }
    const auto drafts = opening.parts();
    return std::move(opening).outcome({fmt::format("{} 份通报拟稿的数有更新。", drafts),
                                       fmt::format("The numbers of {} drafts were brought up to date.", drafts)});
}

} // namespace shanhai::governance

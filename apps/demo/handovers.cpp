#include "apps/demo/handovers.h"

#include "apps/demo/voucher.h"
#include "apps/demo/workdays.h"
#include "kernel/module/shown_record.h"

#include <algorithm>
#include <map>

namespace shanhai::demo {

namespace {

using kernel::text_of;

constexpr const char *leaving = "demo.office", *arriving = "demo.review", *team = "demo.team";

std::string id_of(const json::object& record) { return "#" + text_of(record, "id"); }

Done list_items(Office& office) { return office.run("governance.work_on_handovers"); }

// Of a hand-over the first so many of a hundred items in a state.
Result<std::vector<json::object>> part_of(Office& office, const std::string& handover, const char* state, int percent) {
    auto items = TRY(office.records("handover_item", {{"handover", "eq", handover}, {"state", "eq", state}}));
    items.resize(items.size() * static_cast<std::size_t>(percent) / 100);
    return items;
}

Done give(Office& office, const std::string& handover, int percent) {
    for (const auto& item : TRY(part_of(office, handover, "listed", percent)))
        office.advance(leaving, "handover_item", id_of(item), "give", {{"note", "原件和电子件已移交"}});
    return {};
}

Done take(Office& office, const std::string& handover, int percent) {
    for (const auto& item : TRY(part_of(office, handover, "given", percent)))
        office.advance(arriving, "handover_item", id_of(item), "take");
    return {};
}

// The last of what was given is returned with a question.
Done doubt(Office& office, const std::string& handover) {
    const auto given = TRY(part_of(office, handover, "given", 100));
    if (!given.empty())
        office.advance(arriving, "handover_item", id_of(given.back()), "doubt",
                       {{"question", "金额与台账差一笔质保金，请核对。"}});
    return {};
}

Handle open_handover(Script& script, Date on, Handle from, Handle to) {
    return script.create(on, Stage::project, "handover", {{"date", on.iso()}, {"due_on", (on + 45).iso()}},
                         {{"from_group", from}, {"to_group", to}});
}

} // namespace

void write_handovers(Script& script, const Background& background) {
    const auto group = [&](Date on, const char* giver, const char* region) {
        return background.group_on(on, giver, region);
    };
    const auto began = day(2022, 7, 21);
    const auto signed_one =
        open_handover(script, began, group(began + -10, "370700", "540221"), group(began, "370700", "540221"));
    script.meanwhile(moment(began, 18, 0), list_items);
    script.meanwhile(moment(began + 7, 16, 0),
                     [&script, signed_one](Office& office) { return give(office, script.id_of(signed_one), 100); });
    script.meanwhile(moment(began + 20, 16, 0),
                     [&script, signed_one](Office& office) { return take(office, script.id_of(signed_one), 100); });
    const auto signed_on = began + 46;
    script.attach_to_step(
        script.advance(signed_on, Stage::handover, signed_one, "sign",
                       {{"lessons", "项目早启动，避开冬季；大宗材料开工前备齐；与县直部门每半月碰一次头。"},
                        {"signed_on", signed_on.iso()}}),
        "paper", "交接书.svg", drawn_paper("交接书", {"双方签字，演示用"}));
    script.meanwhile(moment(signed_on, 18, 0), list_items);

    const auto opened = day(2025, 6, 16);
    const auto successors = script.create(opened, Stage::project, "work_group",
                                          {{"programme", "xizang"},
                                           {"giver", "370100"},
                                           {"region", "540228"},
                                           {"ordinal", 11},
                                           {"name", "白朗县第十一批援藏工作组"},
                                           {"starts_on", "2025-07-20"}});
    const auto open_one = open_handover(script, opened, group(opened, "370100", "540228"), successors);
    script.meanwhile(moment(opened, 18, 0), list_items);
    script.meanwhile(moment(opened + 9, 16, 0),
                     [&script, open_one](Office& office) { return give(office, script.id_of(open_one), 70); });
    script.meanwhile(moment(opened + 14, 11, 0),
                     [&script, open_one](Office& office) { return take(office, script.id_of(open_one), 60); });
    script.meanwhile(moment(opened + 14, 15, 0),
                     [&script, open_one](Office& office) { return doubt(office, script.id_of(open_one)); });
}

// ── everybody well ───────────────────────────────────────────────────────────────────────────────────────────────────

namespace {

// All but one of the province report; who is missing is reached by the leader.
Done report(Office& office, Date on, const char* window, bool by_leader) {
    const auto waiting = TRY(office.records(
        "safety_report",
        {{"date", "eq", on.iso()}, {"round.window", "eq", window}, {"state", "in", "(awaited,missing)"}}));
    const auto silent = static_cast<std::size_t>(on.day()) * 5 % std::max<std::size_t>(waiting.size(), 1);
    for (std::size_t i = 0; i < waiting.size(); ++i)
        if (by_leader || i != silent)
            office.advance(team, "safety_report", id_of(waiting[i]), "report", {{"by", by_leader ? "leader" : "self"}});
    if (by_leader)
        for (const auto& round :
             TRY(office.records("safety_round", {{"date", "eq", on.iso()}, {"window", "eq", window}})))
            office.advance(team, "safety_round", id_of(round), "close");
    return {};
}

void write_window(Script& script, Date on, const char* window, int hour) {
    script.meanwhile(moment(on, hour, 0), [](Office& office) { return office.run("governance.open_safety"); });
    script.meanwhile(moment(on, hour, 40), [=](Office& office) { return report(office, on, window, false); });
    script.meanwhile(moment(on, hour + 2, 0), [](Office& office) { return office.run("governance.find_missing"); });
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

// ── goals ────────────────────────────────────────────────────────────────────────────────────────────────────────────

namespace {

Done adopt(Office& office, const std::string& scheme) {
    auto nodes = TRY(office.records("goal", {{"state", "eq", "draft"}}));
    std::erase_if(nodes, [&](const json::object& node) { return !text_of(node, "code").starts_with(scheme); });
    for (const auto& node : nodes) office.advance("demo.review", "goal", id_of(node), "adopt");
    return office.enter();
}

// Every project of the programme and the year hangs on the leaf that its field names.
Done hang(Office& office, const std::string& scheme, const std::string& field, Date on) {
    std::map<std::string, std::string> leaves; // by the value of the field
    std::string root;
    for (const auto& node : TRY(office.records("goal", {{"state", "eq", "adopted"}}))) {
        if (text_of(node, "code") == scheme) root = id_of(node);
        // Lists leave out what the leaf stands for.
        else if (text_of(node, "code").starts_with(scheme + "."))
            leaves[text_of(TRY(office.record("goal", id_of(node))), "project_value")] = id_of(node);
    }
    for (const auto& project : TRY(office.records(
             "project",
             {{"programme", "eq", "xizang"}, {"planned_on", "gte", "2025-01-01"}, {"planned_on", "lte", on.iso()}}))) {
        const auto leaf = leaves.find(text_of(project, field));
        if (leaf != leaves.end())
            office.create(
                leaving, "goal_project",
                {{"scheme", root}, {"leaf", leaf->second}, {"project", id_of(project)}, {"assigned_on", on.iso()}});
    }
    return {};
}

} // namespace

void write_goals(Script& script) {
    for (const char* scheme : {"fields", "actions", "six_lines"})
        script.meanwhile(moment(day(2024, 1, 5), 18, 30), [=](Office& office) { return adopt(office, scheme); });
    const auto on = day(2025, 5, 30);
    script.meanwhile(moment(on, 18, 30), [=](Office& office) -> Done {
        TRY_DO(hang(office, "six_lines", "line", on));
        return hang(office, "fields", "sector", on);
    });
}

} // namespace shanhai::demo

#include "apps/demo/handovers.h"

#include "apps/demo/voucher.h"
#include "apps/demo/workdays.h"

namespace shanhai::demo {

namespace {

constexpr const char *leaving = "demo.office", *arriving = "demo.review";
constexpr const char* listing = "governance.work_on_handovers";

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
    const auto began = day(2022, 7, 21);
    const auto signed_one = open_handover(script, began, background.group_on(began + -10, "370700", "540221"),
                                          background.group_on(began, "370700", "540221"));
    script.run_meanwhile(moment(began, 18, 0), listing);
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
    script.run_meanwhile(moment(signed_on, 18, 0), listing);

    const auto opened = day(2025, 6, 16);
    const auto successors = script.create(opened, Stage::project, "work_group",
                                          {{"programme", "xizang"},
                                           {"giver", "370100"},
                                           {"region", "540228"},
                                           {"ordinal", 11},
                                           {"name", "白朗县第十一批援藏工作组"},
                                           {"starts_on", "2025-07-20"}});
    const auto open_one = open_handover(script, opened, background.group_on(opened, "370100", "540228"), successors);
    script.run_meanwhile(moment(opened, 18, 0), listing);
    script.meanwhile(moment(opened + 9, 16, 0),
                     [&script, open_one](Office& office) { return give(office, script.id_of(open_one), 70); });
    script.meanwhile(moment(opened + 14, 11, 0),
                     [&script, open_one](Office& office) { return take(office, script.id_of(open_one), 60); });
    script.meanwhile(moment(opened + 14, 15, 0),
                     [&script, open_one](Office& office) { return doubt(office, script.id_of(open_one)); });
}

} // namespace shanhai::demo

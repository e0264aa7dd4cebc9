#include "apps/demo/goals.h"

#include "apps/demo/workdays.h"
#include "kernel/module/shown_record.h"

#include <map>

namespace shanhai::demo {

namespace {

using kernel::text_of;

Done adopt(Office& office, const std::string& scheme) {
    auto nodes = TRY(office.records("goal", {{"state", "eq", "draft"}}));
    std::erase_if(nodes, [&](const json::object& node) { return !text_of(node, "code").starts_with(scheme); });
    for (const auto& node : nodes) office.advance("demo.review", "goal", id_of(node), "adopt");
    return {};
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
                "demo.office", "goal_project",
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

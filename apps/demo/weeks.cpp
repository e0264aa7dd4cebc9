#include "apps/demo/weeks.h"

#include "apps/demo/prng.h"
#include "apps/demo/workdays.h"
#include "base/money.h"
#include "kernel/module/shown_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace shanhai::demo {

namespace {

using kernel::reference_text;
using kernel::text_of;

constexpr const char* group = "demo.office"; // who enters what work groups say
constexpr int percent_with_obstacle = 8, percent_late = 4, percent_solved = 75, percent_with_photo = 10;

struct Phase {
    int below; // tenths of a percent
    const char *works, *other;
};
constexpr std::array<Phase, 5> phases{{{150, "场地平整、临建搭设，材料陆续进场。", "合同已签，与受援单位核对需求。"},
                                       {400, "基础施工，验槽合格后进入下一工序。", "第一批已到位，清点登记。"},
                                       {700, "主体施工，按倒排工期推进。", "按计划实施，已过半。"},
                                       {900, "主体完成，转入安装和装饰。", "大部分已完成，正在核对数量。"},
                                       {1001, "收尾，整理竣工资料，准备验收。", "全部完成，准备验收。"}}};

struct Obstacle {
    const char *kind, *text, *solution;
};
constexpr std::array<Obstacle, 6> obstacles{
    {{"material", "商砼供应不上，等料两天。", "县住建局协调，另签一家搅拌站。"},
     {"money", "进度款申请在途，施工方垫资紧张。", "拨付手续办结，进度款已到账。"},
     {"weather", "连续降雨，土方停工三天。", "天气转好，增加一个班组赶工。"},
     {"land", "临时用地手续未办完。", "县自然资源局批复了临时用地。"},
     {"labour", "农忙，普工不足。", "从邻乡调来十二名工人。"},
     {"design", "现场与图纸不符，等设计变更。", "设计单位出具变更单，已交底。"}}};

Prng random_of(const json::object& line, Date monday, const char* what) {
    return Prng::named(reference_text(line, "project", "label") + monday.iso() + what);
}

// Of a percent as records show it: "47.7".
int tenths_in(const json::object& record, std::string_view field) {
    const auto text = text_of(record, field);
    return text.empty() ? 0 : static_cast<int>(std::lround(std::stod(text) * 10));
}

} // namespace

void Weeks::write(Date first_monday, Date last_day) {
    for (auto monday = first_monday; monday <= last_day; monday = monday + 7) round(monday);
    for (auto on = first_monday + -1; on <= last_day; on = on + 1)
        if (on.day() == 1 || on.day() == 16) circular(on, on + 16 > last_day);
}

void Weeks::round(Date monday) {
    script_.run_meanwhile(moment(monday, 9, 0), "governance.open_week");
    const auto entered = script_.within(monday + 1) ? moment(monday + 1, 15, 0) : moment(monday, 16, 0);
    script_.meanwhile(entered, [=, this](Office& office) { return enter_lines(office, monday, true); });
    script_.meanwhile(moment(monday + 2, 17, 0), [=, this](Office& office) { return close_rounds(office, monday); });
    script_.meanwhile(moment(monday + 3, 10, 0), [=, this](Office& office) -> Done {
        TRY_DO(enter_lines(office, monday, false));
        return solve_obstacles(office, monday + -7, monday + 3);
    });
}

// Approved on the second day after, and issued with its paper; of the last ones the one of the fewest groups is still being edited.
void Weeks::circular(Date day, bool one_stays) {
    script_.run_meanwhile(moment(day, 9, 30), "governance.open_circulars");
    const auto issued = workday_from(day + 2);
    script_.meanwhile(moment(issued, 16, 0), [=](Office& office) -> Done {
        const auto paper = TRY(office.paper("半月通报印发件"));
        auto drafts = TRY(office.records("circular", {{"state", "eq", "draft"}}));
        if (one_stays && !drafts.empty()) drafts.pop_back();
        for (const auto& draft : drafts) {
            const auto id = id_of(draft);
            office.advance("demo.review", "circular", id, "approve");
            office.advance(group, "circular", id, "issue", {{"issued_on", issued.iso()}, {"paper", paper}});
        }
        return {};
    });
}

const Course* Weeks::course_of(const json::object& line) {
    if (courses_.empty())
        for (const auto& course : stories_.courses()) courses_[script_.id_of(course.project)] = &course;
    const auto found = courses_.find("#" + reference_text(line, "project", "id"));
    return found == courses_.end() ? nullptr : found->second;
}

// What a group says of a work in a week.
json::object Weeks::answer(const json::object& line, Date monday) {
    const auto* course = course_of(line);
    const auto before = tenths_in(line, "percent_before");
    const auto now = std::clamp(course == nullptr ? before : course->tenths_on(monday + 1), before, 1000);
    const auto& phase = *std::ranges::find_if(phases, [&](const Phase& one) { return now < one.below; });
    json::object fields{{"percent", scaled_text(now, 1)},
                        {"progress", std::string(now == before ? "形象进度与上周持平：" : "") +
                                         (course == nullptr || course->works ? phase.works : phase.other)}};
    auto random = random_of(line, monday, "line");
    if (course != nullptr && course->stands_still_on(monday + 1)) {
        fields["progress"] = "停工，本周没有工程量。";
        fields["obstacle"] = "other";
        fields["obstacle_text"] = course->suspended_because + "。";
    } else if (random.chance(percent_with_obstacle)) {
        const auto& met = obstacles[static_cast<std::size_t>(random.between(0, obstacles.size() - 1))];
        fields["obstacle"] = met.kind;
        fields["obstacle_text"] = met.text;
    }
    return fields;
}

// In time all but a few; those come when the round was closed. In a round that is still open a third is awaited.
Done Weeks::enter_lines(Office& office, Date monday, bool in_time) {
    const bool is_last = !script_.within(monday + 1);
    const auto photo = TRY(office.paper("施工现场照片（演示）"));
    for (const auto& line :
         TRY(office.records("dispatch_line", {{"date", "eq", monday.iso()}, {"state", "eq", "awaited"}}))) {
        auto random = random_of(line, monday, "time");
        if (in_time && random.chance(is_last ? 33 : percent_late)) continue;
        auto fields = answer(line, monday);
        if (random.chance(percent_with_photo)) fields["photo"] = photo;
        office.advance(group, "dispatch_line", id_of(line), in_time ? "enter" : "enter_late", std::move(fields));
    }
    return {};
}

Done Weeks::close_rounds(Office& office, Date monday) {
    struct Count {
        int all = 0, moved = 0, obstacles = 0, awaited = 0;
    };
    std::map<std::string, Count> rounds;
    for (const auto& line : TRY(office.records("dispatch_line", {{"date", "eq", monday.iso()}}))) {
        auto& count = rounds["#" + reference_text(line, "round", "id")];
        ++count.all;
        count.awaited += text_of(line, "state") == "awaited";
        count.obstacles += text_of(line, "obstacle") != "none";
        count.moved += tenths_in(line, "percent") > tenths_in(line, "percent_before");
    }
    for (const auto& [round, count] : rounds) {
        auto summary = fmt::format("在建 {} 个，有进展 {} 个，有困难 {} 个。", count.all, count.moved, count.obstacles);
        if (count.awaited > 0) summary += fmt::format("{} 个没有按时填报，请补报。", count.awaited);
        if (count.obstacles > 0) summary += "困难由责任单位一周内回复解决办法。";
        office.advance(group, "dispatch_round", round, "close",
                       {{"summary", summary}, {"closed_on", (monday + 2).iso()}});
    }
    return {};
}

// Most obstacles of the week before are solved.
Done Weeks::solve_obstacles(Office& office, Date monday, Date today) {
    for (const auto& line : TRY(office.records(
             "dispatch_line", {{"date", "eq", monday.iso()}, {"obstacle", "ne", "none"}, {"solved_on", "null", ""}}))) {
        const auto met = std::ranges::find(obstacles, text_of(line, "obstacle"), &Obstacle::kind);
        auto random = random_of(line, monday, "solved");
        if (met == obstacles.end() || !random.chance(percent_solved)) continue;
        office.amend(group, "dispatch_line", id_of(line), {{"solved_on", today.iso()}, {"solution", met->solution}},
                     "困难已解决");
    }
    return {};
}

} // namespace shanhai::demo

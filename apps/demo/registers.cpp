#include "apps/demo/registers.h"

#include "apps/demo/voucher.h"
#include "apps/demo/workdays.h"

#include <array>
#include <string_view>

namespace shanhai::demo {

namespace {

// One record of a register.
struct Entry {
    Script& script;
    const Kept& kept;
    int number;
    Date on;
    const Keeper& keeper;

    template <std::size_t n>
    std::string named(const std::array<const char*, n>& names) const {
        return names[static_cast<std::size_t>(number - 1) % n];
    }
    std::vector<Reference> group() const { return {{"work_group", keeper.group}}; }
    std::vector<Reference> group_and_lead() const { return {{"work_group", keeper.group}, {"lead", keeper.lead}}; }
    void paper(std::size_t step, const char* field, const char* title) const {
        attach_shared_paper(script, step, field, title);
    }
};

void directive(const Entry& entry) {
    constexpr std::array names{"加快乡镇卫生院主体进度", "核实饮水工程通水情况", "研究牦牛养殖示范户扩面",
                               "整改学校围墙安全隐患",   "落实就业岗位信息对接", "做好汛期在建项目安全度汛"};
    constexpr std::array from{"省援派办", "分管领导", "受援县人民政府"};
    auto& script = entry.script;
    const auto record = script.create(entry.on, Stage::project, "directive",
                                      {{"name", entry.named(names)},
                                       {"received_on", entry.on.iso()},
                                       {"source", entry.kept.kind},
                                       {"from", entry.named(from)}},
                                      entry.group());
    const auto assigned = workday_from(entry.on + 2), reported = workday_from(entry.on + 24),
               closed = workday_from(entry.on + 30);
    script.advance(
        assigned, Stage::start, record, "assign",
        {{"goal", "按期办结并书面报告"}, {"measures", "到现场核实，列清单逐项办"}, {"due_on", (entry.on + 30).iso()}},
        {{"lead", entry.keeper.lead}});
    script.advance(reported, Stage::works, record, "report",
                   {{"result", "已按要求办结，情况已核实"}, {"reported_on", reported.iso()}});
    script.advance(closed, Stage::completion, record, "close", {{"closed_on", closed.iso()}});
}

void promise(const Entry& entry) {
    constexpr std::array names{"再援建一座乡镇卫生院", "为县中学配齐录播教室", "每年接收二十名教师跟岗学习",
                               "帮助青稞加工厂找到销路", "为边境小康村修通两公里道路"};
    const auto record = entry.script.create(entry.on, Stage::project, "promise",
                                            {{"name", entry.named(names)},
                                             {"made_on", entry.on.iso()},
                                             {"made_to", "受援县人民政府"},
                                             {"due_on", (entry.on + 540).iso()}},
                                            entry.group());
    const auto kept = workday_from(entry.on + 400);
    entry.paper(entry.script.advance(kept, Stage::completion, record, "keep", {{"kept_on", kept.iso()}}), "evidence",
                "承诺兑现佐证");
}

void accord(const Entry& entry) {
    constexpr std::array names{"人民医院对口帮扶协议", "职业学校联合办学协议", "文旅宣传合作协议",
                               "农牧产品产销对接协议"};
    const auto record = entry.script.create(entry.on, Stage::project, "accord",
                                            {{"name", entry.named(names)},
                                             {"giver_unit", "支援方牵头单位（演示）"},
                                             {"region_unit", "受援方牵头单位（演示）"},
                                             {"since", entry.on.iso()},
                                             {"until", (entry.on + 3 * 365).iso()}},
                                            entry.group());
    entry.paper(entry.script.advance(entry.on, Stage::start, record, "sign"), "text", "合作协议文本");
}

void matter(const Entry& entry) {
    constexpr std::array names{"关于调整年度援藏项目计划的请示", "关于接待省党政代表团的报告", "关于领队离藏休假的请示",
                               "关于援建项目发生一般事故的报告"};
    const bool asks = entry.number % 2 == 1;
    const auto record = entry.script.create(entry.on, Stage::project, "major_matter",
                                            {{"name", entry.named(names)},
                                             {"asked_on", entry.on.iso()},
                                             {"kind", asks ? "request" : "report"},
                                             {"addressed_to", "省援藏管理组"},
                                             {"asks", "事由、依据和建议见正式文件。"}},
                                            entry.group());
    entry.paper(entry.script.advance(entry.on, Stage::start, record, "ask"), "paper", "请示报告");
    const auto replied = workday_from(entry.on + 5);
    entry.script.advance(replied, Stage::completion, record, "reply",
                         {{"reply", asks ? "agreed" : "noted"}, {"replied_on", replied.iso()}});
}

void practice_case(const Entry& entry) {
    constexpr std::array names{"“组团式”医疗带教", "高海拔温室四季供菜", "牧区学校暖气改造"};
    const auto record = entry.script.create(entry.on, Stage::project, "practice_case",
                                            {{"name", entry.named(names)},
                                             {"problem", "当地条件差，外来做法照搬不成。"},
                                             {"method", "先试点一处，带出本地人员，再推开。"}},
                                            entry.group());
    entry.paper(entry.script.advance(workday_from(entry.on + 20), Stage::start, record, "nominate",
                                     {{"result", "试点见效，本地人员能独立运行。"}}),
                "paper", "典型案例材料");
    const auto selected = workday_from(entry.on + 90);
    entry.script.advance(selected, Stage::completion, record, "select",
                         {{"selected_on", selected.iso()}, {"tier", entry.kept.kind}});
}

void activity(const Entry& entry) {
    const auto* name = entry.kept.kind == "check_up" ? "高原健康体检" : "荐书读书会";
    entry.script.create(entry.on, Stage::works, "team_activity",
                        {{"name", name}, {"kind", entry.kept.kind}, {"date", entry.on.iso()}, {"people", 9}},
                        entry.group());
}

// Places of which the group has not seen one yet.
void visit_target(const Entry& entry) {
    entry.script.create(entry.on, Stage::project, "visit_target",
                        {{"kind", entry.kept.kind},
                         {"place", entry.kept.region},
                         {"place_name", "待走访乡镇" + std::to_string(entry.number) + "（演示）"},
                         {"listed_on", entry.on.iso()},
                         {"due_on", (entry.on + 60).iso()}},
                        entry.group());
}

// The last of them lies ahead.
void leader_visit(const Entry& entry) {
    const auto planned = workday_from(entry.on + 21);
    const auto record = entry.script.create(entry.on, Stage::project, "leader_visit",
                                            {{"name", "市党政代表团来访"},
                                             {"tier", entry.kept.kind},
                                             {"comes_from", "支援方市委市政府"},
                                             {"planned_on", planned.iso()},
                                             {"place", entry.kept.region},
                                             {"agenda", "看在建项目，议下半年工作"}},
                                            entry.group());
    entry.script.advance(planned, Stage::works, record, "make",
                         {{"held_on", planned.iso()}, {"outcome", "议定两件事，另行交办"}});
}

// A meeting decides one matter, which becomes a task that is done.
void decision(const Entry& entry) {
    constexpr std::array names{"六月底前完成全部在建项目安全检查", "每个项目落实一名包靠干部", "七月上旬组织项目观摩"};
    auto& script = entry.script;
    const auto meeting =
        script.create(entry.on, Stage::project, "meeting",
                      {{"name", "项目推进会"}, {"kind", "general"}, {"held_on", entry.on.iso()}}, entry.group());
    script.advance(entry.on, Stage::start, meeting, "hold", {{"people", 12}});
    const auto due = workday_from(entry.on + 45);
    auto references = entry.group();
    references.push_back({"meeting", meeting});
    const auto decided = script.create(
        entry.on, Stage::works, "decision",
        {{"name", entry.named(names)}, {"decided_on", entry.on.iso()}, {"due_on", due.iso()}}, std::move(references));
    const auto listed = workday_from(entry.on + 1);
    const auto task = script.create(listed, Stage::project, "task",
                                    {{"name", entry.named(names)},
                                     {"listed_on", listed.iso()},
                                     {"goal", "按会议要求办结"},
                                     {"measures", "列清单，每周销号"},
                                     {"due_on", due.iso()}},
                                    entry.group_and_lead());
    script.advance(listed, Stage::start, task, "start");
    script.advance(listed, Stage::works, decided, "make_task", {}, {{"task", task}});
    const auto done = workday_from(entry.on + 40);
    script.advance(done, Stage::works, task, "finish", {{"result", "已完成"}, {"done_on", done.iso()}});
    script.advance(done, Stage::completion, decided, "close", {{"closed_on", done.iso()}});
}

} // namespace

void attach_shared_paper(Script& script, std::size_t step, const std::string& field, const std::string& title) {
    script.attach_to_step(step, field, title + "（" + field + "）.svg", drawn_paper(title, {"演示用，多份记录共用"}));
}

bool write_register(Script& script, const Kept& kept, int number, Date on, const Keeper& keeper) {
    const Entry entry{script, kept, number, on, keeper};
    if (kept.what == "directive")
        directive(entry);
    else if (kept.what == "promise")
        promise(entry);
    else if (kept.what == "accord")
        accord(entry);
    else if (kept.what == "matter")
        matter(entry);
    else if (kept.what == "case")
        practice_case(entry);
    else if (kept.what == "activity")
        activity(entry);
    else if (kept.what == "visit_target")
        visit_target(entry);
    else if (kept.what == "leader_visit")
        leader_visit(entry);
    else if (kept.what == "decision")
        decision(entry);
    else
        return false;
    return true;
}

} // namespace shanhai::demo

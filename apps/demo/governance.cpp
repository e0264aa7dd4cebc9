#include "apps/demo/governance.h"

#include "apps/demo/largest_remainder.h"
#include "apps/demo/registers.h"
#include "apps/demo/voucher.h"
#include "apps/demo/workdays.h"
#include "base/check.h"

#include <array>
#include <map>

namespace shanhai::demo {

namespace {

constexpr std::string_view plans_visits = "370100";

// What a ban of the demo says where a decision is made.
constexpr const char* bans =
    "一、不插手项目招标和材料采购。\n二、不收受礼品、礼金和有价证券。\n三、不在项目单位报销个人费用。\n四、不为亲友承揽援建工程。";

class Writer {
public:
    Writer(Script& script, const Inputs& inputs, const Background& background, Parties& parties)
        : script_(script), inputs_(inputs), background_(background), parties_(parties) {}

    void run() {
        for (const auto& group : inputs_.province_groups) found_group(group);
        for (const auto& kept : inputs_.kept) write(kept);
        grades();
        assess(inputs_.assessment);
    }

private:
    void found_group(const ProvinceGroup& group) {
        json::object fields{{"programme", group.programme}, {"giver", group.giver}, {"region", group.region},
                            {"ordinal", group.ordinal},     {"name", group.name},   {"starts_on", group.from.iso()}};
        if (group.until) fields["ends_on"] = group.until->iso();
        groups_[group.giver + group.region] =
            script_.create(group.from, Stage::appraisal, "work_group", std::move(fields));
    }

    Handle group_of(const Kept& kept) const {
        const auto own = groups_.find(kept.giver + kept.region);
        return own != groups_.end() ? own->second : background_.group_on(kept.from, kept.giver, kept.region);
    }

    // Evenly over the time, on working days, each with its part of what they have together.
    void write(const Kept& kept) {
        const auto parts =
            largest_remainder(kept.in_all, std::vector<std::int64_t>(static_cast<std::size_t>(kept.count), 1), 1);
        for (int i = 0; i < kept.count; ++i) {
            const auto on = workday_until(kept.from + (kept.until - kept.from) * i / std::max(kept.count - 1, 1));
            write(kept, i + 1, std::max(on, kept.from), parts[static_cast<std::size_t>(i)]);
        }
    }

    void write(const Kept& kept, int number, Date on, std::int64_t part) {
        if (kept.what == "regulation") return regulation(kept, number, on, part);
        if (kept.what == "meeting") return meeting(kept, number, on, part);
        if (kept.what == "visit") return visit(kept, number, on, part);
        if (kept.what == "suggestion") return suggestion(kept, number, on);
        if (kept.what == "key_task") return key_task(kept, number, on);
        if (kept.what == "slip") return slip(kept, number, on);
        if (kept.what == "honour") return honour(kept, on, part);
        if (kept.what == "pilot_base") return pilot_base(kept, number, on, part);
        check(write_register(script_, kept, number, on, {group_of(kept), lead_of(kept)}),
              "governance.yaml names what the demo can write");
    }

    void paper(std::size_t step, const std::string& field, const std::string& title) {
        attach_shared_paper(script_, step, field, title);
    }

    std::vector<Reference> by_group(const Kept& kept) const { return {{"work_group", group_of(kept)}}; }

    void regulation(const Kept& kept, int number, Date on, std::int64_t articles) {
        constexpr std::array names{"工作规则",   "请示报告制度", "项目管理办法", "资金管理办法",
                                   "请销假制度", "安全管理制度", "学习制度",     "考勤制度",
                                   "保密制度",   "公文办理办法", "廉洁守则",     "会议制度"};
        const auto place = static_cast<std::size_t>(number - 1);
        auto name = kept.kind == "ban"      ? std::string("严禁事项")
                    : kept.kind == "people" ? std::string("人员管理规定")
                                            : names[place % names.size()];
        if (place >= names.size()) name += "实施细则";
        json::object fields{{"name", name}, {"kind", kept.kind}, {"articles", articles}};
        if (kept.kind == "ban") {
            fields["governs"] = "project.approve";
            fields["text"] = bans;
        }
        const auto record = script_.create(on, Stage::project, "regulation", std::move(fields), by_group(kept));
        paper(script_.advance(on, Stage::approval, record, "adopt", {{"adopted_on", on.iso()}}), "paper", "制度汇编");
    }

    void meeting(const Kept& kept, int number, Date on, std::int64_t people) {
        json::object fields{
            {"name", "第" + std::to_string(number) + "次会议"}, {"kind", kept.kind}, {"held_on", on.iso()}};
        if (kept.kind == "committee") fields["first_item"] = "学习";
        const auto record = script_.create(on, Stage::project, "meeting", std::move(fields), by_group(kept));
        script_.advance(on, Stage::start, record, "hold", {{"people", people}});
        paper(script_.advance(on, Stage::completion, record, "record"), "minutes", "会议纪要");
    }

    void visit(const Kept& kept, int number, Date on, std::int64_t km) {
        const auto made = script_.create(on, Stage::project, "field_visit",
                                         {{"date", on.iso()},
                                          {"kind", kept.kind},
                                          {"place", kept.region},
                                          {"km", std::to_string(km)},
                                          {"people", kept.kind == "department" ? 5 : 3}},
                                         by_group(kept));
        if (kept.kind != "township" || kept.giver != plans_visits) return;
        const auto target = script_.create(kept.from, Stage::project, "visit_target",
                                           {{"kind", kept.kind},
                                            {"place", kept.region},
                                            {"place_name", "第" + std::to_string(number) + "个乡镇（演示）"},
                                            {"listed_on", kept.from.iso()},
                                            {"due_on", kept.until.iso()}},
                                           by_group(kept));
        script_.advance(on, Stage::works, target, "visit", {}, {{"visit", made}});
    }

    // Three of four become part of one task of the group, which is done.
    void suggestion(const Kept& kept, int number, Date on) {
        auto& task = tasks_[kept.giver + kept.region];
        if (!task) task = done_task(kept, "落实走访意见建议", on, false);
        const auto record = script_.create(
            on, Stage::works, "suggestion",
            {{"name", "意见建议第" + std::to_string(number) + "条"}, {"heard_on", on.iso()}, {"category", kept.kind}},
            by_group(kept));
        const auto considered = workday_from(on + 7);
        if (number % 4 == 0) {
            script_.advance(considered, Stage::completion, record, "decline", {{"reply", "已向当地说明"}});
            return;
        }
        script_.advance(considered, Stage::completion, record, "adopt", {}, {{"task", task}});
        const auto done = workday_from(on + 60);
        script_.advance(done, Stage::completion, record, "finish", {{"reply", "已办"}, {"done_on", done.iso()}});
    }

    void key_task(const Kept& kept, int number, Date on) {
        done_task(kept, "重点工作第" + std::to_string(number) + "项", on, true);
    }

    Handle done_task(const Kept& kept, const std::string& name, Date on, bool is_key) {
        auto references = by_group(kept);
        references.push_back({"lead", lead_of(kept)});
        const auto due = workday_from(on + 180);
        const auto record = script_.create(on, Stage::project, "task",
                                           {{"name", name},
                                            {"listed_on", on.iso()},
                                            {"key_task", is_key},
                                            {"goal", "按期完成"},
                                            {"measures", "列出清单，逐项落实"},
                                            {"due_on", due.iso()}},
                                           std::move(references));
        script_.advance(on, Stage::start, record, "start");
        const auto done = workday_from(on + 150);
        script_.advance(done, Stage::completion, record, "finish", {{"result", "已完成"}, {"done_on", done.iso()}});
        return record;
    }

    Handle lead_of(const Kept& kept) {
        auto random = Prng::named("governance " + kept.giver + kept.region);
        return parties_.cadre(kept.giver, kept.region, random);
    }

    void slip(const Kept& kept, int number, Date on) {
        auto references = by_group(kept);
        references.push_back({"lead", lead_of(kept)});
        const auto record = script_.create(on, Stage::project, "supervision_slip",
                                           {{"name", "督办事项第" + std::to_string(number) + "件"},
                                            {"issued_on", on.iso()},
                                            {"cause", kept.kind},
                                            {"goal", "赶上计划进度"},
                                            {"measures", "增加班组，倒排工期"},
                                            {"due_on", (on + 20).iso()}},
                                           std::move(references));
        script_.advance(on, Stage::approval, record, "issue");
        const auto answered = workday_from(on + 14), verified = workday_from(on + 18);
        script_.advance(answered, Stage::works, record, "answer",
                        {{"answer", "已赶上计划进度"}, {"answered_on", answered.iso()}});
        paper(script_.advance(verified, Stage::completion, record, "confirm",
                              {{"verification", "到现场看过"}, {"verified_on", verified.iso()}}),
              "evidence", "督办佐证");
        script_.advance(verified, Stage::handover, record, "close", {{"closed_on", verified.iso()}});
    }

    void honour(const Kept& kept, Date on, std::int64_t people) {
        script_.create(on, Stage::works, "honour",
                       {{"name", "先进个人（演示）"},
                        {"tier", kept.kind},
                        {"people", people},
                        {"awarded_by", "演示单位"},
                        {"awarded_on", on.iso()}},
                       by_group(kept));
    }

    void pilot_base(const Kept& kept, int number, Date on, std::int64_t jobs) {
        auto references = by_group(kept);
        const auto name = "援建企业" + std::to_string(number) + "号（演示）有限公司";
        references.push_back({"enterprise", parties_.investor(name, kept.giver).record});
        script_.create(on, Stage::project, "pilot_base", {{"since", on.iso()}, {"branch", true}, {"jobs", jobs}},
                       std::move(references));
    }

    void grades() {
        std::map<std::string, std::pair<Handle, int>> before; // by programme and kind: the year before and its run
        for (const auto& grade : inputs_.grades) {
            auto& [last, run] = before[grade.programme + grade.kind];
            ++run;
            last = script_.create(grade.published_on, Stage::works, "official_grade",
                                  {{"published_on", grade.published_on.iso()},
                                   {"programme", grade.programme},
                                   {"giver", "370000"},
                                   {"kind", grade.kind},
                                   {"year_of", grade.year},
                                   {"grade", grade.grade},
                                   {"run", run}},
                                  {{"before", last}});
        }
    }

    void assess(const AssessmentInput& given) {
        const auto since = day(given.years.front().year, 1, 10);
        int points = 0;
        for (const auto& one : given.indicators) points += one.points;
        const auto scheme = script_.create(since, Stage::project, "assessment_scheme",
                                           {{"code", "demo_annual"},
                                            {"name", given.scheme},
                                            {"kind", "annual"},
                                            {"since", since.iso()},
                                            {"indicators", given.indicators.size()},
                                            {"points", std::to_string(points)},
                                            {"excellent_from", "95"},
                                            {"good_from", "85"},
                                            {"fairly_good_from", "75"},
                                            {"average_from", "60"}});
        std::vector<Handle> indicators;
        for (const auto& one : given.indicators) indicators.push_back(indicator(one, since, scheme));
        script_.advance(since, Stage::start, scheme, "adopt");
        for (const auto& year : given.years) assess(given, year, scheme, indicators);
    }

    // Scored in the first days of the year after, and submitted; the year that is not over waits for its end.
    void assess(const AssessmentInput& given, const AssessmentInput::Year& year, Handle scheme,
                const std::vector<Handle>& indicators) {
        const bool over = script_.within(day(year.year + 1, 1, 8));
        const auto scored = over ? day(year.year + 1, 1, 8) : day(year.year, 6, 24),
                   submitted = day(year.year + 1, 1, 15);
        const auto assessment = script_.create(scored, Stage::project, "self_assessment",
                                               {{"programme", given.programme},
                                                {"giver", "370000"},
                                                {"region", given.region},
                                                {"date", day(year.year, 12, 31).iso()},
                                                {"due_on", day(year.year + 1, 1, 20).iso()}},
                                               {{"scheme", scheme}});
        for (std::size_t i = 0; i < year.scores.size(); ++i) {
            const auto score = script_.create(scored, Stage::works, "assessment_score",
                                              {{"score", year.scores[i]}, {"because", "按台账取数（演示）"}},
                                              {{"assessment", assessment}, {"indicator", indicators[i]}});
            const auto title = given.indicators[i].name + "佐证";
            script_.attach(score, "evidence", title + ".svg", drawn_paper(title, {"演示用，各年共用"}));
        }
        script_.advance(submitted, Stage::completion, assessment, "submit", {{"submitted_on", submitted.iso()}});
    }

    Handle indicator(const AssessmentInput::Indicator& one, Date since, Handle scheme) {
        json::object fields{{"name", one.name},
                            {"points", std::to_string(one.points)},
                            {"method", "见规则"},
                            {"evidence", "台账和凭证"},
                            {"rule", one.rule}};
        if (!one.figure.empty()) {
            fields["figure"] = one.figure;
            fields["full_at"] = std::to_string(one.full_at);
            fields["zero_at"] = std::to_string(one.zero_at);
        }
        return script_.create(since, Stage::appraisal, "assessment_indicator", std::move(fields), {{"scheme", scheme}});
    }

    Script& script_;
    const Inputs& inputs_;
    const Background& background_;
    Parties& parties_;
    std::map<std::string, Handle> groups_, tasks_; // by giver and region
};

} // namespace

void write_governance(Script& script, const Inputs& inputs, const Background& background, Parties& parties) {
    Writer(script, inputs, background, parties).run();
}

} // namespace shanhai::demo

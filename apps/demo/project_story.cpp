#include "apps/demo/project_story.h"

#include "apps/demo/follow_up.h"
#include "apps/demo/voucher.h"
#include "apps/demo/workdays.h"

#include <algorithm>
#include <cstdio>

namespace shanhai::demo {

namespace {

constexpr std::int64_t big_works = 400'000'000; // fen; as projects/schema/project.yaml has it

constexpr std::string_view asks_first = "370700";
constexpr int asks_since = 2024;

constexpr int days_of_courses = 60; // before the demo ends

// What kind of a cause the words of the demo are about.
std::string cause_of(const std::string& words) {
    constexpr std::pair<std::string_view, std::string_view> causes[] = {
        {"疫情", "epidemic"}, {"冬季", "winter"}, {"材料", "material"},
        {"设计", "design"},   {"资金", "money"},  {"用地", "land"},
    };
    for (const auto& [part, cause] : causes)
        if (words.contains(part)) return std::string(cause);
    return "other";
}

} // namespace

int Course::tenths_on(Date day) const {
    auto last = std::pair(started_on, 0);
    for (const auto& next : reported) {
        if (next.first > day) {
            const auto days = std::max(next.first - last.first, 1), gone = std::max(day - last.first, 0);
            return last.second + static_cast<int>(std::int64_t{next.second - last.second} * gone / days);
        }
        last = next;
    }
    return last.second;
}

// One project, told from beginning to end.
struct ProjectStories::Telling {
    ProjectStories& all;
    const ProjectPlan& plan;
    Prng random;
    Schedule schedule;
    Script& script;
    Handle project, contract, design, listing;
    const Organisation& owner;
    const Organisation* contractor = nullptr;
    const Organisation* designer = nullptr; // nullptr: the works have none
    std::string why_halted;

    Telling(ProjectStories& stories, const ProjectPlan& project_plan)
        : all(stories), plan(project_plan), random(Prng::named(project_plan.name)),
          schedule(schedule_of(project_plan, stories.inputs_, random)), script(stories.script_),
          owner(stories.parties_.office(*project_plan.place, project_plan.theme->owner, "owner")) {}

    void propose() {
        json::object fields{
            {"name", plan.name},
            {"planned_on", plan.planned_on.iso()},
            {"programme", plan.programme},
            {"giver", plan.giver},
            {"region", plan.region},
            {"level", plan.level},
            {"sector", plan.sector},
            {"theme", plan.theme->name},
            {"budget", plain(plan.budget)},
            {"altitude", plan.place->altitude + (plan.township.empty() ? 0 : random.between(0, 15) * 10)}};
        if (!plan.line.empty()) fields["line"] = plan.line;
        if (!plan.action.empty()) fields["action"] = plan.action;
        fields["code"] = all.code_of(plan);
        const bool works = plan.theme->works;
        fields["nature"] = works ? "works" : plan.theme->asset.empty() ? "service" : "goods";
        if (!plan.township.empty())
            fields["township"] = plan.township + "人民政府";
        else if (works)
            fields["township"] = "项目所在乡镇人民政府";
        std::vector<Reference> references{
            {"owner", owner.record},
            {"work_group", all.background_.group_on(plan.planned_on, plan.giver, plan.region)},
            {"plan", all.background_.key_list_on(plan.planned_on, plan.giver, plan.region)}};
        if (works) {
            fields["due_on"] = day(plan.year, 11, 30).iso();
            references.push_back(
                {"housing_bureau", all.parties_.office(*plan.place, "住房和城乡建设局", "housing_bureau").record});
        }
        if (references[1].to) {
            references.push_back({"lead", all.parties_.cadre(plan.giver, plan.place->code, random)});
        } else if (works) { // of groups that are not in the books
            auto of_old = Prng::named(plan.name + " lead");
            references.push_back({"lead", all.parties_.cadre(plan.giver, plan.place->code, of_old)});
        }
        // Some are entered for the county and put into their township later.
        const bool moved = plan.region.size() > 6 && !plan.brief && plan.assets.empty() && random.chance(6);
        if (moved) fields["region"] = plan.place->code;
        const auto key_list = references[2].to;
        project = script.create(plan.planned_on, Stage::project, "project", std::move(fields), std::move(references));
        if (key_list)
            listing = script.create(plan.planned_on, Stage::project, "plan_line",
                                    {{"listed_on", plan.planned_on.iso()}}, {{"plan", key_list}, {"project", project}});
        if (moved)
            script.amend(workday_from(plan.planned_on + random.between(10, 60)), Stage::correction, project,
                         {{"region", plan.region}}, "实施地点落实到乡镇");
        const auto appraised = std::max(plan.planned_on, workday_until(plan.approved_on + -7));
        script.advance(appraised, Stage::appraisal, project, "appraise", {{"feasible_on", appraised.iso()}});
        if (works && plan.budget >= big_works) review(appraised);
    }

    // Big works pass a preliminary design and a meeting, whose papers stand for all works of a county in a year.
    void review(Date appraised) {
        const auto reviewed = workday_until(std::max(appraised, plan.approved_on + -2));
        const auto county = plan.place->name + std::to_string(plan.year) + "年";
        const auto designed =
            script.advance(appraised, Stage::design, project, "pass_design", {{"designed_on", appraised.iso()}});
        script.attach_to_step(designed, "design", county + "初步设计批复.svg",
                              drawn_paper("初步设计批复（合编）", {county + "各工程项目"}));
        auto votes = Prng::named(plan.name + " votes");
        const auto held = script.advance(reviewed, Stage::review, project, "review",
                                         {{"reviewed_on", reviewed.iso()},
                                          {"votes_for", votes.between(7, 9)},
                                          {"votes_against", votes.between(0, 2)}});
        script.attach_to_step(held, "minutes", county + "评审会纪要.svg",
                              drawn_paper("项目评审会纪要", {county + "各工程项目", "同意票达到三分之二的通过"}));
    }

    void fund(Handle appropriation) {
        script.advance(plan.approved_on, Stage::approval, project, "approve",
                       {{"approved_on", plan.approved_on.iso()}});
        script.create(plan.approved_on, Stage::money_planned, "fund_plan",
                      {{"date", plan.approved_on.iso()},
                       {"amount", plain(plan.budget)},
                       {"source", plan.giver == "370000" ? "province" : "city"}},
                      {{"project", project}});
        script.create(plan.allocated_on, Stage::money_allocated, "allocation",
                      {{"date", plan.allocated_on.iso()}, {"amount", plain(plan.budget)}},
                      {{"project", project}, {"appropriation", appropriation}});
        for (const auto& step : schedule.investment_plans)
            script.create(step.on, Stage::money_allocated, "investment_plan",
                          {{"date", step.on.iso()}, {"amount", plain(step.fen)}}, {{"project", project}});
        for (const auto& step : schedule.disbursements)
            script.create(step.on, Stage::money_disbursed, "disbursement",
                          {{"date", step.on.iso()}, {"amount", plain(step.fen)}},
                          {{"project", project}, {"payee", owner.record}, {"on_request", asked(step)}});
    }

    // One city asks first; works that have begun would need a visit of the site, too.
    Handle asked(const Step& step) {
        const bool begun = step.on >= schedule.started_on;
        if (plan.giver != asks_first || plan.year < asks_since || begun) return {};
        return ask_for_money(script,
                             {project, std::max(plan.allocated_on, workday_until(step.on + -5)), step.on, step.fen});
    }

    void contract_out() {
        const bool works = plan.theme->works;
        const auto firm = works ? "builder" : plan.theme->asset.empty() ? "service" : "supplier";
        contractor = &all.parties_.firm(firm, *plan.place, random);
        const auto kind = works ? "works" : plan.theme->asset.empty() ? "service" : "goods";
        contract = script.create(schedule.contract_on, Stage::contract, "contract",
                                 {{"kind", kind},
                                  {"procurement", works && plan.budget > big_works ? "open_tender"
                                                  : random.chance(60)              ? "negotiation"
                                                                                   : "inquiry"},
                                  {"amount", plain(schedule.contract)},
                                  {"signed_on", schedule.contract_on.iso()},
                                  {"due_on", day(plan.year, 12, 10).iso()}},
                                 {{"project", project}, {"supplier", contractor->record}});
        if (schedule.design > 0) {
            designer = &all.parties_.firm("designer", *plan.place, random);
            design = script.create(schedule.contract_on, Stage::contract, "contract",
                                   {{"kind", "design"},
                                    {"procurement", "inquiry"},
                                    {"amount", plain(schedule.design)},
                                    {"signed_on", schedule.contract_on.iso()}},
                                   {{"project", project}, {"supplier", designer->record}});
        }
    }

    void build() {
        script.advance(schedule.started_on, Stage::start, project, "start", {{"started_on", schedule.started_on.iso()}},
                       plan.theme->works ? std::vector<Reference>{{"builder", contractor->record}}
                                         : std::vector<Reference>{});
        const auto under_way = workday_from(schedule.started_on + 20);
        const bool halts = schedule.suspended_on.has_value();
        if (plan.theme->works && !plan.brief && !plan.urgent && !halts && schedule.completed_on &&
            under_way < *schedule.completed_on)
            script.advance(under_way, Stage::works, project, "build");
        if (halts) halt();
        report();
        if (schedule.completed_on)
            script.advance(*schedule.completed_on, Stage::completion, project, "complete",
                           {{"completed_on", schedule.completed_on->iso()}});
        if (schedule.completed_on && listing)
            script.advance(*schedule.completed_on, Stage::completion, listing, "finish",
                           {{"closed_on", schedule.completed_on->iso()}});
    }

    void halt() {
        why_halted = plan.year == 2022 ? all.inputs_.words.epidemic : random.pick(all.inputs_.words.suspensions);
        script.advance(*schedule.suspended_on, Stage::works, project, "suspend",
                       {{"suspended_on", schedule.suspended_on->iso()},
                        {"suspended_cause", cause_of(why_halted)},
                        {"suspended_because", why_halted}});
        if (schedule.resumed_on)
            script.advance(*schedule.resumed_on, Stage::works, project, "resume",
                           {{"resumed_on", schedule.resumed_on->iso()}});
    }

    // What is completed is reported; some reports are wrong at first and corrected.
    void report() {
        std::int64_t so_far = 0;
        for (const auto& step : schedule.progress) {
            so_far += step.fen;
            const auto tenths = so_far * 1000 / plan.budget;
            const bool wrong = !plan.brief && step.fen > 10'000'000 && random.chance(1);
            const auto first = wrong ? step.fen / 10 * 9 : step.fen;
            const auto record =
                script.create(step.on, Stage::progress, "progress",
                              {{"date", step.on.iso()}, {"amount", plain(first)}, {"percent", scaled_text(tenths, 1)}},
                              {{"project", project}});
            // Corrected on the same day, so that no year end falls between.
            if (wrong)
                script.amend(step.on, Stage::correction, record, {{"amount", plain(step.fen)}},
                             "上报数有误，按现场核实更正");
        }
    }

    Course course() const {
        Course course{.project = project,
                      .works = plan.theme->works,
                      .started_on = schedule.started_on,
                      .suspended_on = schedule.suspended_on,
                      .resumed_on = schedule.resumed_on,
                      .suspended_because = why_halted,
                      .reported = {}};
        std::int64_t so_far = 0;
        for (const auto& step : schedule.progress) {
            so_far += step.fen;
            course.reported.emplace_back(step.on, static_cast<int>(so_far * 1000 / plan.budget));
        }
        return course;
    }

    Handle pay(const Organisation& payee, std::string_view kind, std::int64_t fen, Date on, const std::string& number,
               std::vector<Reference> further) {
        further.push_back({"project", project});
        further.push_back({"payee", payee.record});
        const auto record =
            script.create(on, Stage::payment, "payment", {{"date", on.iso()}, {"amount", plain(fen)}, {"kind", kind}},
                          std::move(further));
        script.attach(record, "voucher", number + ".svg", drawn({number, on, payee.name, plan.name, fen}));
        return record;
    }

    std::string next_voucher() {
        char number[24];
        std::snprintf(number, sizeof number, "PZ-%06d", ++all.vouchers_);
        return number;
    }

    // The designer gets a part of the largest payment.
    void pay_designer() {
        const auto largest = std::ranges::max_element(schedule.payments, {}, &PaymentStep::fen);
        if (designer == nullptr || largest == schedule.payments.end() || largest->fen <= schedule.design) return;
        largest->fen -= schedule.design;
        pay(*designer, "service", schedule.design, largest->on, next_voucher(), {{"contract", design}});
    }

    void pay_all() {
        pay_designer();
        std::int64_t refunded = 0; // before what is left goes back
        for (const auto& step : schedule.payments) {
            const auto number = next_voucher();
            const auto record = pay(*contractor, step.kind, step.fen, step.on, number, {{"contract", contract}});
            if (plan.brief || !script.within(step.on)) continue;
            // Entered twice and taken back; only where the owner has the money, or it would have been refused.
            if (random.chance(1) && room_on(step.on) >= step.fen) {
                const auto twice = pay(*contractor, step.kind, step.fen, step.on, number, {{"contract", contract}});
                script.withdraw(step.on, Stage::correction, twice, "重复录入");
            }
            if (plan.may_give_back && step.kind == "works" && step.fen > 20'000'000 && random.chance(2)) {
                const auto back = step.fen / 100 * random.between(2, 6);
                const auto on = workday_from(step.on + random.between(2, 5));
                pay(*contractor, "refund", back, on, next_voucher(), {{"refund_of", record}});
                if (schedule.given_back && on <= schedule.given_back->on) refunded += back;
            }
        }
        if (schedule.given_back)
            script.create(schedule.given_back->on, Stage::money_disbursed, "disbursement",
                          {{"date", schedule.given_back->on.iso()},
                           {"amount", plain(schedule.given_back->fen + refunded)},
                           {"direction", "back"},
                           {"note", "竣工结余退回"}},
                          {{"project", project}});
    }

    // What the owner has on its account at the end of a day, refunds left out.
    std::int64_t room_on(Date on) const {
        std::int64_t room = 0;
        for (const auto& step : schedule.disbursements) room += step.on <= on ? step.fen : 0;
        for (const auto& step : schedule.payments) room -= step.on <= on ? step.fen : 0;
        if (schedule.given_back && schedule.given_back->on <= on) room -= schedule.given_back->fen;
        return room;
    }

    void look_in() {
        if (plan.surveyed_on) inspect(*plan.surveyed_on, "survey");
        if (plan.brief || !plan.theme->works) return;
        constexpr std::string_view kinds[] = {"supervision", "quality", "safety", "compliance"};
        for (int visit = random.between(0, 3); visit > 1; --visit)
            inspect(workday_from(schedule.started_on + random.between(10, 120)),
                    kinds[static_cast<std::size_t>(random.between(0, 3))]);
        if (schedule.main_structure_on)
            script.create(*schedule.main_structure_on, Stage::works, "milestone",
                          {{"kind", "main_structure"}, {"reached_on", schedule.main_structure_on->iso()}},
                          {{"project", project}});
        // Weifang's structures of 2022 were counted in a report: no other may stand beside them.
        else if (!(plan.giver == "370700" && plan.year == 2022) && plan.assets.empty() && random.chance(25) &&
                 schedule.completed_on)
            structure_in_time();
    }

    void structure_in_time() {
        const auto reached = workday_from(schedule.started_on + (*schedule.completed_on - schedule.started_on) / 2);
        script.create(reached, Stage::works, "milestone",
                      {{"kind", "main_structure"},
                       {"due_on", workday_from(reached + random.between(-20, 20)).iso()},
                       {"reached_on", reached.iso()}},
                      {{"project", project}});
    }

    void inspect(Date on, std::string_view kind) {
        json::object fields{{"date", on.iso()}, {"kind", kind}, {"result", "good"}};
        if (random.chance(30)) {
            fields["result"] = random.chance(85) ? "minor" : "major";
            fields["findings"] = random.pick(all.inputs_.words.findings);
        }
        script.create(on, Stage::works, "inspection", std::move(fields), {{"project", project}});
    }

    void close() {
        if (!schedule.accepted_on) return;
        const auto accepted = *schedule.accepted_on;
        script.create(accepted, Stage::acceptance, "acceptance",
                      {{"date", accepted.iso()},
                       {"result", random.chance(92) ? "passed" : "conditional"},
                       {"settled", plain(schedule.settled)}},
                      {{"project", project}});
        script.advance(accepted, Stage::acceptance, project, "accept", {{"accepted_on", accepted.iso()}});
        for (const auto& named : plan.assets) leave(named);
        if (!schedule.handed_over_on) return;
        const auto handed_over = *schedule.handed_over_on;
        script.advance(handed_over, Stage::handover, project, "hand_over", {{"handed_over_on", handed_over.iso()}});
        if (!plan.asset.empty())
            leave({plan.asset, plan.name, 1, random.between(4, 30) * 100, handed_over});
        else if (!plan.no_assets && !plan.brief && random.chance(45))
            leave({plan.theme->asset, plan.name, 1, floor_of(plan.theme->asset), handed_over});
    }

    int floor_of(const std::string& kind) {
        const bool built = kind == "school" || kind == "workshop" || kind == "village_centre" || kind == "greenhouse";
        return built ? random.between(2, 30) * 100 : 0;
    }

    void leave(const SpecialAsset& asset) {
        json::object fields{{"name", asset.name},
                            {"kind", asset.kind},
                            {"quantity", asset.quantity},
                            {"handed_over_on", asset.handed_over_on.iso()}};
        if (asset.area > 0) fields["area"] = std::to_string(asset.area);
        script.create(asset.handed_over_on, Stage::handover, "asset", std::move(fields),
                      {{"project", project}, {"receiver", owner.record}});
    }

    void audit() {
        if (plan.brief || plan.year > 2024 || !random.chance(2)) return;
        constexpr std::string_view kinds[] = {"idle_money", "missing_document", "late_payment", "early_payment",
                                              "wrong_account"};
        const int month = random.between(2, 5);
        const auto found = workday_from(day(plan.year + 1, month, random.between(3, 25)));
        const auto record = script.create(found, Stage::correction, "audit_finding",
                                          {{"found_on", found.iso()},
                                           {"kind", kinds[static_cast<std::size_t>(random.between(0, 4))]},
                                           {"severity", random.chance(80) ? "low" : "high"},
                                           {"amount", plain(plan.budget / 100 * random.between(1, 8))},
                                           {"due_on", (found + 60).iso()}},
                                          {{"project", project}});
        const auto answered = workday_from(found + random.between(20, 50));
        if (random.chance(18)) return; // still open
        script.advance(answered, Stage::correction, record, "answer",
                       {{"answer", random.pick(all.inputs_.words.answers)}});
        const auto closed = workday_from(answered + random.between(7, 20));
        script.advance(closed, Stage::correction, record, "close", {{"closed_on", closed.iso()}});
    }
};

// As the papers of a county number the projects of a year: "540228-2024-007".
std::string ProjectStories::code_of(const ProjectPlan& plan) {
    const auto begin = plan.place->code + "-" + std::to_string(plan.year) + "-";
    const auto serial = std::to_string(++coded_[begin]);
    return begin + std::string(serial.size() < 3 ? 3 - serial.size() : 0, '0') + serial;
}

void ProjectStories::write(const ProjectPlan& plan, Handle appropriation) {
    Telling telling(*this, plan);
    telling.propose();
    telling.fund(appropriation);
    telling.contract_out();
    telling.build();
    telling.pay_all();
    telling.look_in();
    telling.close();
    telling.audit();
    if (!telling.schedule.completed_on || !script_.within(*telling.schedule.completed_on + days_of_courses))
        courses_.push_back(telling.course());
}

void ProjectStories::write_cancelled(const ProjectPlan& plan) {
    Telling telling(*this, plan);
    telling.propose();
    const auto cancelled = workday_from(plan.planned_on + telling.random.between(40, 90));
    script_.advance(cancelled, Stage::completion, telling.project, "cancel", {{"cancelled_on", cancelled.iso()}});
}

} // namespace shanhai::demo

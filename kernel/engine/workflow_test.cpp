#include "base/text.h"
#include "kernel/engine/trial_kernel_test.h"

// Steps that are taken back, time limits that pass, and what may not be seen or done with either.
namespace shanhai::kernel {
namespace {

// A gift is received and thanked for once its project has begun; a letter must say so; whoever keeps gifts may not see what
// the project is about.
std::vector<SchemaFile> schema_with_gifts() {
    auto files = trial_schema();
    for (auto& file : files) {
        if (file.path != "modules/trial/schema/project.yaml") continue;
        file.text = replace_all(file.text, "  started: 开工\n",
                                "  started: {zh: 开工, en: Started, within: 30 days, until: done_on}\n");
        file.text = replace_all(file.text, "  level: {is: choice",
                                "  plan: {is: text, sensitivity: secret}\n  level: {is: choice");
        file.text = replace_all(file.text, "requires: [done_on]}", "requires: [done_on, plan]}");
    }
    files.push_back({"modules/trial/schema/gift.yaml", R"(
type: gift
fields:
  project: {is: ref project, required: true}
  letter: {is: file}
states:
  received: 收到
  thanked: 已答谢
transitions:
  thank: {from: received, to: thanked, requires_papers: [letter], guard: "project.state <> 'planned'", says: {zh: 开工后才答谢, en: Thanked once begun}}
  recall: {from: thanked, to: received, second_person: [thank]}
)"});
    give_grants(files, R"(
roles:
  keeper: {title: {zh: 保管, en: Keeper}}
  reader: {title: {zh: 读者, en: Reader}}
lies_in:
  project: {division: region}
  gift: {division: project.region}
rights:
  keeper:
    project: [read, start]
    gift: [read, create, thank, recall]
  reader:
    project: [read]
    gift: [read]
)");
    return files;
}

class Workflow : public TrialKernel {
protected:
    void SetUp() override {
        TrialKernel::SetUp();
        if (IsSkipped() || HasFatalFailure()) return;
        *now_ = Moment::parse("2030-03-01T02:00:00Z").value(); // after what the set-up entered: time goes forward only
        reopen();
        project_ = make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2024-01-10"}});
        gift_ = make("gift", {{"project", project_}});
    }

    void reopen() {
        kernel_.reset();
        auto with = options();
        with.schema_files = schema_with_gifts();
        with.clock = [now = now_] { return now->micros += 1'000'000, *now; };
        auto opened = Kernel::open(with);
        ASSERT_TRUE(opened.has_value()) << opened.error().code << " " << opened.error().field;
        kernel_ = *std::move(opened);
    }

    static Principal somebody(const std::string& role) { return Principal::person("zhao", "赵", {{.role = role}}); }

    std::string after(const Principal& who, Action action, const std::string& type, const std::string& record,
                      const std::string& transition = {}, json::object fields = {}) {
        Command command;
        command.action = action;
        command.type = type;
        command.record = record;
        command.transition = transition;
        command.fields = std::move(fields);
        command.reason = "by mistake";
        Request request;
        request.who = who;
        request.commands.push_back(std::move(command));
        const auto reply = kernel_->execute(std::move(request));
        return reply ? "done" : reply.error().code + (reply.error().field.empty() ? "" : " " + reply.error().field);
    }

    json::object letter() {
        const auto stored = kernel_->store_file(Principal::administrator(), {"letter.pdf", {}, {}}, "%PDF-1.4 letter");
        EXPECT_TRUE(stored.has_value());
        return stored ? json::object{{"letter", {{"sha256", stored->sha256}, {"name", stored->name}}}} : json::object{};
    }

    json::object next(const Principal& who, const std::string& type, const std::string& record) {
        const auto shown = kernel_->next_steps(who, type, record);
        EXPECT_TRUE(shown.has_value()) << (shown ? "" : shown.error().code);
        return shown.value_or(json::object{});
    }

    std::shared_ptr<Moment> now_ = std::make_shared<Moment>();
    const Principal admin_ = Principal::administrator();
    std::string project_, gift_;
};

TEST_F(Workflow, a_step_that_others_rest_on_is_not_taken_back) {
    EXPECT_EQ(after(admin_, Action::advance, "gift", gift_, "thank"), "record.paper_required /letter");
    EXPECT_EQ(after(admin_, Action::advance, "gift", gift_, "thank", letter()), "record.guard");
    EXPECT_EQ(after(admin_, Action::advance, "project", project_, "start"), "done");
    EXPECT_EQ(after(admin_, Action::advance, "gift", gift_, "thank", letter()), "done");
    EXPECT_EQ(after(admin_, Action::undo, "project", project_), "record.undo_blocked");
    EXPECT_EQ(after(admin_, Action::undo, "gift", gift_), "done");
    EXPECT_EQ(after(admin_, Action::undo, "project", project_), "done");
    EXPECT_EQ(after(admin_, Action::undo, "project", project_), "record.nothing_to_undo");
    expect_clean();
    reopen();
    const auto shown = kernel_->get(admin_, "gift", gift_);
    ASSERT_TRUE(shown.has_value());
    EXPECT_EQ(shown->at("state"), "received");
    EXPECT_TRUE(shown->at("letter").is_null()) << "what the step had brought goes with it";
}

TEST_F(Workflow, who_may_take_a_step_may_take_it_back_and_nobody_else) {
    EXPECT_EQ(after(somebody("keeper"), Action::advance, "project", project_, "start"), "done");
    EXPECT_EQ(after(somebody("reader"), Action::undo, "project", project_), "access.denied");
    EXPECT_EQ(after(somebody("keeper").limited_to({{"read"}, {}}), Action::undo, "project", project_), "access.denied");
    EXPECT_TRUE(next(somebody("reader"), "project", project_).at("undo").is_null());
    EXPECT_FALSE(next(somebody("keeper"), "project", project_).at("undo").is_null());
    EXPECT_EQ(after(somebody("keeper"), Action::undo, "project", project_), "done");
    EXPECT_EQ(after(Principal(), Action::undo, "project", project_), "access.denied");
}

TEST_F(Workflow, what_is_missing_is_said_to_those_who_may_see_it) {
    EXPECT_EQ(after(admin_, Action::advance, "project", project_, "start"), "done");
    const auto missing = [&](const Principal& who) {
        std::string names;
        const auto shown = next(who, "project", project_);
        for (const auto& field : shown.at("steps").at(0).at("fields").as_array())
            names += std::string(field.at("field").as_string()) + " ";
        return names;
    };
    EXPECT_EQ(missing(admin_), "done_on plan ");
    EXPECT_EQ(missing(somebody("reader")), "done_on ") << "that a secret is empty would be one, too";
    EXPECT_EQ(next(somebody("reader"), "project", project_).at("steps").at(0).at("may"), false);
    EXPECT_EQ(kernel_->next_steps(Principal(), "project", project_).error().code, "record.not_found");
}

TEST_F(Workflow, that_a_step_takes_another_is_said_before_anybody_tries) {
    EXPECT_EQ(after(admin_, Action::advance, "project", project_, "start"), "done");
    EXPECT_EQ(after(admin_, Action::advance, "gift", gift_, "thank", letter()), "done");
    const auto recall = [&](const Principal& who) {
        const auto shown = next(who, "gift", gift_);
        const auto& step = shown.at("steps").at(0);
        return std::pair(step.at("may").as_bool(), step.at("takes_another").as_bool());
    };
    EXPECT_EQ(recall(admin_), std::pair(false, true)) << "they thanked for it themselves";
    EXPECT_EQ(recall(somebody("keeper")), std::pair(true, false));
    EXPECT_EQ(recall(somebody("reader")), std::pair(false, false)) << "not theirs to take in any case";
    EXPECT_EQ(after(admin_, Action::advance, "gift", gift_, "recall"), "access.second_person");
    EXPECT_EQ(after(somebody("keeper"), Action::advance, "gift", gift_, "recall"), "done");
}

TEST_F(Workflow, a_reference_to_what_one_may_not_read_is_a_refusal_that_is_kept) {
    const auto elsewhere = Principal::person("qian", "钱", {{"keeper", ScopeKind::division, 4, {}, {}}});
    const json::object gift{{"project", project_}}, nothing{{"project", "#99999"}};
    EXPECT_EQ(after(elsewhere, Action::create, "gift", {}, {}, gift), "record.bad_reference /project");
    EXPECT_EQ(after(elsewhere, Action::create, "gift", {}, {}, nothing), "record.bad_reference /project");
    EXPECT_EQ(after(admin_, Action::create, "gift", {}, {}, gift), "done");
    const auto refused = kernel_->refusals(admin_, 0, 10);
    ASSERT_TRUE(refused.has_value());
    ASSERT_EQ(refused->size(), 1U) << "what is not there was kept from nobody";
    const auto& one = refused->front();
    EXPECT_EQ(one.user + " " + one.operation + " " + one.type + " " + one.code,
              "qian read project record.bad_reference");
    EXPECT_EQ("#" + std::to_string(one.record), project_);
}

TEST_F(Workflow, what_moves_a_figure_says_why_in_every_state) {
    const auto amended = [&](const std::string& type, const std::string& record, json::object fields,
                             const std::string& reason) {
        Command command;
        command.action = Action::amend;
        command.type = type;
        command.record = record;
        command.fields = std::move(fields);
        command.reason = reason;
        Request request;
        request.who = admin_;
        request.commands.push_back(std::move(command));
        const auto reply = kernel_->execute(std::move(request));
        return reply ? "done" : reply.error().code + " " + reply.error().field;
    };
    EXPECT_EQ(next(admin_, "project", project_).at("state"), "planned");
    EXPECT_EQ(next(admin_, "project", project_).at("amend_reason"), true) << "it counts from its first state on";
    EXPECT_EQ(next(admin_, "gift", gift_).at("amend_reason"), false);
    EXPECT_EQ(amended("project", project_, {{"plan", "改线"}}, ""), "done") << "no figure counts by it";
    for (const std::string reason : {"", " ", "\u3000", "\u3000\u00A0\u200B"})
        EXPECT_EQ(amended("project", project_, {{"region", "650000"}}, reason), "record.reason_required /reason");
    EXPECT_EQ(amended("project", project_, {{"region", "650000"}}, "改址"), "done");
    EXPECT_EQ(amended("gift", gift_, {{"letter", letter().at("letter")}}, ""), "done") << "drafts need none";
    expect_clean();
}

TEST_F(Workflow, what_is_past_its_limit_is_passed_on_once_and_by_the_system_only) {
    EXPECT_EQ(after(admin_, Action::advance, "project", project_, "start"), "done");
    EXPECT_EQ(kernel_->get(admin_, "project", project_)->at("deadline"), "2030-03-31");
    EXPECT_EQ(after(admin_, Action::escalate, "project", project_), "record.unknown_transition");
    EXPECT_EQ(kernel_->escalate_overdue().value(), 0U);
    *now_ = Moment::parse("2030-03-31T15:59:00Z").value(); // the last minute in Shanghai
    EXPECT_EQ(kernel_->escalate_overdue().value(), 0U);
    *now_ = Moment::parse("2030-03-31T16:00:00Z").value();
    EXPECT_EQ(kernel_->escalate_overdue().value(), 1U);
    reopen();
    EXPECT_EQ(kernel_->escalate_overdue().value(), 0U);
    EXPECT_EQ(kernel_->get(admin_, "project", project_)->at("escalated"), "2030-03-31");
    ListQuery overdue;
    overdue.overdue = true;
    EXPECT_EQ(kernel_->list(somebody("reader"), "project", overdue)->items.size(), 1U);
    EXPECT_EQ(after(admin_, Action::undo, "project", project_), "done") << "an escalation is in nobody's way";
    EXPECT_TRUE(kernel_->list(admin_, "project", overdue)->items.empty());
    expect_clean();
}

TEST_F(Workflow, the_past_is_open_to_those_who_may_read_the_present) {
    const auto then = kernel_->now();
    const auto tibet = Principal::person("zhao", "赵", {{"reader", ScopeKind::division, 1, {}, {}}});
    const auto other = Principal::person("qian", "钱", {{"reader", ScopeKind::division, 4, {}, {}}});
    const auto count = [&](const Principal& who, std::optional<Moment> as_of) {
        ListQuery query;
        query.as_of = as_of;
        query.count = true;
        const auto page = kernel_->list(who, "project", query);
        EXPECT_TRUE(page.has_value());
        EXPECT_EQ(page->items.size(), static_cast<std::size_t>(page->count.value()));
        return page->items.size();
    };
    EXPECT_EQ(count(tibet, then), 1U);
    EXPECT_EQ(count(other, then), 0U);
    EXPECT_EQ(after(admin_, Action::amend, "project", project_, {}, {{"region", "650000"}}), "done");
    EXPECT_EQ(count(tibet, {}), 0U);
    EXPECT_EQ(count(tibet, then), 0U) << "it lies elsewhere now, and its past went along";
    EXPECT_EQ(count(other, then), 1U);
    EXPECT_EQ(kernel_->get(tibet, "project", project_, then).error().code, "record.not_found");
    EXPECT_EQ(kernel_->history(tibet, "project", project_, then).error().code, "record.not_found");
    EXPECT_EQ(kernel_->get(other, "project", project_, then)->at("region").at("type"), "division");
    const ChangesQuery moved{"trial.projects", {}, then, {}, {}, 100, {}};
    const auto seen = kernel_->changes(other, moved);
    ASSERT_TRUE(seen.has_value()) << seen.error().code;
    EXPECT_FALSE(seen->postings.empty());
    const auto hidden = kernel_->changes(tibet, moved);
    ASSERT_TRUE(hidden.has_value()) << hidden.error().code;
    EXPECT_TRUE(hidden->postings.empty()) << "the record behind the difference is none of theirs";
    EXPECT_EQ(kernel_->changes(Principal(), moved)->then, "");
}

} // namespace
} // namespace shanhai::kernel

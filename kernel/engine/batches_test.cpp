#include "kernel/backup.h"
#include "kernel/carried_commands.h"
#include "kernel/engine/trial_kernel_test.h"

#include <gmock/gmock.h>

#include <future>

namespace shanhai::kernel {
namespace {

class Batches : public TrialKernel {
protected:
    void SetUp() override {
        TrialKernel::SetUp();
        if (kernel_) project_ = project("水渠");
    }

    std::string project(const std::string& name) {
        return make("project", {{"name", name}, {"region", "540228"}, {"planned_on", "2023-01-01"}});
    }

    static Command creating(const std::string& type, json::object fields) {
        Command command;
        command.type = type;
        command.fields = std::move(fields);
        return command;
    }
    Command paying(const char* amount) const {
        return creating("payment", {{"project", project_}, {"date", "2023-03-01"}, {"amount", amount}});
    }
    Command renaming(const std::string& record, const char* name) const {
        Command command;
        command.action = Action::amend;
        command.type = "project";
        command.record = record.substr(1);
        command.fields = {{"name", name}};
        command.reason = "导入";
        return command;
    }

    std::shared_ptr<Batch> begin(bool trial = false, std::string key = {}) {
        auto batch = kernel_->begin_batch({.who = Principal::administrator(),
                                           .trial = trial,
                                           .about = "导入：报表.xlsx",
                                           .key = std::move(key),
                                           .fingerprint = "f"});
        EXPECT_TRUE(batch.has_value());
        return batch ? *batch : nullptr;
    }
    Result<Reply> part(const std::shared_ptr<Batch>& batch, std::vector<Command> commands, bool trial = false) {
        Request request;
        request.who = Principal::administrator();
        request.commands = std::move(commands);
        request.show = false;
        request.dry_run = trial;
        request.batch = batch;
        return kernel_->execute(std::move(request));
    }
    void receive(const char* amount) {
        make("receipt", {{"project", project_}, {"date", "2023-02-01"}, {"amount", amount}});
    }
    std::string name_of(const std::string& record) {
        const auto shown = kernel_->get(Principal::administrator(), "project", record.substr(1));
        return shown ? std::string(shown->at("name").as_string()) : shown.error().code;
    }

    std::string project_;
};

TEST_F(Batches, of_a_trial_each_part_counts_what_earlier_ones_would_have_moved) {
    receive("100");
    const auto trial = begin(true);
    EXPECT_TRUE(part(trial, {paying("60")}, true));
    const auto second = part(trial, {paying("60")}, true);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "trial.paid_exceeds_received");
    EXPECT_TRUE(part(trial, {paying("40")}, true)) << "what was refused does not count";
    EXPECT_TRUE(kernel_->take_back(*trial));
    EXPECT_EQ(value("trial.paid"), "0.00");
    EXPECT_TRUE(part(begin(true), {paying("100")}, true)) << "another trial begins anew";
    expect_clean();
}

TEST_F(Batches, what_a_part_of_a_trial_does_once_more_counts_once) {
    receive("100");
    const auto trial = begin(true);
    ASSERT_TRUE(part(trial, {paying("60")}, true));
    carry(*trial, 1);
    EXPECT_TRUE(part(trial, {paying("60"), paying("40")}, true));
    const auto too_much = part(trial, {paying("60"), paying("1")}, true);
    ASSERT_FALSE(too_much);
    EXPECT_EQ(too_much.error().code, "trial.paid_exceeds_received");
    carry(*trial, 0);
    EXPECT_FALSE(part(trial, {paying("1")}, true)) << "what was carried still counts";
    EXPECT_TRUE(part(begin(true), {paying("100")}, true));
    EXPECT_FALSE(command(paying("101"))) << "limits are asked of everybody again";
    expect_clean();
}

TEST_F(Batches, a_trial_that_breaks_down_leaves_no_balance_behind) {
    // The largest amounts that are taken; a balance holds 1,024 of them.
    const auto receiving = [&](std::size_t times) {
        return std::vector(
            times, creating("receipt", {{"project", project_}, {"date", "2023-02-01"}, {"amount", "90000000000000"}}));
    };
    const auto trial = begin(true);
    ASSERT_TRUE(part(trial, receiving(1000), true));
    const auto second = part(trial, receiving(100), true);
    ASSERT_FALSE(second) << "together they are more than a balance holds";
    EXPECT_EQ(second.error().code, "internal");
    const auto payment = command(paying("60"));
    ASSERT_FALSE(payment) << "nothing was received";
    EXPECT_EQ(payment.error().code, "trial.paid_exceeds_received");
    expect_clean();
}

TEST_F(Batches, what_is_taken_back_counts_for_nothing_and_its_entries_say_why) {
    receive("100");
    const auto batch = begin();
    ASSERT_TRUE(part(batch, {paying("10"), paying("20")}));
    make("project", {{"name", "别人的"}, {"region", "540228"}, {"planned_on", "2023-01-01"}});
    ASSERT_TRUE(part(batch, {paying("30")}));
    EXPECT_EQ(value("trial.paid"), "60.00");
    const auto taken = kernel_->take_back(*batch);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->records, 3);
    EXPECT_EQ(taken->left, 0);
    EXPECT_EQ(value("trial.paid"), "0.00");
    EXPECT_EQ(value("trial.projects"), "2") << "others' records stay";
    const auto voided = kernel_->list(Principal::administrator(), "payment", {.with_void = true});
    ASSERT_TRUE(voided);
    ASSERT_EQ(voided->items.size(), 3);
    const auto history =
        kernel_->history(Principal::administrator(), "payment", std::string(voided->items[0].at("id").as_string()), {});
    ASSERT_TRUE(history);
    EXPECT_THAT(json::serialize(*history), testing::HasSubstr("未完成，撤回 · 导入：报表.xlsx"));
    expect_clean();
}

TEST_F(Batches, what_was_amended_is_as_it_was_unless_somebody_changed_it_since) {
    const auto other = project("村道");
    const auto batch = begin();
    ASSERT_TRUE(part(batch, {renaming(project_, "水渠二期"), renaming(other, "村道二期")}));
    ASSERT_TRUE(command(renaming(other, "村道三期")));
    const auto taken = kernel_->take_back(*batch);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->records, 1);
    EXPECT_EQ(taken->left, 1);
    EXPECT_EQ(name_of(project_), "水渠");
    EXPECT_EQ(name_of(other), "村道三期");
    expect_clean();
}

TEST_F(Batches, a_record_that_somebody_has_built_on_stays) {
    const auto batch = begin();
    const auto made =
        part(batch, {creating("project", {{"name", "新"}, {"region", "540228"}, {"planned_on", "2023-01-01"}}),
                     creating("project", {{"name", "旧"}, {"region", "540228"}, {"planned_on", "2023-01-01"}})});
    ASSERT_TRUE(made);
    make("receipt",
         {{"project", "#" + std::to_string(made->outcomes[0].record.value)}, {"date", "2023-02-01"}, {"amount", "5"}});
    const auto taken = kernel_->take_back(*batch);
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->records, 1);
    EXPECT_EQ(taken->left, 1);
    EXPECT_EQ(value("trial.projects"), "2");
    expect_clean();
}

TEST_F(Batches, one_that_the_program_did_not_live_to_end_is_gone_when_it_starts_again) {
    receive("100");
    ASSERT_TRUE(part(begin(), {paying("10"), paying("20")}));
    const auto ended = begin();
    ASSERT_TRUE(part(ended, {paying("30")}));
    ASSERT_TRUE(kernel_->end_batch(*ended));
    restart();
    EXPECT_EQ(value("trial.paid"), "30.00");
    const auto entries = kernel_->tree_head().size;
    restart();
    EXPECT_EQ(kernel_->tree_head().size, entries) << "once is enough";
    expect_clean();
}

TEST_F(Batches, a_backup_made_in_the_middle_of_one_does_not_keep_half_of_it) {
    receive("100");
    const auto batch = begin();
    ASSERT_TRUE(part(batch, {paying("10"), paying("20")}));
    const auto copy = folder_ / "copy";
    ASSERT_TRUE(kernel_->backup(copy));
    ASSERT_TRUE(part(batch, {paying("30")}));
    ASSERT_TRUE(kernel_->end_batch(*batch));
    EXPECT_EQ(value("trial.paid"), "60.00");
    kernel_.reset();
    auto restored = options();
    restored.data = folder_ / "restored";
    restored.store.clear(); // in a file of its own, whatever the other is in
    ASSERT_TRUE(restore_store(restored, copy));
    auto opened = Kernel::open(restored);
    ASSERT_TRUE(opened.has_value()) << opened.error().code;
    kernel_ = *std::move(opened);
    EXPECT_EQ(value("trial.paid"), "0.00");
    expect_clean();
}

TEST_F(Batches, one_with_a_key_is_done_once) {
    receive("100");
    const auto first = begin(false, "k");
    EXPECT_FALSE(first->repeated());
    ASSERT_TRUE(part(first, {paying("10")}));
    ASSERT_TRUE(kernel_->end_batch(*first));
    EXPECT_TRUE(begin(false, "k")->repeated());
    const auto other = kernel_->begin_batch(
        {.who = Principal::administrator(), .trial = false, .about = {}, .key = "k", .fingerprint = "g"});
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, "idempotency.reused");
    restart();
    EXPECT_EQ(value("trial.paid"), "10.00") << "what is repeated leaves nothing to take back";
}

TEST_F(Batches, a_large_request_gives_way_as_soon_as_others_wait) {
    receive("100000");
    const auto before = kernel_->tree_head().size;
    std::promise<Result<Reply>> answer;
    int asked = 0;
    Request large;
    large.who = Principal::administrator();
    large.show = false;
    large.gives_way = true;
    large.more = [&]() -> Result<std::vector<Command>> {
        if (++asked == 3) kernel_->submit({.who = Principal::administrator(), .commands = {paying("1")}}, [](auto) {});
        return asked > 10 ? std::vector<Command>{} : std::vector<Command>(300, paying("1"));
    };
    kernel_->submit(std::move(large), [&](Result<Reply> reply) { answer.set_value(std::move(reply)); });
    const auto reply = answer.get_future().get();
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, "request.others_wait");
    EXPECT_EQ(asked, 3) << "as long as it was alone it went on";
    make("project", {{"name", "后来"}, {"region", "540228"}, {"planned_on", "2023-01-01"}});
    EXPECT_EQ(kernel_->tree_head().size, before + 2);
    expect_clean();
}

} // namespace
} // namespace shanhai::kernel

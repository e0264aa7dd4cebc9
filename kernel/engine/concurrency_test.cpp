#include "kernel/engine/trial_kernel_test.h"

#include <thread>
#include <vector>

namespace shanhai::kernel {
namespace {

// What happens while others are at it.
class BusyKernel : public TrialKernel {
protected:
    Command payment(const std::string& project, const std::string& amount) {
        Command create;
        create.type = "payment";
        create.fields = {{"project", project}, {"date", "2023-05-01"}, {"amount", amount}};
        return create;
    }

    std::string project_with_money(const std::string& received) {
        auto project = make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2023-03-01"}});
        make("receipt", {{"project", project}, {"date", "2023-04-01"}, {"amount", received}});
        return project;
    }
};

TEST_F(BusyKernel, a_limit_holds_however_many_pay_at_once) {
    const auto project = project_with_money("50");
    std::atomic<int> accepted = 0, refused = 0;
    std::vector<std::thread> payers;
    for (int i = 0; i < 4; ++i) {
        payers.emplace_back([&] {
            for (int round = 0; round < 25; ++round) {
                const auto reply = command(payment(project, "1"));
                ++(reply ? accepted : refused);
                if (!reply) EXPECT_EQ(reply.error().code, "trial.paid_exceeds_received");
            }
        });
    }
    for (auto& payer : payers) payer.join();
    EXPECT_EQ(accepted, 50);
    EXPECT_EQ(refused, 50);
    EXPECT_EQ(value("trial.paid"), "50.00");
    expect_clean();
}

TEST_F(BusyKernel, what_was_as_of_a_moment_stays_while_commits_go_on) {
    const auto project = project_with_money("100000");
    ASSERT_TRUE(command(payment(project, "7")).has_value());
    const auto moment = kernel_->now();
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    std::atomic<bool> stop = false;
    std::atomic<int> looks = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 2; ++i) {
        readers.emplace_back([&] {
            while (!stop) {
                EXPECT_EQ(value("trial.paid", {}, moment), "7.00");
                ++looks;
            }
        });
    }
    for (int round = 0; round < 150 || looks < 100; ++round) ASSERT_TRUE(command(payment(project, "1")).has_value());
    stop = true;
    for (auto& reader : readers) reader.join();
    expect_clean();
}

// Money that comes in and goes out in one request is never seen half way.
TEST_F(BusyKernel, a_figure_shows_whole_requests_only) {
    const auto project = make("project", {{"name", "水渠"}, {"region", "540228"}, {"planned_on", "2023-03-01"}});
    std::atomic<bool> stop = false;
    std::thread reader([&] {
        while (!stop) EXPECT_EQ(value("trial.left"), "0.00");
    });
    for (int round = 0; round < 100; ++round) {
        Request request;
        request.who = Principal::administrator();
        Command receipt;
        receipt.type = "receipt";
        receipt.fields = {{"project", project}, {"date", "2023-04-01"}, {"amount", "1"}};
        request.commands = {receipt, payment(project, "1")};
        ASSERT_TRUE(kernel_->execute(request).has_value());
    }
    stop = true;
    reader.join();
}

TEST_F(BusyKernel, everybody_may_do_everything_at_once) {
    const auto project = project_with_money("100000");
    std::atomic<bool> stop = false;
    std::vector<std::thread> others;
    const auto while_busy = [&](auto task) {
        others.emplace_back([&stop, task] {
            while (!stop) task();
        });
    };
    while_busy([&] {
        EXPECT_TRUE(
            kernel_->figure(Principal::administrator(), {"trial.paid", {{"region", "西藏"}}, {"region", "month"}, {}})
                .has_value());
    });
    while_busy([&] {
        ListQuery query;
        query.order = {"-amount"};
        query.count = true;
        EXPECT_TRUE(kernel_->list(Principal::administrator(), "payment", query).has_value());
    });
    while_busy([&] {
        EXPECT_TRUE(kernel_->lineage(Principal::administrator(), {"trial.paid", {}, {}, {}, 5, {}}).has_value());
    });
    while_busy([&] {
        EXPECT_TRUE(kernel_->get(Principal::administrator(), "project", project).has_value());
        EXPECT_TRUE(kernel_->history(Principal::administrator(), "project", project).has_value());
        EXPECT_GT(kernel_->tree_head().size, 0U);
        EXPECT_FALSE(kernel_->counters().empty());
    });
    while_busy([&] {
        const auto stored = kernel_->store_file(Principal::administrator(), {"a.txt", {}, {}}, "the same bytes");
        ASSERT_TRUE(stored.has_value());
        EXPECT_TRUE(kernel_->load_file(Principal::administrator(), stored->sha256).has_value());
    });
    while_busy([&] { EXPECT_TRUE(kernel_->verify()->ok); });
    for (int round = 0; round < 60; ++round) {
        ASSERT_TRUE(command(payment(project, "1")).has_value());
        Command division;
        division.type = "division";
        division.fields = {{"code", std::to_string(700000 + round)}, {"name", "新"}, {"parent", "540000"}};
        ASSERT_TRUE(command(division).has_value());
        EXPECT_EQ(value("trial.paid", {{"region", std::to_string(700000 + round)}}), "0.00") << "at once";
    }
    stop = true;
    for (auto& other : others) other.join();
    EXPECT_EQ(value("trial.paid"), "60.00");
    expect_clean();
}

TEST_F(BusyKernel, what_was_queued_is_done_before_the_kernel_goes) {
    const auto project = project_with_money("100");
    std::atomic<int> done = 0;
    for (int i = 0; i < 50; ++i) {
        Request request;
        request.who = Principal::administrator();
        request.commands = {payment(project, "1")};
        kernel_->submit(std::move(request), [&](Result<Reply> reply) { done += reply.has_value(); });
    }
    restart();
    EXPECT_EQ(done, 50);
    EXPECT_EQ(value("trial.paid"), "50.00");
    expect_clean();
}

} // namespace
} // namespace shanhai::kernel

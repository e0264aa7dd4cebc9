#pragma once

#include "kernel/kernel.h"
#include "kernel/module/tree_modules_test.h"
#include "kernel/store/trial_postgres_test.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace shanhai::kernel {

// A store with the modules as they lie in the tree, without their seeds and without what their jobs do. Fresh for every test, and on
// PostgreSQL when SHANHAI_TEST_STORE says so (shanhai_test_on_postgres).
class TreeStore : public ::testing::Test {
protected:
    void SetUp() override {
        static std::atomic<int> number = 0;
        folder_ = std::filesystem::temp_directory_path() /
                  ("shanhai-tree-test-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
        std::filesystem::create_directories(folder_);
        OpenOptions options;
        const auto* wanted = std::getenv("SHANHAI_TEST_STORE");
        if (wanted != nullptr && std::string_view(wanted) == "postgres") {
            if (!TrialPostgres::is_there()) GTEST_SKIP() << "tests/postgres_cluster.py starts a PostgreSQL server";
            options.store = database_.emplace().url();
        }
        options.data = folder_ / "store";
        options.schema_files = tree_modules({"module.yaml"});
        options.register_modules = job_stand_ins(options.schema_files);
        options.clock = [this] { return now(); };
        auto created = Kernel::create(std::move(options), "correct horse battery", false);
        ASSERT_TRUE(created) << shown(created.error());
        kernel_ = *std::move(created);
    }
    void TearDown() override {
        kernel_.reset();
        database_.reset();
        std::filesystem::remove_all(folder_);
    }

    // What time it is in the store; asked from any thread.
    virtual Moment now() const { return system_now(); }

    static std::string shown(const Problem& problem) {
        std::string text = problem.code + " " + problem.field;
        for (const auto& [name, value] : problem.args) text.append(" ").append(name).append("=").append(value);
        for (const Problem& other : problem.also) text += "\n  " + shown(other);
        return text;
    }

    RecordId make(const std::string& type, json::object fields) {
        Request request;
        request.who = Principal::administrator();
        Command command;
        command.type = type;
        command.fields = std::move(fields);
        request.commands.push_back(std::move(command));
        const auto reply = kernel_->execute(std::move(request));
        EXPECT_TRUE(reply) << type << ": " << shown(reply.error());
        return reply ? reply->outcomes.front().record : RecordId{};
    }

    std::filesystem::path folder_; // of the test; the store lies in it
    std::unique_ptr<Kernel> kernel_;

private:
    std::optional<TrialPostgres> database_;
};

} // namespace shanhai::kernel

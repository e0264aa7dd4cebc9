#include "kernel/module/shown_record.h"
#include "kernel/module/tree_modules_test.h"
#include "kernel/readings.h"
#include "modules/ecology/alarms/alarm_watch.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace shanhai::ecology {
namespace {

constexpr std::int64_t micros = 1'000'000, minute = 60;

// A station whose level rises, and a clock that is turned by hand.
class AlarmWatchTest : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() / ("shanhai-watch-test-" + std::to_string(::getpid()));
        std::filesystem::remove_all(folder_);
        kernel::OpenOptions options;
        options.data = folder_;
        options.schema_files = kernel::tree_modules({"module.yaml"});
        options.register_modules = kernel::job_stand_ins(options.schema_files);
        auto created = kernel::Kernel::create(std::move(options), "correct horse battery", false);
        ASSERT_TRUE(created) << created.error().code;
        kernel_ = *std::move(created);
        begin_ = system_now().micros / micros - 3 * 3600;
        make("division", {{"code", "540228"}, {"name", "白朗县"}, {"level", "county"}});
        make("station", {{"code", "0012345678"},
                         {"name", "奴各沙"},
                         {"kind", "river"},
                         {"division", "540228"},
                         {"started_on", "2020-01-01"}});
        make("alarm_rule", {{"name", "急涨"},
                            {"station", "0012345678"},
                            {"series", "level"},
                            {"condition", "rising"},
                            {"threshold", "0.5"},
                            {"level", "orange"}});
    }
    void TearDown() override {
        kernel_.reset();
        std::filesystem::remove_all(folder_);
    }

    void make(const std::string& type, json::object fields) {
        kernel::Request request;
        request.who = kernel::Principal::administrator();
        kernel::Command command;
        command.type = type;
        command.fields = std::move(fields);
        request.commands.push_back(std::move(command));
        const auto reply = kernel_->execute(std::move(request));
        ASSERT_TRUE(reply) << type << " " << reply.error().code << " " << reply.error().field;
    }
    // A level in millimetres, and what the job makes of it at once.
    void tell(std::int64_t after_minutes, std::int64_t level) {
        const auto at = begin_ + after_minutes * minute;
        const std::vector<kernel::ReadingGiven> readings = {{"0012345678", {at, level, kernel::Quality::good}}};
        const auto added = kernel_->readings().append(kernel::Principal::system(), "ecology.level", readings);
        ASSERT_TRUE(added) << added.error().code;
        const Clock clock = [at] { return Moment{at * micros}; };
        const std::atomic<bool> stopping = false;
        const auto looked = watch_alarms(
            {.kernel = *kernel_, .due = clock(), .clock = clock, .key = std::to_string(at), .stopping = stopping});
        ASSERT_TRUE(looked) << looked.error().code << " " << looked.error().field;
    }
    // How many alarms there are, and how many of them are over.
    std::string alarms() {
        const auto page = kernel_->list(kernel::Principal::administrator(), "alarm", {});
        if (!page) return page.error().code;
        std::size_t over = 0;
        for (const auto& one : page->items) over += kernel::text_of(one.as_object(), "ended").empty() ? 0 : 1;
        return std::to_string(page->items.size()) + " alarms, " + std::to_string(over) + " over";
    }

    std::filesystem::path folder_;
    std::unique_ptr<kernel::Kernel> kernel_;
    std::int64_t begin_ = 0;
};

TEST_F(AlarmWatchTest, water_that_goes_on_rising_is_one_alarm_until_it_does_not) {
    tell(0, 2000);
    tell(30, 2300);
    EXPECT_EQ(alarms(), "0 alarms, 0 over");
    tell(60, 2600);
    EXPECT_EQ(alarms(), "1 alarms, 0 over");
    tell(65, 2880);
    EXPECT_EQ(alarms(), "1 alarms, 0 over") << "half a metre above the lowest of the hour before";
    tell(125, 2900);
    EXPECT_EQ(alarms(), "1 alarms, 1 over");
}

} // namespace
} // namespace shanhai::ecology

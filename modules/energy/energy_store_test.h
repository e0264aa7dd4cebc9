#pragma once

#include "kernel/kernel.h"
#include "kernel/module/tree_modules_test.h"
#include "kernel/readings.h"
#include "kernel/store/trial_postgres_test.h"
#include "modules/energy/sun/solar_yield.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <optional>

namespace shanhai::energy {

// A store with the modules as they lie in the tree, without their seeds: a plant of 50 MW with 50 MWh in Sangzhuzi, its tariff and
// factor; at noon of 1 June 2024 by Shanghai. Fresh for every test, and on PostgreSQL when SHANHAI_TEST_STORE says so.
class EnergyStore : public ::testing::Test {
protected:
    void SetUp() override {
        static std::atomic<int> number = 0;
        folder_ = std::filesystem::temp_directory_path() /
                  ("shanhai-energy-test-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
        kernel::OpenOptions options;
        const auto* wanted = std::getenv("SHANHAI_TEST_STORE");
        if (wanted != nullptr && std::string_view(wanted) == "postgres") {
            if (!kernel::TrialPostgres::is_there())
                GTEST_SKIP() << "tests/postgres_cluster.py starts a PostgreSQL server";
            options.store = database_.emplace().url();
        }
        options.data = folder_;
        options.schema_files = kernel::tree_modules({"module.yaml"});
        options.register_modules = kernel::job_stand_ins(options.schema_files);
        options.clock = [this] { return now_; };
        auto created = kernel::Kernel::create(std::move(options), "correct horse battery", false);
        ASSERT_TRUE(created) << shown(created.error());
        kernel_ = *std::move(created);
        make_plant();
    }
    void TearDown() override {
        kernel_.reset();
        database_.reset();
        std::filesystem::remove_all(folder_);
    }

    static std::string shown(const Problem& problem) {
        std::string text = problem.code + " " + problem.field;
        for (const auto& [name, value] : problem.args) text.append(" ").append(name).append("=").append(value);
        return text;
    }

    std::string make(const std::string& type, json::object fields) {
        kernel::Request request;
        request.who = kernel::Principal::administrator();
        kernel::Command command;
        command.type = type;
        command.fields = std::move(fields);
        request.commands.push_back(std::move(command));
        const auto reply = kernel_->execute(std::move(request));
        EXPECT_TRUE(reply) << type << ": " << shown(reply.error());
        return reply ? "#" + std::to_string(reply->outcomes.front().record.value) : "";
    }

    void make_plant() {
        make("division", {{"code", "540000"}, {"name", "西藏自治区"}, {"level", "province"}});
        make("division", {{"code", "540202"}, {"name", "桑珠孜区"}, {"level", "county"}, {"parent", "540000"}});
        make("division", {{"code", "370200"}, {"name", "青岛市"}, {"level", "prefecture"}});
        make("organisation", {{"code", "91370000M00010009N"}, {"name", "示例新能源"}, {"kind", "enterprise"}});
        plant_ = make("power_plant", {{"registered", "桑珠孜光储·2022·示例新能源"},
                                      {"name", "桑珠孜光储"},
                                      {"investor", "91370000M00010009N"},
                                      {"giver", "370200"},
                                      {"region", "540202"},
                                      {"signed_on", "2022-12-08"},
                                      {"commissioned_on", "2023-02-21"},
                                      {"capacity", "50"},
                                      {"latitude", "29.27"},
                                      {"longitude", "88.88"},
                                      {"altitude", 3840},
                                      {"grid_limit", "45"}});
        make("power_storage", {{"plant", plant_},
                               {"name", "一期"},
                               {"power", "50"},
                               {"capacity", "50"},
                               {"reserve", "5"},
                               {"commissioned_on", "2023-02-21"}});
        make("tariff", {{"code", "xz-1"},
                        {"name", "示例分时电价"},
                        {"region", "540000"},
                        {"valid_from", "2023-01-01"},
                        {"source", "示例"}});
        const char* periods[][4] = {{"flat", "00:00", "19:00", "300"},
                                    {"evening_peak", "19:00", "23:00", "700"},
                                    {"flat", "23:00", "24:00", "300"}};
        for (const auto& [kind, from, until, price] : periods)
            make("tariff_period",
                 {{"tariff", "xz-1"}, {"kind", kind}, {"from_time", from}, {"until_time", until}, {"price", price}});
        make(
            "emission_factor",
            {{"code", "a-1"}, {"coal", "305.50"}, {"co2", "845.61"}, {"valid_from", "2020-01-01"}, {"source", "示例"}});
    }

    // What a series of the plant holds since 2024.
    std::vector<kernel::Reading> readings(const std::string& series) {
        const auto shown = kernel_->readings().readings(kernel::Principal::administrator(),
                                                        {"energy." + series, plant_, 1'704'000'000, 1'735'000'000});
        EXPECT_TRUE(shown.has_value());
        return shown ? shown->readings : std::vector<kernel::Reading>{};
    }

    void append(const std::string& series, const std::vector<kernel::ReadingGiven>& batch) {
        const auto done = kernel_->readings().append(kernel::Principal::administrator(), "energy." + series, batch);
        EXPECT_TRUE(done.has_value()) << shown(done.error());
    }

    json::object only(const std::string& type) {
        const auto page = kernel_->list(kernel::Principal::administrator(), type, {});
        EXPECT_EQ(page->items.size(), 1U);
        return page->items.empty() ? json::object{} : page->items.front().as_object();
    }

    Moment now_ = *Moment::parse("2024-06-01T12:00:00+08:00");
    std::filesystem::path folder_;
    std::optional<kernel::TrialPostgres> database_;
    std::unique_ptr<kernel::Kernel> kernel_;
    std::string plant_;
};

} // namespace shanhai::energy

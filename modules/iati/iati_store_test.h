#pragma once

#include "base/hash.h"
#include "kernel/kernel.h"
#include "kernel/module/tree_modules_test.h"
#include "modules/iati/export_file.h"
#include "modules/iati/iati_samples_test.h"
#include "modules/iati/import_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

namespace shanhai::iati {

// A store with the modules as they lie in the tree, without their seeds. Fresh for every test.
class IatiStore : public ::testing::Test {
protected:
    void SetUp() override {
        static std::atomic<int> number = 0;
        folder_ = std::filesystem::temp_directory_path() /
                  ("shanhai-iati-test-" + std::to_string(::getpid()) + "-" + std::to_string(++number));
        std::filesystem::create_directories(folder_);
        kernel::OpenOptions options;
        options.data = folder_ / "store";
        options.schema_files = kernel::tree_modules({"module.yaml"});
        options.register_modules = kernel::job_stand_ins(options.schema_files);
        auto created = kernel::Kernel::create(std::move(options), "correct horse battery", false);
        ASSERT_TRUE(created) << shown(created.error());
        kernel_ = *std::move(created);
    }
    void TearDown() override {
        kernel_.reset();
        std::filesystem::remove_all(folder_);
    }

    static std::string shown(const Problem& problem) {
        std::string text = problem.code + " " + problem.field;
        for (const auto& [name, value] : problem.args) text.append(" ").append(name).append("=").append(value);
        for (const Problem& other : problem.also) text += "\n  " + shown(other);
        return text;
    }

    std::string file_of(std::string_view xml) {
        const std::filesystem::path path = folder_ / ("file" + std::to_string(++files_) + ".xml");
        std::ofstream(path) << xml;
        return path.string();
    }

    Result<json::object> import_path(const std::string& path) {
        auto result = import_file(*kernel_, kernel::Principal::administrator("tester"), path, {});
        if (!result) return std::unexpected(std::move(result).error());
        return std::move(result->report);
    }

    // The report on a file that must be accepted.
    json::object import_xml(std::string_view xml) {
        auto report = import_path(file_of(xml));
        EXPECT_TRUE(report) << shown(report.error());
        return report ? *std::move(report) : json::object{};
    }

    std::string exported(json::object* report = nullptr) {
        std::ostringstream out;
        auto result = export_file(*kernel_, kernel::Principal::administrator(), out, {});
        EXPECT_TRUE(result) << shown(result.error());
        if (result && report != nullptr) *report = *std::move(result);
        return out.str();
    }

    kernel::RecordId make(const std::string& type, json::object fields) {
        kernel::Request request;
        request.who = kernel::Principal::administrator();
        kernel::Command command;
        command.type = type;
        command.fields = std::move(fields);
        request.commands.push_back(std::move(command));
        const auto reply = kernel_->execute(std::move(request));
        EXPECT_TRUE(reply) << type << ": " << shown(reply.error());
        return reply ? reply->outcomes.front().record : kernel::RecordId{};
    }

    std::uint64_t entries() { return kernel_->tree_head().size; }

    std::string figure(const std::string& name, kernel::Where where = {}) {
        const auto cells = kernel_->figure(kernel::Principal::administrator(), {name, std::move(where), {}, {}});
        if (!cells) return shown(cells.error());
        std::string text;
        for (const auto& cell : *cells) text += (text.empty() ? "" : ", ") + cell.text + " " + cell.unit;
        return text;
    }

    void expect_clean() {
        const auto report = kernel_->verify();
        ASSERT_TRUE(report);
        EXPECT_TRUE(report->ok) << (report->findings.empty() ? "" : report->findings.front());
    }

    std::filesystem::path folder_;
    std::unique_ptr<kernel::Kernel> kernel_;
    int files_ = 0;
};

} // namespace shanhai::iati

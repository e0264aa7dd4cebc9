#pragma once

#include "base/hash.h"
#include "kernel/kernel.h"
#include "kernel/module/tree_store_test.h"
#include "modules/iati/export_file.h"
#include "modules/iati/iati_samples_test.h"
#include "modules/iati/import_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace shanhai::iati {

// Files in, files out.
class IatiStore : public kernel::TreeStore {
protected:
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

    int files_ = 0;
};

} // namespace shanhai::iati

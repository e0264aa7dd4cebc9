#pragma once

#include "kernel/jobs/job_declarations.h"
#include "kernel/kernel.h"
#include "kernel/module/module.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

// For tests whose store holds the modules as they lie in the tree, but none of their C++.
namespace shanhai::kernel {

// Their schema and figures, without seeds, and of the files at their top those that are named.
inline std::vector<SchemaFile> tree_modules(std::initializer_list<std::string_view> at_the_top) {
    std::vector<SchemaFile> files;
    const std::filesystem::path root = SHANHAI_SOURCE_DIR;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / "modules")) {
        const auto folder = entry.path().parent_path().filename();
        const bool named = std::ranges::find(at_the_top, entry.path().filename().string()) != at_the_top.end();
        if (!named && (entry.path().extension() != ".yaml" || (folder != "schema" && folder != "figures"))) continue;
        std::ifstream file(entry.path());
        std::stringstream text;
        text << file.rdbuf();
        files.push_back({std::filesystem::relative(entry.path(), root).string(), text.str()});
    }
    return files;
}

// Stands in for what their jobs do, which is not tried: without its actions a store stays closed.
inline std::function<void(Registrar&)> job_stand_ins(std::span<const SchemaFile> files) {
    return [jobs = load_jobs(files).value()](Registrar& to) {
        for (const auto& job : jobs) to.job_action(job.action, [](const JobCall&) { return JobOutcome{}; });
    };
}

} // namespace shanhai::kernel

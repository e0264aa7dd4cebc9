#pragma once

#include "apps/shanhai/sheet.h"
#include "base/result.h"
#include "kernel/kernel.h"

#include <string>
#include <vector>

namespace shanhai::apps {

// `shanhai import TYPE FILE…`: xlsx and csv files into records of one type.
struct TableImport {
    std::string type;
    std::string actor;
    std::string sheet;  // its place from 1, or its name; empty: the first that fits
    std::string marked; // where the marked copy goes when there are problems; empty: nowhere
    std::string blank;  // where an empty template goes; nothing is imported then
    bool dry_run = false;

    bool says_something() const { return dry_run || !sheet.empty() || !marked.empty() || !blank.empty(); }
};

// The exit status: 1 when a file was refused, or rows of one. "file.unwritable", "access.denied".
Result<int> import_tables(kernel::Kernel& kernel, const TableImport& wanted, const std::vector<std::string>& files,
                          bool show_progress, Format format);

} // namespace shanhai::apps

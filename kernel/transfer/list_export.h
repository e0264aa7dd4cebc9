#pragma once

#include "kernel/kernel.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

// A whole list as a file: what was asked for, and the checkpoint of the journal that it was read at, stand in it.
namespace shanhai::kernel {

enum class ListForm {
    xlsx,  // the list on one sheet, the filter and the checkpoint on another
    csv,   // UTF-8 with a byte order mark; the filter and the checkpoint in rows above, each begun by "#"
    jsonl, // one record a line as the HTTP interface shows it; the filter and the checkpoint in the first line
};
std::optional<ListForm> list_form_named(std::string_view name); // also with a dot before it: ".csv"
std::string_view media_type_of(ListForm form);                  // lives as long as the program

struct ListExport {
    ListForm form = ListForm::xlsx;
    std::string language = "zh";                  // of headings and choices
    ListQuery query;                              // its limit and cursor do not count
    const std::atomic<bool>* cancelled = nullptr; // set by another thread: "request.cancelled"
};

// Writes the list into the file `out`, in memory that does not grow with it. What `who` may not read is not in it.
// "record.unknown_type", "access.denied", "export.too_many_rows" (args: limit), "file.unwritable", what lists refuse.
Result<WalkHead> export_list(Kernel& kernel, const Principal& who, const std::string& type, const ListExport& wanted,
                             const std::filesystem::path& out, const Progress& progress = {});

// The question as the address of the list has it: "region=under.540000&order=-date".
std::string question_text(const ListQuery& query);

} // namespace shanhai::kernel

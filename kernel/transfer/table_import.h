#pragma once

#include "kernel/kernel.h"
#include "kernel/sheets/table_file.h"
#include "kernel/transfer/header.h"
#include "kernel/transfer/import_progress.h"

#include <atomic>
#include <cstddef>
#include <string>
#include <vector>

// A sheet of an xlsx or csv file into records of one type: all of its rows, or none.
namespace shanhai::kernel {

constexpr std::size_t most_row_problems = 1'000;
constexpr std::size_t most_import_rows = 200'000;

struct ImportOptions {
    std::string file_name; // for the reason of amendments
    std::string
        sheet; // its place from 1, or its name; empty: the first that is not hidden and names fields of the type
    std::string digest; // of the file's bytes; a file with rows that have no business key is then imported once only
    bool dry_run = true;
    const std::atomic<bool>* cancelled = nullptr; // set by another thread: nothing is done then, "request.cancelled"
};

struct RowProblem {
    int row = 0;     // from 1, as the spreadsheet shows it
    int column = -1; // from 0; -1: the row as a whole
    Problem problem;
};

struct ImportReport {
    std::string sheet;
    std::size_t place = 0;                                  // of the sheet, from 0
    std::vector<std::pair<std::string, bool>> other_sheets; // with cells; whether they are hidden
    Header header;
    std::string key;             // the field that rows are recognised by; empty: every row is a new record
    std::size_t without_key = 0; // rows that nothing tells from new ones
    std::size_t rows = 0, created = 0, amended = 0, unchanged = 0;
    std::size_t totals = 0, notes = 0; // rows that are none
    std::vector<RowProblem> problems;  // none: it was done, or would be
    bool more_problems = false;
    bool dry_run = true;
    bool repeated = false; // this very file was imported before; nothing was done
    // Others saved in the meantime, and it did not come to its end: what was recorded was taken back by entries that say so, but
    // for records that somebody had already built on.
    BatchTakenBack taken_back;
};

// Rows are recognised by the type's key, by a unique field, or by the record's number, whichever has a column: known ones are
// amended in the fields that have a value, others are created. Rows of totals and notes, blank ones and repeated headers are
// passed over. As long as nobody else saves, all rows are one request. When somebody does, a large file gives way: its rows are
// tried part by part, then recorded part by part, and others save in between. Rows that refer to rows of the same file come after
// them, wherever they stand; rings are refused. A refused row is in the report; what is refused here concerns the file or the caller: "import.no_header",
// "import.header_twice", "import.no_rows", "import.too_many_rows", "request.cancelled", "table.…", "access.denied", "record.unknown_type", "writer.busy" ….
Result<ImportReport> import_table(Kernel& kernel, const Principal& who, const std::string& type, TableFile& file,
                                  const ImportOptions& options, const ImportProgress& progress = {});

// As the HTTP interface gives it; `sentence` in the reader's language.
json::object report_json(const ImportReport& report, const RecordType& type,
                         const std::function<std::string(const Problem&)>& sentence);

// "A", "Z", "AA" …
std::string column_letters(int column);

} // namespace shanhai::kernel

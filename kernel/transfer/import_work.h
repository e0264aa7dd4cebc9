#pragma once

#include "kernel/transfer/row_order.h"
#include "kernel/transfer/table_import.h"

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_set>

namespace shanhai::kernel {

constexpr std::size_t import_rows_at_once = 100; // looked up together; list filters take that many values

// A row as it is to be recorded.
struct Draft {
    int row = 0;
    json::object fields;
    std::string key;    // what it is recognised by; empty: a new record, unless it has a number
    std::string number; // of a record, when the file has a column for it
};

// What the stages of an import have in common: what is imported, and what has been found so far.
struct ImportWork {
    Kernel& kernel;
    const Principal& who;
    const RecordType& type;
    TableFile& file;
    const ImportOptions& options;
    const ImportProgress& progress;

    ImportReport report = {};
    ImportShare share = {};
    std::size_t total_rows = 0;
    std::unordered_set<int> refused_rows = {};
    std::optional<RowOrder> order = {}; // of a file whose rows may refer to each other

    const Field& field_of(const HeaderColumn& column) const {
        return type.fields[static_cast<std::size_t>(column.field)];
    }
    // Whether rows are recognised by it.
    bool is_key(const HeaderColumn& column) const;
    int key_column() const; // -1: none

    // Cells that are no values are told as problems of the row.
    Draft draft_of(const TableRow& row);
    // `column`: -1 for the one of the field that the problem points to.
    void add_problem(int row, int column, Problem problem);

    bool is_cancelled() const {
        return options.cancelled != nullptr && options.cancelled->load(std::memory_order_relaxed);
    }
    // `done`: rows of the phase.
    void tell(std::size_t done);
    // Back to before the first row: they are read again.
    void begin_anew();

    std::string reason() const { return options.file_name.empty() ? "导入" : "导入：" + options.file_name; }
    // A file with rows that nothing tells from new ones is imported once only. Empty for others.
    std::string once_key() const;

private:
    int column_of(const std::string& pointer) const;
};

} // namespace shanhai::kernel

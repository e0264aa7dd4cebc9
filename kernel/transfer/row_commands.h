#pragma once

#include "kernel/transfer/checked_rows.h"

#include <cstddef>
#include <vector>

namespace shanhai::kernel {

// The commands of a file's rows, and which row is meant by what the kernel answers.
class RowCommands {
public:
    // `tries`: nothing of it stays, so it goes on behind a refused row, to find what else is wrong.
    RowCommands(ImportWork& work, bool tries) : work_(work), tries_(tries) {}

    // Of the rows that may be right, as long as anything can come of them.
    std::vector<Command> of(const CheckedRows& checked, std::vector<Draft>& drafts);

    // The row of a command since those that were done with.
    int row(std::size_t place) const { return rows_[place]; }
    void done_with(std::size_t count);

    // Rows whose commands stand in the request before the others, though they were done with.
    void carry(int row) { carried_rows_.push_back(row); }
    bool carries(int row) const;
    std::size_t carried() const { return carried_rows_.size(); }

    // Into the report. Refuses what concerns no row.
    Done take(Result<Reply> reply);

private:
    int row_at(std::size_t place) const;
    Done take_refusal(Problem problem);
    void count(const Reply& reply);

    ImportWork& work_;
    bool tries_;
    std::vector<int> rows_;     // of the commands, in their order
    std::vector<bool> creates_; // whether they make a record
    std::vector<int> carried_rows_;
};

} // namespace shanhai::kernel

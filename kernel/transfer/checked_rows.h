#pragma once

#include "kernel/transfer/import_work.h"
#include "kernel/transfer/known_records.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace shanhai::kernel {

// The rows of a sheet, with every problem told that can be told without recording. For one passage through the file.
class CheckedRows {
public:
    explicit CheckedRows(ImportWork& work);

    // Calls `take` with some rows at a time; those that others refer to come before them.
    Done for_each(const std::function<Done(std::vector<Draft>&)>& take);

    // What is to be done with a row that was taken.
    Command command_of(Draft& draft) const;

private:
    using Seen = std::unordered_map<std::string, int>; // the row of each value

    Done for_each_chunk(const std::function<Done(std::vector<Draft>&)>& take);
    void note_missing_columns();
    void check_key(const Draft& draft, Seen& seen);
    void check_unique(const Draft& draft, std::map<int, Seen>& seen_in);
    void check_required(const Draft& draft);

    ImportWork& work_;
    KnownRecords known_;
    std::optional<InOrder<Draft>> in_order_;
    std::vector<const Field*> missing_columns_;
};

} // namespace shanhai::kernel

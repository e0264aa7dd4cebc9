#pragma once

#include "kernel/transfer/import_work.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace shanhai::kernel {

// Which rows of a file are records already.
class KnownRecords {
public:
    explicit KnownRecords(const ImportWork& work) : work_(work) {}

    // To be called before `record_of` of these.
    Done look_up(const std::vector<Draft>& drafts);
    // The id of the record that the row is; nullptr: a new one. One that has a number may be given its key by the file.
    const std::string* record_of(const Draft& draft) const;

private:
    using Known = std::unordered_map<std::string, std::string>; // what it is known by → id

    Done look_up(const std::string& field, const std::vector<std::string>& names, Known& known);
    Done look_up_values(const std::string& field, const std::string& operation, const std::string& values,
                        Known& known);

    const ImportWork& work_;
    Known known_, numbered_;
};

} // namespace shanhai::kernel

#pragma once

#include "base/clock.h"
#include "base/date.h"
#include "base/result.h"
#include "kernel/kernel.h"
#include "kernel/module/module.h"

#include <string>
#include <string_view>
#include <vector>

// What the jobs of this module read and write, one work group after the other.
namespace shanhai::governance {

// Records by id, as filters and fields take them: "#4711". Empty for a reference that is empty.
std::string id_of(const json::object& record);
std::string id_of(const json::object& record, std::string_view reference);

struct WorkGroup {
    std::string id, name;
    std::string programme, giver, region; // ids
};

// Those in office on the day, in the order of their ids.
Result<std::vector<WorkGroup>> groups_in_office(kernel::Kernel& kernel, Date day);

// Every record of a list that is not void, in the order asked for, else by their ids.
Result<std::vector<json::object>> all_records(kernel::Kernel& kernel, const std::string& type,
                                              std::vector<kernel::ListFilter> filters,
                                              std::vector<std::string> order = {});
Result<bool> is_there(kernel::Kernel& kernel, const std::string& type, std::vector<kernel::ListFilter> filters);

kernel::Command creation(std::string type, json::object fields);
kernel::Command amendment(std::string type, std::string record, json::object fields, std::string reason);
kernel::Command voiding(std::string type, std::string record, std::string reason);
kernel::Command step(std::string type, std::string record, std::string transition);

// What a job writes, each part by itself: one that is refused keeps no other waiting, and the run fails in the end.
class Opening {
public:
    explicit Opening(const kernel::JobCall& call) : call_(call) {}

    // All of the commands or none. `part` tells the parts of one run apart; what was written before an interruption is not
    // written again.
    void write(const std::string& part, const std::string& name, std::vector<kernel::Command> commands);

    std::size_t parts() const { return parts_; }
    // "governance.not_opened" (args: name, count, why) when something was refused.
    Result<kernel::JobOutcome> outcome(Text said) &&;

private:
    const kernel::JobCall& call_;
    std::size_t parts_ = 0, refused_ = 0;
    std::vector<kernel::EntrySeq> entries_;
    std::string first_name_, first_code_;
};

} // namespace shanhai::governance

#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "kernel/kernel.h"

#include <string>
#include <string_view>
#include <vector>

namespace shanhai::demo {

// The clock of the demo's store stands at a moment for as long as this lives; before and after, at the demo's beginning.
class ClockAt {
public:
    explicit ClockAt(Moment moment);
    ~ClockAt();
    ClockAt(const ClockAt&) = delete;
    ClockAt& operator=(const ClockAt&) = delete;
};

// "#4711", as filters, fields and commands take a record that was read.
std::string id_of(const json::object& record);

// Jobs and people at work on records that jobs made, which the script therefore cannot name.
class Office {
public:
    Office(kernel::Kernel& kernel, Moment now) : kernel_(kernel), now_(now) {}

    // A job of a module, as if it were due now.
    Done run(const std::string& action);
    Result<std::vector<json::object>> records(const std::string& type, std::vector<kernel::ListFilter> filters);
    Result<json::object> record(const std::string& type, const std::string& name);
    // A paper that says no more than what it is: all of one title are one file.
    Result<json::object> paper(const std::string& title);

    // What `actor` does; all that was said is entered together. Records by "#id", or by their keys and numbers.
    void create(std::string_view actor, std::string type, json::object fields);
    void advance(std::string_view actor, std::string type, std::string record, std::string transition,
                 json::object fields = {});
    void amend(std::string_view actor, std::string type, std::string record, json::object fields, std::string reason);
    Done enter();

private:
    kernel::Command& said(std::string_view actor, kernel::Action action, std::string type);

    kernel::Kernel& kernel_;
    Moment now_;
    std::vector<kernel::Command> commands_;
};

} // namespace shanhai::demo

#pragma once

#include "kernel/jobs/schedule.h"
#include "kernel/schema/loader.h"

#include <span>
#include <string>
#include <vector>

namespace shanhai::kernel {

// What becomes of due times that passed while no server ran.
enum class Missed { catch_up, skip };

struct JobDeclaration {
    std::string name; // "funds.close_week": the module's name and its own
    std::string module;
    Text title, about;
    std::string action; // under which the program registers what it does
    Schedule schedule;
    Missed missed = Missed::skip;
    bool idempotent = false; // may be begun again after it was interrupted
    Source source;
};

// `jobs:` of every module.yaml, and of data/jobs.yaml, whose jobs are the system's own. All that is wrong at once, as
// load_schema does.
Result<std::vector<JobDeclaration>> load_jobs(std::span<const SchemaFile> files);

} // namespace shanhai::kernel

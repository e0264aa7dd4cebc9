#pragma once

#include "kernel/jobs/job_settings.h"
#include "kernel/module/module.h"

#include <filesystem>

namespace shanhai::kernel {

// What every store can do by itself: escalate, verify, checkpoint, backup, tidy, upkeep, readings, close_days
// (docs/jobs.md).
void register_system_jobs(Registrar& registrar, const std::filesystem::path& data, const JobSettings& settings);

} // namespace shanhai::kernel

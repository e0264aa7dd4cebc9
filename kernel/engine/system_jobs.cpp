#include "kernel/engine/system_jobs.h"

#include "base/durable_file.h"
#include "kernel/access/accounts.h"
#include "kernel/jobs/job_runner.h"
#include "kernel/jobs/notices.h"
#include "kernel/log.h"
#include "kernel/readings.h"

#include <fmt/format.h>

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr std::size_t kept_checkpoints = 400;

// Long work looks at this now and then.
Progress ending_with(const JobCall& call) {
    return [&call](std::uint64_t, std::uint64_t) {
        if (call.stopping) throw JobStopped{};
    };
}

Result<JobOutcome> escalate(const JobCall& call) {
    const auto count = TRY(call.kernel.escalate_overdue());
    return JobOutcome{
        .said = {fmt::format("{} 条记录已督办。", count), fmt::format("{} records were escalated.", count)},
        .entries = {},
        .nothing = count == 0};
}

Result<JobOutcome> verify(const JobCall& call) {
    const auto report = TRY(call.kernel.verify(ending_with(call)));
    if (!report.ok)
        return refuse("job.verify_found", {},
                      {{"count", std::to_string(report.findings.size())},
                       {"what", report.findings.empty() ? std::string{} : report.findings.front()}});
    return JobOutcome{.said = {fmt::format("{} 条日志核验无误，树根 {}。", report.entries, report.root),
                               fmt::format("{} entries are in order; the root is {}.", report.entries, report.root)},
                      .entries = {},
                      .nothing = false};
}

void keep_latest(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& file : std::filesystem::directory_iterator(folder))
        if (file.path().extension() == ".txt") files.push_back(file.path());
    std::ranges::sort(files);
    for (std::size_t i = 0; i + kept_checkpoints < files.size(); ++i) std::filesystem::remove(files[i]);
}

Result<JobOutcome> checkpoint(const JobCall& call, const std::filesystem::path& folder) {
    auto note = call.kernel.log().checkpoint();
    if (!note && note.error().code == "log.no_key")
        return JobOutcome{
            .said = {"日志没有签名密钥。", "The log has no key to sign with."}, .entries = {}, .nothing = true};
    if (!note) return std::unexpected(std::move(note.error()));
    const auto size = call.kernel.tree_head().size;
    const auto path = folder / fmt::format("{}-{}.txt", call.due.day_in_shanghai().iso(), size);
    try {
        std::filesystem::create_directories(folder);
        DurableFile file(path);
        file.add(*note);
        file.finish();
        keep_latest(folder);
    } catch (const std::filesystem::filesystem_error& error) {
        return refuse("file.unwritable", {}, {{"path", path.string()}, {"why", error.code().message()}});
    }
    return JobOutcome{.said = {fmt::format("已存第 {} 条日志处的检查点。", size),
                               fmt::format("The checkpoint at entry {} was kept.", size)},
                      .entries = {},
                      .nothing = false};
}

Result<JobOutcome> backup(const JobCall& call, const std::filesystem::path& to) {
    if (to.empty())
        return JobOutcome{
            .said = {"没有写明备份目录，未备份。", "No folder is named for backups: nothing was backed up."},
            .entries = {},
            .nothing = true};
    const auto report = TRY(call.kernel.backup(to, {}));
    return JobOutcome{.said = {fmt::format("已备份 {} 条日志、{} 个附件（新增 {} 个）。", report.entries, report.files,
                                           report.new_files),
                               fmt::format("{} entries and {} files are in the backup, {} of the files new.",
                                           report.entries, report.files, report.new_files)},
                      .entries = {},
                      .nothing = false};
}

Result<JobOutcome> tidy(const JobCall& call) {
    const auto report = TRY(call.kernel.tidy_files(false));
    const auto count = report.collected.size();
    return JobOutcome{
        .said = {fmt::format("清除了 {} 个附件。", count), fmt::format("{} files were collected.", count)},
        .entries = {},
        .nothing = count == 0};
}

Result<JobOutcome> tend_readings(const JobCall& call) {
    const auto tended = TRY(call.kernel.readings().tend(call.stopping));
    return JobOutcome{
        .said = {fmt::format("压缩了 {} 条读数；{} 个序列清除了到期的读数。", tended.compacted, tended.let_go),
                 fmt::format("{} readings were compacted; of {} series older ones were let go.", tended.compacted,
                             tended.let_go)},
        .entries = {},
        .nothing = tended.compacted == 0 && tended.let_go == 0};
}

Result<JobOutcome> close_days(const JobCall& call) {
    auto closed = TRY(call.kernel.readings().close_days(call.stopping));
    const bool nothing = closed.entries.empty();
    return JobOutcome{.said = {fmt::format("日记录：新建 {} 条，更新 {} 条，作废 {} 条。", closed.made, closed.amended,
                                           closed.voided),
                               fmt::format("Days of readings: {} records were made, {} amended, {} voided.",
                                           closed.made, closed.amended, closed.voided)},
                      .entries = std::move(closed.entries),
                      .nothing = nothing};
}

Result<JobOutcome> upkeep(const JobCall& call) {
    const auto count = TRY(call.kernel.notices().forget_old());
    return JobOutcome{
        .said = {fmt::format("清除了 {} 条旧通知。", count), fmt::format("{} old notifications were cleared.", count)},
        .entries = {},
        .nothing = count == 0};
}

} // namespace

void register_system_jobs(Registrar& registrar, const std::filesystem::path& data, const JobSettings& settings) {
    registrar.job_action("escalate", escalate);
    registrar.job_action("verify", verify);
    registrar.job_action("tidy", tidy);
    registrar.job_action("upkeep", upkeep);
    registrar.job_action("readings", tend_readings);
    registrar.job_action("close_days", close_days);
    registrar.job_action("checkpoint",
                         [folder = data / "checkpoints"](const JobCall& call) { return checkpoint(call, folder); });
    registrar.job_action("backup", [to = settings.backup_to](const JobCall& call) { return backup(call, to); });
}

} // namespace shanhai::kernel

#include "kernel/transfer/table_import.h"

#include "kernel/transfer/import_parts.h"
#include "kernel/transfer/import_sheet.h"
#include "kernel/transfer/import_work.h"
#include "kernel/transfer/one_request.h"
#include "kernel/transfer/row_references.h"

#include <algorithm>
#include <utility>

namespace shanhai::kernel {

namespace {

Done take_rows(ImportWork& work) {
    work.share.enter(work.options.dry_run ? ImportPhase::checking : ImportPhase::writing, 1);
    auto taken = record_in_one_request(work);
    if (taken || taken.error().code != "request.others_wait") return taken;
    work.begin_anew();
    if (work.options.dry_run)
        work.share.enter(ImportPhase::checking, 1);
    else
        work.share.enter_half_of_rest(ImportPhase::checking);
    TRY_DO(try_in_parts(work));
    if (work.options.dry_run || !work.report.problems.empty()) return {};
    work.begin_anew();
    work.share.enter(ImportPhase::writing, 1);
    return record_in_parts(work);
}

} // namespace

Result<ImportReport> import_table(Kernel& kernel, const Principal& who, const std::string& type_name, TableFile& file,
                                  const ImportOptions& options, const ImportProgress& progress) {
    const RecordType* type = kernel.schema().type(type_name);
    if (type == nullptr) return refuse("record.unknown_type", {}, {{"name", type_name}});
    TRY_DO(kernel.permit(who, type->name, "create"));
    ImportWork work{kernel, who, *type, file, options, progress};
    work.report.dry_run = options.dry_run;
    TRY_DO(choose_sheet(work));
    TRY_DO(read_through(work));
    TRY_DO(take_rows(work));
    blame_refused_parents(work);
    std::ranges::sort(work.report.problems, {}, [](const RowProblem& one) { return std::pair(one.row, one.column); });
    return std::move(work.report);
}

} // namespace shanhai::kernel

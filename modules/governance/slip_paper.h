#pragma once

#include "kernel/kernel.h"

#include <iosfwd>

// 督办单: as it is printed and handed over, with its number.
namespace shanhai::governance {

// governance.slip. Asked: "slip" (number or id), "form" ("pdf", "html", "docx" or "txt"; default: "html"). Answered: "number", "file"
// (its name), "media_type" and "bytes" (base64), and "rows" for a page: what stands on the paper, label and words. A slip that has
// not been issued is no paper yet: "governance.slip_not_issued" (args: name). "record.not_found", "study.bad_member" …
Result<json::object> slip_study(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked,
                                const kernel::Progress& progress);
void tell_slip(const json::object& answer, std::ostream& out);

// All issued slips that `who` may read, as PDF in one zip file; the latest 500.
Result<json::object> write_slips(kernel::Kernel& kernel, const kernel::Principal& who, std::ostream& out,
                                 const kernel::Progress& progress);

} // namespace shanhai::governance

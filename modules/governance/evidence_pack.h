#pragma once

#include "kernel/kernel.h"

#include <iosfwd>

namespace shanhai::governance {

// 佐证包: a zip file with a folder for every assessment that `who` may read: the scores as a table, for every figure the postings
// that it is made of (the first thousand), and the papers under the numbers of their indicators. What was submitted shows what was
// known then. "governance.pack_too_large" (args: limit).
Result<json::object> write_evidence_pack(kernel::Kernel& kernel, const kernel::Principal& who, std::ostream& out,
                                         const kernel::Progress& progress);

// governance.evidence: the same of one assessment alone. Asked: "assessment". Answers {"assessment","files":["自评得分.csv",…],"file",
// "media_type","bytes"}, the bytes in base64.
Result<json::object> evidence_study(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked,
                                    const kernel::Progress& progress);
void tell_evidence(const json::object& answer, std::ostream& out);

} // namespace shanhai::governance

#pragma once

#include "kernel/kernel.h"

#include <iosfwd>

// 交接书: the dossier of a hand-over as a paper that opens anywhere.
namespace shanhai::governance {

// governance.handover. Asked: "handover" (number or id), "form" ("pdf", "html", "docx" or "txt"; default: "html"). Answered: "number",
// "from", "to", "items", "given", "taken", "complete_percent" (taken over, of all), "unsigned" (what waits for whom), "file", "media_type"
// and "bytes" (base64). The paper lists every item with who handed it over, who took it over and when, what nobody has signed, the
// lessons, and where both sides put their names. "record.not_found", "study.bad_member" …
Result<json::object> handover_study(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked,
                                    const kernel::Progress& progress);
void tell_handover(const json::object& answer, std::ostream& out);

} // namespace shanhai::governance

#pragma once

#include "base/json.h"
#include "base/result.h"
#include "kernel/schema/model.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace shanhai::apps {

// Keeps the file that `voucher=@receipt.pdf` names, and yields what stands in the record for it.
using KeepFile = std::function<Result<json::value>(const std::string& path)>;

// `field=value` as people type it → the JSON of the interface, by the field's kind: numbers, true/false (是/否), JSON,
// files by @path; nothing behind the "=" empties a field. A name that the type does not have stays text: the kernel says
// what is wrong with it. "command.bad_assignment", "record.wrong_kind", "file.…".
Result<json::object> fields_of(const kernel::RecordType& type, const std::vector<std::string>& assignments,
                               const KeepFile& keep_file);

// "amount=5" → {"amount", "5"}. "command.bad_assignment" (args: text).
Result<std::pair<std::string, std::string>> assignment_of(const std::string& text);

} // namespace shanhai::apps

#pragma once

#include "kernel/kernel.h"
#include "modules/iati/import_plan.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

// Reads the records of activities back from the store.
namespace shanhai::iati {

// The activities that a publisher reported under an identifier, oldest first; without their children.
Result<std::vector<StoredRecord>> find_activities(kernel::Kernel& kernel, const kernel::Principal& who,
                                                  const std::string& identifier, const std::string& publisher);

// True when some activity has this code already.
Result<bool> is_code_used(kernel::Kernel& kernel, const kernel::Principal& who, const std::string& code);
Result<bool> has_any_activity(kernel::Kernel& kernel, const kernel::Principal& who);

// Reads what the activities enclose. A few hundred at a time are fastest.
Done load_children(kernel::Kernel& kernel, const kernel::Principal& who, const std::vector<StoredRecord*>& activities);

// Every activity in the order of entry, with its children, a few hundred in memory at a time.
Done for_each_activity(kernel::Kernel& kernel, const kernel::Principal& who,
                       const std::function<Done(const StoredRecord&)>& take);

// The record with its children inside, as `element_of` wants it.
HeldRecord whole_record(const StoredRecord& stored);

} // namespace shanhai::iati

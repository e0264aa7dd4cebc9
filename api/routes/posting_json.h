#pragma once

#include "base/json.h"
#include "kernel/kernel.h"

// Postings behind a figure, as the interface and the command line show them.
namespace shanhai::api {

json::object posting_json(const kernel::LineagePosting& posting);
json::object posting_json(const kernel::ChangedPosting& posting);
json::array causes_json(const std::vector<kernel::CauseSum>& causes);

} // namespace shanhai::api

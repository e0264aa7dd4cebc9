#pragma once

#include "kernel/schema/model.h"
#include "kernel/store/connection.h"

#include <optional>
#include <string>

// Whoever entered what is to be approved does not approve it.
namespace shanhai::kernel {

// What `actor` did on the record so that somebody else has to take the step: "create", "amend", "review"; nothing when
// the step is open to that person.
std::optional<std::string> own_hand_in(Connection& connection, const Transition& step, std::int64_t record,
                                       const std::string& actor);

} // namespace shanhai::kernel

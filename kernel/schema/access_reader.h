#pragma once

#include "kernel/schema/access_model.h"
#include "kernel/schema/type_reader.h"

namespace shanhai::kernel {

// Reads the roles of one access.yaml; before types are resolved, because a field may offer the roles as its choices.
void read_roles(YamlDocument& document, AccessModel& access);
// Gives the fields that are declared with `choices: roles` their choices.
void offer_roles(Schema& schema, const AccessModel& access);
// Reads the rest, when all types are known.
void read_rights(YamlDocument& document, AccessModel& access, const Schema& schema);
// What can only be judged when every file has been read: "schema.unknown_role", paths that end at the wrong type.
void check_access(AccessModel& access, const Schema& schema, Findings& findings);

} // namespace shanhai::kernel

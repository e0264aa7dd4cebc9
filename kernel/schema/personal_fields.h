#pragma once

#include "kernel/schema/yaml_mapping.h"

namespace shanhai::kernel {

void read_sensitivity(Field& field, YamlMapping& map);

// Settles whose the personal fields of a type are, and refuses what a value that only its readers can open cannot do:
// be a key, unique, looked up, a reference, an amount that is added up. "schema.personal", "schema.subject".
void resolve_personal_fields(RecordType& type, const Schema& schema, Findings& findings);

// Where such records are referred to, people see a personal value.
bool has_personal_label(const RecordType& type);

} // namespace shanhai::kernel

#pragma once

#include "kernel/schema/yaml_mapping.h"

namespace shanhai::kernel {

// What a `file` field says of the files it takes: accept, max_size, keep_location, retention.
void read_file_options(Field& field, YamlMapping& map);

// "10 years" → 10; reports "schema.bad_period". 0 when the key is absent.
int read_years(YamlMapping& map, const std::string& key);

} // namespace shanhai::kernel

#pragma once

#include "kernel/schema/model.h"

#include <span>
#include <string>

namespace shanhai::kernel {

// One file of a module, by its path below the root ("modules/funds/schema/payment.yaml").
struct SchemaFile {
    std::string path;
    std::string text;
};

// Reads and checks all modules at once. Every problem found is in `also`, each with the args "file" and "line" and as its
// field "file:line". Codes: all that begin with "schema." in data/problems.yaml.
Result<std::unique_ptr<Schema>> load_schema(std::span<const SchemaFile> files);

} // namespace shanhai::kernel

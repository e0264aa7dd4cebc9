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

// Reads and checks all modules at once. Every problem found is in `also`, each with the args "file" and "line".
// Codes: "schema.yaml" (not YAML), "schema.unknown_key", "schema.missing_key", "schema.unknown_kind", "schema.unknown_type",
// "schema.unknown_field", "schema.unknown_measure", "schema.unknown_dimension", "schema.expression", "schema.formula",
// "schema.duplicate", "schema.reserved_name", "schema.units", "schema.unknown_module", "schema.cycle".
Result<std::unique_ptr<Schema>> load_schema(std::span<const SchemaFile> files);

} // namespace shanhai::kernel

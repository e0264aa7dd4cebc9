#pragma once

#include "kernel/schema/yaml_mapping.h"

#include <optional>
#include <string>

// The steps by which files become a schema. Names are collected first and resolved after, so that types may refer to
// each other in any order.
namespace shanhai::kernel {

struct YamlDocument {
    yaml::Node node;
    std::string file;
    Findings& findings;
};

// A type whose names are not resolved yet, with the parts of its file that wait for the other types.
struct TypeDraft {
    RecordType* type;
    std::string file;
    yaml::Node rules, transitions, measures, limits;
};

std::optional<TypeDraft> read_type(YamlDocument& document, const std::string& module, Schema& schema);
void resolve_type(TypeDraft& draft, const Schema& schema, Findings& findings);
void read_measures(TypeDraft& draft, Schema& schema, Findings& findings);
void read_limits(TypeDraft& draft, Schema& schema, Findings& findings);
// Gives measures with equal dimensions one space of coordinates.
void number_spaces(Schema& schema);
void read_figures(YamlDocument& document, const std::string& module, Schema& schema);
// The `series:` of a module.yaml.
void read_series(YamlDocument& document, const std::string& module, Schema& schema);
void read_published(YamlDocument& document, const std::string& module, Schema& schema);

} // namespace shanhai::kernel

#pragma once

#include "kernel/schema/as_of.h"
#include "kernel/schema/model.h"

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace shanhai::kernel {

// Compiles a scalar SQL expression written over field names into one over aliases: `amount` becomes r."amount",
// `project.region` becomes j_project."region". Only names of the schema, literals, operators and a short list of
// functions without side effects pass, so that a schema file cannot say anything that a store would not survive.
// "schema.expression" (args: text, what), "schema.unknown_field" (args: name, type).
Result<SqlExpression> compile_expression(std::string_view text, const RecordType& type, const Schema& schema);

// The field a path ends at: "project.region" from payment. nullptr when there is none. `void`, `state`, `number` and
// the other columns of the system are not fields.
const Field* field_at(std::string_view path, const RecordType& type, const Schema& schema);

std::string sql_name(std::string_view name); // in quotes
bool is_system_column(std::string_view name);
// Words that can be no field, because an expression reads them otherwise: "and", "case", "true".
bool is_expression_word(std::string_view name);

// "project.programme" → "j_project__programme".
std::string alias_of(std::string_view path);

// What else a joined record must fulfil; empty: nothing.
using JoinCondition = std::function<std::string(const std::string& path, const RecordType& target)>;

// FROM "payment" AS r LEFT JOIN "project" AS j_project ON …, for all paths and the paths they go through.
std::string from_with_joins(const RecordType& type, const std::set<std::string>& paths, const Schema& schema,
                            const JoinCondition& condition = {}, const AsOf& as_of = {});

// The SQL of one path as a column: r."amount", j_project."region". The path must exist.
std::string column_of(std::string_view path);

} // namespace shanhai::kernel

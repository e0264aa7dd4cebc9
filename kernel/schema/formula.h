#pragma once

#include "kernel/schema/model.h"

#include <string_view>

namespace shanhai::kernel {

// Parses arithmetic over balances:
//   sum    := product (('+' | '-') product)*          product := signed (('*' | '/') signed)*
//   signed := '-' signed | number | '(' sum ')' | measure ('[' condition ('and' condition)* ']')?
//   condition := dimension ('=' | '!=') value | dimension 'in' '(' value (',' value)* ')'
// Measures and dimensions are checked against the schema. "schema.formula" (args: text, what),
// "schema.unknown_measure", "schema.unknown_dimension". At most 64 nodes and 16 levels of parentheses.
Result<Formula> parse_formula(std::string_view text, const Schema& schema);

// The unit of a formula's value: unit name → exponent ("$" for money). "schema.units" when unlike things are added.
Result<std::map<std::string, int>> formula_units(const Formula& formula, const Schema& schema);

} // namespace shanhai::kernel

#pragma once

#include "kernel/figures/figure_query.h"

#include <functional>

namespace shanhai::kernel {

// Postings to leave out of a measure, for `as of`.
using UndoOf = std::function<std::span<const Movement>(int measure)>;

// The cells of a figure, in the order of their groups: choices as declared, records by key, the calendar forward.
// "figure.overflow" when an exact value does not fit.
Result<std::vector<FigureCell>> evaluate(const ResolvedQuery& query, const CubeView& view, const Schema& schema,
                                         FigureResolver& names, const UndoOf& undo);

// The value of a formula from the sums of its operands; nothing on division by zero.
Result<std::optional<Rational>> formula_value(const Figure& figure, const Schema& schema,
                                              std::span<const __int128> sums);

// A cell's texts from its value.
void present(FigureCell& cell, const Figure& figure, const std::string& currency);

} // namespace shanhai::kernel

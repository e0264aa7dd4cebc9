#pragma once

#include "kernel/bulletins/paper.h"
#include "kernel/kernel.h"

namespace shanhai::kernel {

// Puts the numbers into the blocks, as `who` sees them: as they are now, or as they were known at a moment. What a figure refuses is
// refused with its block (args: block, from 1; field: its JSON pointer). "bulletin.too_many_numbers", "bulletin.several_values" (a
// placeholder of a figure that has a value for each currency).
Result<Paper> evaluate(Kernel& kernel, const Principal& who, const Content& content, std::optional<Moment> as_of = {});

// What of an earlier paper has another value now, as far as the period that the number is about had ended by then: a
// later month adds to a running total and revises nothing.
Result<std::vector<Revision>> revised_since(Kernel& kernel, const Principal& who, const Paper& earlier,
                                            std::optional<Moment> as_of = {});

// "giver=山东省,year=2024", as addresses and commands take it.
std::string where_text(const Where& where);

} // namespace shanhai::kernel

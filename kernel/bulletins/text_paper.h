#pragma once

#include "kernel/bulletins/form.h"

namespace shanhai::kernel {

// As plain text that stands for itself: a number of a list, table or chart is a sentence that says what it is about, so that the text
// can be read aloud, sent on, and checked (`shanhai check`).
std::string text_paper(const Print& print);

} // namespace shanhai::kernel

#pragma once

#include "kernel/bulletins/form.h"

namespace shanhai::kernel {

// One page that needs nothing beside it: printable on A4, read by screen readers, charts with their numbers in words. A frozen paper
// carries its document and signature inside, so that the file alone can be verified.
std::string html_paper(const Print& print);

// The document and the signature that a page carries. "bulletin.no_seal".
Result<Sealed> seal_in_html(std::string_view page);

} // namespace shanhai::kernel

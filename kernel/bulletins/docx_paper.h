#pragma once

#include "kernel/bulletins/form.h"

namespace shanhai::kernel {

// An Office Open XML document in the form of GB/T 9704: A4, red head, 仿宋 with free substitutes, page numbers on the outer side.
// A frozen paper carries its document and signature inside. "export.failed".
Result<std::string> docx_paper(const Print& print);

// The document and the signature that it carries. "bulletin.no_seal".
Result<Sealed> seal_in_docx(std::string_view bytes);

} // namespace shanhai::kernel

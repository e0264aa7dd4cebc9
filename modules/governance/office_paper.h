#pragma once

#include "kernel/bulletins/form.h"
#include "kernel/module/asked.h"

#include <string>
#include <utility>

// What the papers of the module share that are no bulletins: 督办单, 交接书.
namespace shanhai::governance {

inline kernel::PaperBlock heading(std::string words) {
    kernel::PaperBlock block;
    block.kind = kernel::BlockKind::heading;
    block.title = std::move(words);
    return block;
}

inline kernel::PaperBlock paragraph(std::string words) {
    kernel::PaperBlock block;
    block.kind = kernel::BlockKind::text;
    block.pieces.push_back({std::move(words), {}});
    return block;
}

// The member `form`: html when it names none. "study.bad_member" for what no such paper is printed as.
inline Result<kernel::PaperForm> asked_form(const json::object& asked) {
    const auto wanted = TRY(kernel::asked_text(asked, "form")).value_or("");
    const auto form = kernel::paper_form_named(wanted.empty() ? "html" : wanted);
    if (!form || *form == kernel::PaperForm::xlsx) return kernel::bad_member("form", "pdf, html, docx, txt");
    return *form;
}

} // namespace shanhai::governance

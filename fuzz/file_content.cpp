// The form of any bytes is found without reading past them, and what is accepted as a form can be refused for a name only.
#include "kernel/documents/file_content.h"

#include "base/check.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto& form = kernel::form_of(bytes);
    check_or_abort(kernel::file_form(form.name) == &form, "a form is one of the list");
    const bool text = form.family == "text" || form.name == "html" || form.name == "svg";
    check_or_abort(!text || !kernel::charset_of(bytes).empty(), "texts say in what they are written");
    for (const auto* name : {"paper", "paper.pdf", "paper.docx", "paper.txt"})
        (void)kernel::check_form(form, name, bytes);
    return 0;
}

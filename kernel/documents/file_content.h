#pragma once

#include "base/result.h"
#include "kernel/schema/file_form.h"
#include "kernel/schema/model.h"

#include <string>
#include <string_view>

// What a file is, judged by its bytes. Names are claims; they are only compared.
namespace shanhai::kernel {

// By magic numbers and structure: containers by what lies in them, texts by being texts. Never fails: "unknown".
const FileForm& form_of(std::string_view bytes);

// "utf-8", "gb18030", "utf-16"; empty when the bytes are no text.
std::string_view charset_of(std::string_view bytes);

// Refuses programs ("file.program"), files that are two things at once ("file.two_forms") and names whose ending says
// something else ("file.ending_lies"). Endings that we know nothing of may stand before anything but a program.
Done check_form(const FileForm& form, std::string_view name, std::string_view bytes);

// "file.not_accepted", "file.too_large" at the field. `media_type` is the form's.
Done check_accepted(const Field& field, std::string_view media_type, std::int64_t size);

} // namespace shanhai::kernel

#pragma once

#include "kernel/schema/file_form.h"

#include <string_view>

// Containers, told apart by what lies in them.
namespace shanhai::kernel {

// docx, xlsx, pptx, ofd, odt, ods by the parts that such a file must have; else "zip", also when it is damaged.
const FileForm& form_of_zip(std::string_view bytes);
// doc, xls, ppt by the streams of the compound file; else "ole": encrypted documents, mails, old installers.
const FileForm& form_of_ole(std::string_view bytes);

bool is_zip(const FileForm& form);
// A directory of a zip file stands at the end, whatever the beginning says: unpackers would open it.
bool ends_as_zip(std::string_view bytes);

} // namespace shanhai::kernel

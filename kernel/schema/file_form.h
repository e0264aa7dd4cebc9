#pragma once

#include <span>
#include <string_view>

namespace shanhai::kernel {

// A form that a file can have, judged by its content. Known to the schema, because fields say which they accept.
struct FileForm {
    std::string_view name;       // "pdf"
    std::string_view family;     // "image", "office", "text", "archive"; the name itself when it stands alone
    std::string_view media_type; // as it is stored and served
    std::string_view endings;    // of names, separated by spaces: "jpg jpeg"; the first is the usual one
};

std::span<const FileForm> file_forms();
// nullptr when there is no form of that name.
const FileForm* file_form(std::string_view name);
// The form that files with this ending have; nullptr when the ending claims nothing we know.
const FileForm* form_of_ending(std::string_view ending);
bool is_file_family(std::string_view name);

} // namespace shanhai::kernel

#include "kernel/schema/file_form.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace shanhai::kernel {

namespace {

// Media types from the IANA registry where it has one; ofd is the national format of fixed pages, GB/T 33190.
constexpr std::array forms = {
    FileForm{"pdf", "pdf", "application/pdf", "pdf"},
    FileForm{"ofd", "office", "application/ofd", "ofd"},
    FileForm{"jpeg", "image", "image/jpeg", "jpg jpeg jpe jfif"},
    FileForm{"png", "image", "image/png", "png"},
    FileForm{"webp", "image", "image/webp", "webp"},
    FileForm{"gif", "image", "image/gif", "gif"},
    FileForm{"bmp", "image", "image/bmp", "bmp"},
    FileForm{"tiff", "image", "image/tiff", "tif tiff"},
    FileForm{"docx", "office", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
    FileForm{"xlsx", "office", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
    FileForm{"pptx", "office", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"},
    FileForm{"odt", "office", "application/vnd.oasis.opendocument.text", "odt"},
    FileForm{"ods", "office", "application/vnd.oasis.opendocument.spreadsheet", "ods"},
    FileForm{"doc", "office", "application/msword", "doc wps"},
    FileForm{"xls", "office", "application/vnd.ms-excel", "xls et"},
    FileForm{"ppt", "office", "application/vnd.ms-powerpoint", "ppt dps"},
    FileForm{"csv", "text", "text/csv", "csv"},
    FileForm{"text", "text", "text/plain", "txt md log"},
    FileForm{"json", "text", "application/json", "json geojson"},
    FileForm{"xml", "text", "application/xml", "xml"},
    FileForm{"svg", "svg", "image/svg+xml", "svg"},
    FileForm{"html", "html", "text/html", "html htm xhtml mht"},
    FileForm{"zip", "archive", "application/zip", "zip"},
    FileForm{"ole", "ole", "application/x-ole-storage", ""},
    FileForm{"program", "program", "application/x-executable", "exe dll com msi so"},
    FileForm{"unknown", "unknown", "application/octet-stream", ""},
};

} // namespace

std::span<const FileForm> file_forms() { return forms; }

const FileForm* file_form(std::string_view name) {
    const auto found = std::ranges::find(forms, name, &FileForm::name);
    return found == forms.end() ? nullptr : &*found;
}

const FileForm* form_of_ending(std::string_view ending) {
    const auto lower = lower_ascii(ending);
    for (const auto& form : forms) {
        for (const auto known : split(form.endings, ' ')) {
            if (!known.empty() && known == lower) return &form;
        }
    }
    return nullptr;
}

bool is_file_family(std::string_view name) { return std::ranges::find(forms, name, &FileForm::family) != forms.end(); }

} // namespace shanhai::kernel

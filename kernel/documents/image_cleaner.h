#pragma once

#include "base/result.h"
#include "kernel/schema/file_form.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace shanhai::kernel {

// An image without what it says about place, time and people. The picture itself is not touched: its coded bytes are the
// same, colours and orientation are kept.
struct CleanedImage {
    std::string bytes;
    std::uint16_t orientation = 1;
    // "location", "author", "device", "time", "description", "comment", "metadata" (other), "trailing" (bytes behind the end)
    std::set<std::string> removed;
};

// JPEG, PNG, WebP and GIF. Other forms come back as they are; a TIFF that holds a location is refused, because it cannot be
// taken out without writing the file anew ("file.cannot_clean"). "file.damaged" when the structure is broken.
Result<CleanedImage> clean_image(const FileForm& form, std::string_view bytes);

} // namespace shanhai::kernel

#pragma once

#include "base/result.h"
#include "kernel/schema/file_form.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shanhai::kernel {

// The size that an image says it has, before anything is decoded.
struct ImageSize {
    std::uint32_t width = 0, height = 0;
};
// Of JPEG, PNG, WebP and GIF; nothing for other forms and for images that do not say.
std::optional<ImageSize> image_size(const FileForm& form, std::string_view bytes);

// "file.too_many_pixels" for an image that would unpack into more than anybody can look at.
Done check_image_size(const FileForm& form, std::string_view bytes);

// A JPEG of at most 320 pixels a side, upright, on white, with nothing in it but the picture. Nothing for forms that we do
// not decode (GIF, BMP, TIFF, documents) and for images that are damaged or too large.
std::optional<std::string> thumbnail_of(const FileForm& form, std::string_view bytes, std::uint16_t orientation);

} // namespace shanhai::kernel

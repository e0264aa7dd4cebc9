// What a cleaned image says is nothing: cleaned again it stays as it is. Thumbnails of anything are pictures or none.
#include "base/check.h"
#include "kernel/documents/file_content.h"
#include "kernel/documents/image_cleaner.h"
#include "kernel/documents/thumbnail.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    using namespace shanhai::kernel;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto& form = form_of(bytes);
    const auto image = clean_image(form, bytes);
    if (!image) return 0;
    check_or_abort(&form_of(image->bytes) == &form, "a cleaned image is of the same form");
    const auto again = clean_image(form, image->bytes);
    check_or_abort(again.has_value() && again->bytes == image->bytes, "cleaning twice is cleaning once");
    check_or_abort(!again->removed.contains("location") && !again->removed.contains("author"),
                   "nothing is left to say");
    if (!check_image_size(form, image->bytes)) return 0;
    const auto small = thumbnail_of(form, image->bytes, image->orientation);
    if (!small) return 0;
    const auto side = image_size(*file_form("jpeg"), *small);
    check_or_abort(side && side->width <= 320 && side->height <= 320, "a thumbnail is small");
    return 0;
}

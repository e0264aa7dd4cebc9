#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace shanhai::press {

constexpr std::size_t most_bytes = 8U << 20;        // of a file
constexpr std::size_t most_code_points = 1'000'000; // of the text in it: a thick book

// The text of a file, in UTF-8: plain text in UTF-8, UTF-16 with a mark or GB18030; .docx; .pdf with a text layer. What it is
// is seen from the bytes, not from its name.
// "press.too_large", "press.empty", "press.not_text", "press.broken_docx", "press.broken_pdf", "press.no_text_layer".
Result<std::string> draft_text(std::string_view bytes);

// The parts, each for bytes of its kind.
Result<std::string> docx_text(std::string_view bytes);
Result<std::string> pdf_text(std::string_view bytes);

} // namespace shanhai::press

#include "base/text.h"
#include "modules/press/entrances/draft_text.h"

#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>

#include <limits>
#include <memory>

namespace shanhai::press {

namespace {

constexpr int most_pages = 500;

void say_nothing(const std::string& /*message*/, void* /*closure*/) {}

} // namespace

Result<std::string> pdf_text(std::string_view bytes) {
    poppler::set_debug_error_function(say_nothing, nullptr);
    if (bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return refuse("press.broken_pdf");
    const std::unique_ptr<poppler::document> document(
        poppler::document::load_from_raw_data(bytes.data(), static_cast<int>(bytes.size())));
    if (!document || document->is_locked()) return refuse("press.broken_pdf");
    if (document->pages() > most_pages) return refuse("press.too_large", {}, {{"limit", std::to_string(most_bytes)}});
    std::string text;
    for (int n = 0; n < document->pages(); ++n) {
        const std::unique_ptr<poppler::page> page(document->create_page(n));
        if (!page) continue;
        // As it was written, not as it lies on the page: digits of another font lie a little higher and would become a line.
        const auto utf8 = page->text({}, poppler::page::raw_order_layout).to_utf8();
        text.append(utf8.begin(), utf8.end());
        text += '\n';
        if (text.size() > most_bytes) return refuse("press.too_large", {}, {{"limit", std::to_string(most_bytes)}});
    }
    if (!is_utf8(text)) return refuse("press.broken_pdf");
    if (text.find_first_not_of(" \t\r\n\f") == std::string::npos) return refuse("press.no_text_layer");
    return text;
}

} // namespace shanhai::press

#include "kernel/sheets/rich_text.h"

#include "base/utf16.h"

#include <cstdint>
#include <optional>

namespace shanhai::kernel {

namespace {

// The unit of "_xHHHH_" at `at`.
std::optional<std::uint32_t> escaped_unit(std::string_view text, std::size_t at) {
    if (at + 7 > text.size() || text[at] != '_' || text[at + 1] != 'x' || text[at + 6] != '_') return std::nullopt;
    std::uint32_t unit = 0;
    for (std::size_t i = at + 2; i < at + 6; ++i) {
        const char c = text[i];
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                                 : -1;
        if (digit < 0) return std::nullopt;
        unit = unit << 4 | static_cast<std::uint32_t>(digit);
    }
    return unit;
}

} // namespace

void RichText::start(std::string_view name) {
    if (name == "rPh") ++phonetic_;
    if (name == "t") inside_ = true;
}

void RichText::end(std::string_view name) {
    if (name == "rPh" && phonetic_ > 0) --phonetic_;
    if (name == "t") inside_ = false;
}

bool RichText::text(std::string_view piece, std::size_t most_bytes) {
    if (!inside_ || phonetic_ > 0) return true;
    text_ += piece;
    return text_.size() <= most_bytes;
}

std::string RichText::take() {
    std::string taken = without_escapes(std::move(text_));
    begin();
    return taken;
}

std::string without_escapes(std::string text) {
    if (text.find("_x") == std::string::npos) return text;
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
        const auto unit = escaped_unit(text, at);
        if (!unit) {
            plain += text[at++];
            continue;
        }
        at += 7;
        std::uint32_t point = *unit;
        if (is_high_surrogate(point)) {
            const auto low = escaped_unit(text, at);
            if (low && is_low_surrogate(*low)) {
                point = joined_surrogates(point, *low);
                at += 7;
            }
        }
        append_utf8(plain, point);
    }
    return plain;
}

} // namespace shanhai::kernel

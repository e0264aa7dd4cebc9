#include "modules/press/entrances/draft_text.h"

#include "base/text.h"

#include <iconv.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>

namespace shanhai::press {

namespace {

struct CloseConverter {
    void operator()(void* converter) const { iconv_close(converter); }
};

// nullopt when the bytes are not in that encoding.
std::optional<std::string> converted(std::string_view bytes, const char* encoding) {
    const std::unique_ptr<void, CloseConverter> converter(iconv_open("UTF-8", encoding));
    // NOLINTNEXTLINE(performance-no-int-to-ptr): iconv's own sign that it does not know the encoding
    if (converter.get() == reinterpret_cast<void*>(-1)) return {};
    std::string input(bytes);
    std::string result(bytes.size() * 3 + 16, '\0');
    char* from = input.data();
    char* to = result.data();
    std::size_t left = input.size(), room = result.size();
    if (iconv(converter.get(), &from, &left, &to, &room) == static_cast<std::size_t>(-1) || left > 0) return {};
    result.resize(result.size() - room);
    return result;
}

bool has_control_bytes(std::string_view text) {
    return std::ranges::any_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x09 || (byte > 0x0D && byte < 0x20 && byte != 0x1B);
    });
}

Result<std::string> plain_text(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    std::optional<std::string> text;
    if (bytes.starts_with("\xFF\xFE"))
        text = converted(bytes.substr(2), "UTF-16LE");
    else if (bytes.starts_with("\xFE\xFF"))
        text = converted(bytes.substr(2), "UTF-16BE");
    else if (has_control_bytes(bytes))
        return refuse("press.not_text");
    else if (is_utf8(bytes))
        text = std::string(bytes);
    else
        text = converted(bytes, "GB18030");
    if (!text || !is_utf8(*text) || has_control_bytes(*text)) return refuse("press.not_text");
    return *std::move(text);
}

} // namespace

Result<std::string> draft_text(std::string_view bytes) {
    if (bytes.size() > most_bytes) return refuse("press.too_large", {}, {{"limit", std::to_string(most_bytes)}});
    std::string text;
    if (bytes.starts_with("PK\x03\x04"))
        text = TRY(docx_text(bytes));
    else if (bytes.substr(0, 1024).find("%PDF-") != std::string_view::npos)
        text = TRY(pdf_text(bytes));
    else
        text = TRY(plain_text(bytes));
    if (text.find_first_not_of(" \t\r\n\f") == std::string::npos) return refuse("press.empty");
    if (code_points(text) > most_code_points)
        return refuse("press.too_large", {}, {{"limit", std::to_string(most_bytes)}});
    return text;
}

} // namespace shanhai::press

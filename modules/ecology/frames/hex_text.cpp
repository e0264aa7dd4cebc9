#include "modules/ecology/frames/hex_text.h"

#include "base/text.h"

namespace shanhai::ecology {

Read<std::string> bytes_of_hex(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') digits += c;
    if (digits.empty()) return refuse_frame(FrameRule::truncated, "truncated: nothing there");
    auto bytes = from_hex(digits);
    if (!bytes) return refuse_frame(FrameRule::header, "header: not written in hexadecimal digits, two a byte");
    return *std::move(bytes);
}

} // namespace shanhai::ecology

#include "modules/ecology/frames/json_text.h"

#include "base/text.h"
#include "kernel/sheets/text_encoding.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace shanhai::ecology {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_plain(char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; }

void append_escaped(std::string& to, std::string_view utf8) {
    static constexpr char hex[] = "0123456789abcdef";
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            to += '\\';
            to += c;
        } else if (byte < 0x20 || byte == 0x7F) {
            to += "\\u00";
            to += hex[byte >> 4];
            to += hex[byte & 15];
        } else {
            to += c;
        }
    }
}

std::size_t digits_at(std::string_view text, std::size_t at) {
    std::size_t count = 0;
    while (at + count < text.size() && is_digit(text[at + count])) ++count;
    return count;
}

// One character a byte, for bytes in no encoding that we know: nothing is lost, and what it is can be seen.
std::string as_latin(std::string_view bytes) {
    std::string utf8;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            utf8 += c;
        } else {
            utf8 += static_cast<char>(0xC0 | (byte >> 6));
            utf8 += static_cast<char>(0x80 | (byte & 0x3F));
        }
    }
    return utf8;
}

} // namespace

void append_json_string(std::string& to, std::string_view text) {
    to += '"';
    if (std::ranges::all_of(text, is_plain)) {
        to += text;
    } else if (is_utf8(text)) {
        append_escaped(to, text);
    } else {
        const auto utf8 = kernel::utf8_of_file(std::string(text));
        append_escaped(to, utf8 && is_utf8(*utf8) ? *utf8 : as_latin(text));
    }
    to += '"';
}

bool is_decimal(std::string_view text) {
    if (text.size() > 40) return false;
    std::size_t at = !text.empty() && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    const std::size_t whole = digits_at(text, at);
    at += whole;
    if (at < text.size() && text[at] == '.') {
        const std::size_t fraction = digits_at(text, at + 1);
        if (fraction == 0) return false;
        at += 1 + fraction;
    } else if (whole == 0) {
        return false;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '-' || text[at] == '+')) ++at;
        const std::size_t exponent = digits_at(text, at);
        if (exponent == 0 || exponent > 2) return false;
        at += exponent;
    }
    return at == text.size();
}

double decimal_value(std::string_view decimal) {
    double value = std::numeric_limits<double>::quiet_NaN();
    if (decimal.starts_with('+')) decimal.remove_prefix(1);
    std::from_chars(decimal.data(), decimal.data() + decimal.size(), value);
    return value;
}

void append_json_number(std::string& to, std::string_view decimal) {
    if (decimal[0] == '-') to += '-';
    if (decimal[0] == '-' || decimal[0] == '+') decimal.remove_prefix(1);
    while (decimal.size() > 1 && decimal[0] == '0' && is_digit(decimal[1])) decimal.remove_prefix(1);
    if (!is_digit(decimal[0])) to += '0';
    to += decimal;
}

std::string refusal_as_json(const FrameRefusal& refusal) {
    std::string line = R"({"ok":false,"reason":)";
    append_json_string(line, refusal.reason);
    line += '}';
    return line;
}

} // namespace shanhai::ecology

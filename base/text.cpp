#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace shanhai {

namespace {

constexpr std::string_view standard_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr bool is_continuation(unsigned char byte) { return (byte & 0xC0U) == 0x80U; }

// Length of the well-formed sequence at the start of `bytes`, which begins with a byte >= 0x80; 0 when there is none.
// The table of RFC 3629 section 4.
std::size_t sequence_length(const unsigned char* bytes, std::size_t left) {
    const unsigned char first = bytes[0];
    if (first < 0xC2) return 0;
    if (first < 0xE0) return left >= 2 && is_continuation(bytes[1]) ? 2 : 0;
    if (left < 3 || !is_continuation(bytes[1]) || !is_continuation(bytes[2])) return 0;
    if (first < 0xF0) {
        if (first == 0xE0 && bytes[1] < 0xA0) return 0; // overlong
        if (first == 0xED && bytes[1] > 0x9F) return 0; // surrogate
        return 3;
    }
    if (left < 4 || !is_continuation(bytes[3])) return 0;
    if (first == 0xF0 && bytes[1] < 0x90) return 0;                   // overlong
    if (first > 0xF4 || (first == 0xF4 && bytes[1] > 0x8F)) return 0; // beyond U+10FFFF
    return 4;
}

std::string encode_base64(std::string_view bytes, std::string_view alphabet, bool padded) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
        const std::size_t taken = std::min<std::size_t>(3, bytes.size() - at);
        std::uint32_t group = 0;
        for (std::size_t i = 0; i < 3; ++i)
            group = group << 8 | (i < taken ? static_cast<unsigned char>(bytes[at + i]) : 0U);
        for (std::size_t i = 0; i < 4; ++i) {
            if (i <= taken)
                text += alphabet[group >> (18 - 6 * i) & 63U];
            else if (padded)
                text += '=';
        }
    }
    return text;
}

std::optional<std::string> decode_base64(std::string_view text, std::string_view alphabet) {
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t group = 0;
    int bits = 0;
    for (const char letter : text) {
        const std::size_t digit = alphabet.find(letter);
        if (digit == std::string_view::npos) return std::nullopt;
        group = group << 6 | static_cast<std::uint32_t>(digit);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(group >> bits & 0xFFU);
    }
    // Left-over bits must be zero, or two texts would mean the same bytes.
    if ((group & ((1U << bits) - 1)) != 0) return std::nullopt;
    return bytes;
}

} // namespace

bool is_utf8(std::string_view bytes) {
    const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
    const auto* const end = at + bytes.size();
    while (at != end) {
        // Eight ASCII bytes at a time: most of what passes here is ASCII.
        while (end - at >= 8) {
            std::uint64_t eight = 0;
            std::memcpy(&eight, at, 8);
            if ((eight & 0x8080808080808080U) != 0) break;
            at += 8;
        }
        if (at == end) break;
        if (*at < 0x80) {
            ++at;
            continue;
        }
        const std::size_t length = sequence_length(at, static_cast<std::size_t>(end - at));
        if (length == 0) return false;
        at += length;
    }
    return true;
}

std::size_t code_points(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char byte) { return !is_continuation(static_cast<unsigned char>(byte)); }));
}

std::string fold_width(std::string_view utf8) {
    std::string folded;
    folded.reserve(utf8.size());
    for (std::size_t at = 0; at < utf8.size();) {
        if (utf8.size() - at >= 3 && (utf8[at] == '\xEF' || utf8[at] == '\xE3')) {
            const unsigned code = (static_cast<unsigned char>(utf8[at]) & 0x0FU) << 12 |
                                  (static_cast<unsigned char>(utf8[at + 1]) & 0x3FU) << 6 |
                                  (static_cast<unsigned char>(utf8[at + 2]) & 0x3FU);
            if ((code >= 0xFF01 && code <= 0xFF5E) || code == 0x3000) {
                folded += code == 0x3000 ? ' ' : static_cast<char>(code - 0xFF01 + '!');
                at += 3;
                continue;
            }
        }
        folded += utf8[at++];
    }
    return folded;
}

namespace {

constexpr std::string_view ascii_blanks = " \t\r\n\f\v";

// What Unicode calls white space beyond ASCII, and what takes no room at all: a text of nothing else says nothing.
constexpr std::array<std::string_view, 25> wide_blanks = {
    "\u0085", "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004", "\u2005",
    "\u2006", "\u2007", "\u2008", "\u2009", "\u200A", "\u200B", "\u200C", "\u200D", "\u2028",
    "\u2029", "\u202F", "\u205F", "\u2060", "\u3000", "\u3164", "\uFEFF"};

// False for nearly every text: the first bytes of those blanks are few.
bool may_be_wide_blank(std::string_view text, bool at_end) {
    constexpr std::string_view of_two = "\xC2", of_three = "\xE1\xE2\xE3\xEF";
    if (!at_end) return of_two.contains(text.front()) || of_three.contains(text.front());
    return (text.size() >= 2 && of_two.contains(text[text.size() - 2])) ||
           (text.size() >= 3 && of_three.contains(text[text.size() - 3]));
}

// The bytes of the blank at the beginning of a text, or at its end; 0 when there is none.
std::size_t blank_at(std::string_view text, bool at_end) {
    if (text.empty()) return 0;
    const char byte = at_end ? text.back() : text.front();
    if (static_cast<unsigned char>(byte) < 0x80) return ascii_blanks.contains(byte) ? 1 : 0;
    if (!may_be_wide_blank(text, at_end)) return 0;
    const auto* blank = std::ranges::find_if(
        wide_blanks, [&](std::string_view one) { return at_end ? text.ends_with(one) : text.starts_with(one); });
    return blank == wide_blanks.end() ? 0 : blank->size();
}

bool is_blank(std::string_view text) {
    while (const std::size_t bytes = blank_at(text, false)) text.remove_prefix(bytes);
    return text.empty();
}

// By itself such a mark is nothing; beside what somebody wrote it may be meant, and stays.
bool takes_no_room(std::string_view blank) {
    constexpr std::array<std::string_view, 5> roomless = {"\u200B", "\u200C", "\u200D", "\u2060", "\uFEFF"};
    return std::ranges::find(roomless, blank) != roomless.end();
}

} // namespace

std::string_view trim(std::string_view text) {
    if (is_blank(text)) return {};
    while (const std::size_t bytes = blank_at(text, false)) {
        if (takes_no_room(text.substr(0, bytes))) break;
        text.remove_prefix(bytes);
    }
    while (const std::size_t bytes = blank_at(text, true)) {
        if (takes_no_room(text.substr(text.size() - bytes))) break;
        text.remove_suffix(bytes);
    }
    return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string joined;
    for (const std::string& part : parts) {
        if (&part != &parts.front()) joined += separator;
        joined += part;
    }
    return joined;
}

std::string replace_all(std::string text, std::string_view from, std::string_view to) {
    if (from.empty()) return text;
    std::string replaced;
    std::size_t copied = 0;
    for (std::size_t at = 0; (at = text.find(from, copied)) != std::string::npos; copied = at + from.size())
        replaced.append(text, copied, at - copied).append(to);
    if (copied == 0) return text;
    return replaced.append(text, copied);
}

std::string without_idle_zeros(std::string decimal) {
    if (decimal.find('.') == std::string::npos) return decimal;
    decimal.erase(decimal.find_last_not_of('0') + 1);
    if (decimal.back() == '.') decimal.pop_back();
    return decimal;
}

std::string lower_ascii(std::string_view text) {
    std::string lowered(text);
    for (char& letter : lowered)
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    return lowered;
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char byte : bytes) {
        text += digits[static_cast<unsigned char>(byte) >> 4];
        text += digits[static_cast<unsigned char>(byte) & 15U];
    }
    return text;
}

std::optional<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    const auto digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    };
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit(text[i]), low = digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

std::string percent_encoded(std::string_view text) {
    static constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain)
            encoded.push_back(c);
        else
            encoded.append({'%', digits[byte >> 4U], digits[byte & 15U]});
    }
    return encoded;
}

std::string to_base64(std::string_view bytes) { return encode_base64(bytes, standard_alphabet, true); }
std::string to_base64url(std::string_view bytes) { return encode_base64(bytes, url_alphabet, false); }

std::optional<std::string> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    return decode_base64(text.substr(0, text.size() - padding), standard_alphabet);
}

std::optional<std::string> from_base64url(std::string_view text) { return decode_base64(text, url_alphabet); }

} // namespace shanhai

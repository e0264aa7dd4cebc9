#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai {

// A short text in the two languages of the interface. Chinese is the original; an empty `en` falls back to it.
struct Text {
    std::string zh;
    std::string en;

    const std::string& in(std::string_view language) const { return language == "en" && !en.empty() ? en : zh; }
    bool empty() const { return zh.empty() && en.empty(); }
    friend bool operator==(const Text&, const Text&) = default;
};

// True when the bytes are well-formed UTF-8 (no surrogates, no overlong forms).
bool is_utf8(std::string_view bytes);

// Number of code points in well-formed UTF-8.
std::size_t code_points(std::string_view utf8);

// Full-width ASCII (U+FF01–FF5E) and the ideographic space become their half-width forms; nothing else changes.
std::string fold_width(std::string_view utf8);

std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(const std::vector<std::string>& parts, std::string_view separator);
std::string replace_all(std::string text, std::string_view from, std::string_view to);
std::string lower_ascii(std::string_view text);
// "1.50" → "1.5", "2.00" → "2"; what has no decimal point stays.
std::string without_idle_zeros(std::string decimal);

// The keys of a map, one behind the other.
template <class Map>
std::string join_keys(const Map& map, std::string_view separator) {
    std::string keys;
    for (const auto& [key, value] : map) {
        if (!keys.empty()) keys += separator;
        keys += key;
    }
    return keys;
}

// Lower-case hexadecimal, standard base64 with padding, and base64url without.
std::string to_hex(std::string_view bytes);
// Also with capitals; nothing for anything else.
std::optional<std::string> from_hex(std::string_view text);
// Everything but the unreserved characters of RFC 3986 as %XX.
std::string percent_encoded(std::string_view text);
std::string to_base64(std::string_view bytes);
std::string to_base64url(std::string_view bytes);
// Exactly what the two above write; nullopt for anything else (blanks, missing padding, stray bits).
std::optional<std::string> from_base64(std::string_view text);
std::optional<std::string> from_base64url(std::string_view text);

} // namespace shanhai

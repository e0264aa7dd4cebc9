#pragma once

#include <optional>
#include <string>
#include <string_view>

// Texts are read as sequences of code points: positions in them are what people and browsers count.
namespace shanhai::press {

// nullopt when the bytes are no well-formed UTF-8.
std::optional<std::u32string> from_utf8(std::string_view bytes);
std::string to_utf8(std::u32string_view text);
// For words of the program's own lexicon.
std::u32string wide(std::string_view utf8);

inline bool is_digit(char32_t c) { return c >= U'0' && c <= U'9'; }
inline bool is_letter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }
inline bool is_han(char32_t c) { return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == U'〇'; }
inline bool is_space(char32_t c) {
    return c == U' ' || c == U'\t' || c == 0x3000 || c == 0xA0 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F;
}
inline bool is_opening_quote(char32_t c) {
    return c == U'“' || c == U'「' || c == U'『' || c == U'《' || c == U'〈' || c == U'‘';
}
inline bool is_closing_quote(char32_t c) {
    return c == U'”' || c == U'」' || c == U'』' || c == U'》' || c == U'〉' || c == U'’';
}
inline bool ends_sentence(char32_t c) {
    return c == U'。' || c == U'！' || c == U'？' || c == U'\n' || c == U'!' || c == U'?' || c == U'；' || c == U';';
}
inline bool ends_clause(char32_t c) { return ends_sentence(c) || c == U'，' || c == U'：' || c == U','; }

} // namespace shanhai::press

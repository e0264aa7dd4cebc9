#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What a text is searched as: width, case, accents and traditional characters do not matter, and whatever is no letter or
// digit is one blank.
namespace shanhai::kernel {

struct FoldedText {
    std::u32string text;              // "，白朗縣 ２０２４" → "白朗县 2024"
    std::vector<std::uint32_t> place; // of each of its characters: the code point of the original that it came from
};

// Bytes that are no UTF-8 count as blanks.
FoldedText fold(std::string_view utf8);

// Letters and digits of the alphabets make words; all others stand close together, and any two may be one.
enum class CharacterKind { blank, word, wide };
CharacterKind kind_of(char32_t folded);

// A stretch of one kind.
struct Run {
    std::size_t begin = 0, end = 0;
    CharacterKind kind = CharacterKind::blank;
    std::size_t size() const { return end - begin; }
};
std::vector<Run> runs_of(std::u32string_view folded); // without the blanks

// A folded or any other text as UTF-8, and back; what is no UTF-8 becomes U+FFFD.
std::string to_utf8(std::u32string_view text);
std::u32string to_utf32(std::string_view utf8);

} // namespace shanhai::kernel

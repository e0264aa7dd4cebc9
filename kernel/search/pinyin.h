#pragma once

#include "kernel/search/folding.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Names as people type them who write 拼音: "bl" and "bailang" for 白朗.
namespace shanhai::kernel {

// A name's characters with everything that each may be read as; blanks are left out.
struct SpelledCharacter {
    std::size_t at = 0;                 // in the folded text
    std::vector<std::string> syllables; // of an ideograph; of a letter or digit, itself
};
using SpelledName = std::vector<SpelledCharacter>;

SpelledName spell(std::u32string_view folded);

// How many characters of the name `typed` reaches over from its begin, as initials or as whole syllables, the last of which
// may be unfinished; nothing when it is neither.
std::optional<std::size_t> reached_by_initials(const SpelledName& name, std::string_view typed);
std::optional<std::size_t> reached_by_syllables(const SpelledName& name, std::string_view typed);

// The spellings of the whole name, the usual one first: initials, and syllables. At most `most`.
std::vector<std::string> initials_of(const SpelledName& name, std::size_t most = 8);
std::vector<std::string> syllables_of(const SpelledName& name, std::size_t most = 8);

// How many of the name's characters stand before what only says its rank: 2 of 白朗县, of 日喀则 all.
std::size_t length_without_rank(std::u32string_view folded);
// Whether a typist may have meant a rank with it: s 市省, x 县乡, q 区旗, z 州镇自治州, d 地区, m 盟.
bool is_initial_of_rank(char letter);

} // namespace shanhai::kernel

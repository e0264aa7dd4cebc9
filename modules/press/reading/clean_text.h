#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::press {

// A text as it was meant before it was set, broken into lines and extracted from a page: half-width digits, no spaces
// inside numbers, lines joined that were broken inside a sentence, no doubled characters. '\n' ends a paragraph.
struct CleanText {
    std::u32string chars;
    std::vector<std::uint32_t> origin; // chars[i] was the given text's code point origin[i]; ascending

    // Half-open, in code points of the given text.
    std::pair<std::size_t, std::size_t> given(std::size_t begin, std::size_t end) const {
        return {origin[begin], std::size_t{origin[end - 1]} + 1};
    }
};

// Linear in the length of the text.
CleanText clean(std::u32string_view given);

} // namespace shanhai::press

#include "kernel/search/folding.h"

#include "kernel/search/character_tables.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace shanhai::kernel {

namespace {

constexpr char32_t replacement = 0xFFFD;

// One code point, and how many bytes it took; `replacement` and 1 for bytes that begin none.
std::pair<char32_t, std::size_t> decode(std::string_view bytes, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[at + i]); };
    const auto first = byte(0);
    if (first < 0x80) return {first, 1};
    const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || at + length > bytes.size()) return {replacement, 1};
    char32_t code = first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {replacement, 1};
        code = code << 6 | (byte(i) & 0x3F);
    }
    constexpr std::array<char32_t, 5> least = {0, 0, 0x80, 0x800, 0x10000};
    const bool right = code >= least[length] && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    return right ? std::pair(code, length) : std::pair(replacement, std::size_t{1});
}

// What each character of the basic plane is searched as, worked out once: 64 Ki entries of four bytes.
class Folds {
public:
    Folds() {
        for (char32_t c = 0; c < to_.size(); ++c) to_[c] = kind_in_tables(c) == CharacterKind::blank ? U' ' : c;
        for (char32_t c = 'A'; c <= 'Z'; ++c) to_[c] = c + ('a' - 'A');
        const auto pairs = to_utf32(simplified_pairs);
        for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) to_[pairs[i]] = pairs[i + 1];
        for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) to_[pairs[i]] = to_[pairs[i + 1]]; // 薴 → 苧 → 苎
        const auto entries = to_utf32(fold_entries);
        for (std::size_t begin = 0; begin < entries.size();) {
            const auto end = entries.find(U'|', begin + 1);
            set(entries[begin], entries.substr(begin + 1, end - begin - 1));
            begin = end + 1;
        }
    }

    template <class Use>
    void of(char32_t c, Use use) const {
        if (c >= to_.size()) {
            use(c >= 0x20000 && c < 0x40000 ? c : U' '); // ideographs, and nothing else that is searched
            return;
        }
        const auto to = to_[c];
        if (to < many) return use(to);
        for (const auto one : longer_[to - many]) use(one);
    }

    CharacterKind kind(char32_t c) const { return c < kinds_.size() ? kinds_[c] : CharacterKind::wide; }

private:
    static constexpr char32_t many = 0x8000'0000;

    void set(char32_t c, std::u32string to) {
        if (to.size() == 1) {
            to_[c] = kind(to[0]) == CharacterKind::blank ? U' ' : to[0];
            return;
        }
        for (auto& one : to)
            if (kind(one) == CharacterKind::blank) one = U' ';
        to_[c] = many + static_cast<char32_t>(longer_.size());
        longer_.push_back(std::move(to));
    }

    CharacterKind kind_in_tables(char32_t c) const { return kinds_[c]; }

    static std::array<CharacterKind, 0x10000> read_kinds() {
        std::array<CharacterKind, 0x10000> kinds{};
        for (const auto& [first, last] : wide_ranges)
            std::fill(kinds.begin() + first, kinds.begin() + last + 1, CharacterKind::wide);
        const auto word = [&](char32_t first, char32_t last) {
            std::fill(kinds.begin() + first, kinds.begin() + last + 1, CharacterKind::word);
        };
        word('0', '9');
        word('A', 'Z');
        word('a', 'z');
        word(0xC0, 0x52F); // what is no letter there is folded to a blank, or to letters
        word(0x1E00, 0x1FFF);
        for (const char32_t sign : {0xD7, 0xF7}) kinds[sign] = CharacterKind::blank;
        return kinds;
    }

    std::array<CharacterKind, 0x10000> kinds_ = read_kinds();
    std::array<char32_t, 0x10000> to_{};
    std::vector<std::u32string> longer_;
};

const Folds& folds() {
    static const auto* const once = new Folds; // too large for a stack, and never taken down
    return *once;
}

} // namespace

std::u32string to_utf32(std::string_view utf8) {
    std::u32string text;
    text.reserve(utf8.size());
    for (std::size_t at = 0; at < utf8.size();) {
        const auto [code, length] = decode(utf8, at);
        text += code;
        at += length;
    }
    return text;
}

std::string to_utf8(std::u32string_view text) {
    std::string bytes;
    for (const auto c : text) {
        if (c < 0x80) {
            bytes += static_cast<char>(c);
        } else if (c < 0x800) {
            bytes += static_cast<char>(0xC0 | c >> 6);
            bytes += static_cast<char>(0x80 | (c & 0x3F));
        } else if (c < 0x10000) {
            bytes += static_cast<char>(0xE0 | c >> 12);
            bytes += static_cast<char>(0x80 | (c >> 6 & 0x3F));
            bytes += static_cast<char>(0x80 | (c & 0x3F));
        } else {
            bytes += static_cast<char>(0xF0 | c >> 18);
            bytes += static_cast<char>(0x80 | (c >> 12 & 0x3F));
            bytes += static_cast<char>(0x80 | (c >> 6 & 0x3F));
            bytes += static_cast<char>(0x80 | (c & 0x3F));
        }
    }
    return bytes;
}

CharacterKind kind_of(char32_t folded) { return folded == U' ' ? CharacterKind::blank : folds().kind(folded); }

FoldedText fold(std::string_view utf8) {
    FoldedText result;
    result.text.reserve(utf8.size());
    result.place.reserve(utf8.size());
    std::uint32_t place = 0;
    for (std::size_t at = 0; at < utf8.size(); ++place) {
        const auto [code, length] = decode(utf8, at);
        at += length;
        folds().of(code, [&](char32_t c) {
            if (c == U' ' && (result.text.empty() || result.text.back() == U' ')) return;
            result.text += c;
            result.place.push_back(place);
        });
    }
    if (!result.text.empty() && result.text.back() == U' ') {
        result.text.pop_back();
        result.place.pop_back();
    }
    return result;
}

std::vector<Run> runs_of(std::u32string_view folded) {
    std::vector<Run> runs;
    for (std::size_t at = 0; at < folded.size(); ++at) {
        const auto kind = kind_of(folded[at]);
        if (kind == CharacterKind::blank) continue;
        if (!runs.empty() && runs.back().end == at && runs.back().kind == kind)
            ++runs.back().end;
        else
            runs.push_back({at, at + 1, kind});
    }
    return runs;
}

} // namespace shanhai::kernel

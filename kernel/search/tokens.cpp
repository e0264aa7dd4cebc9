#include "kernel/search/tokens.h"

#include "kernel/search/folding.h"
#include "kernel/search/pinyin.h"

#include <algorithm>
#include <array>

namespace shanhai::kernel {

namespace {

constexpr std::array<std::size_t, 11> lengths = {1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20};
constexpr std::size_t longest_whole = 24; // characters of a name that is found as a whole

class Maker {
public:
    Maker(const SearchedType& type, std::vector<Token>& tokens) : type_(type), tokens_(tokens) {}

    void add(const SearchedField& field, const std::string& original) {
        sensitivity_ = field.sensitivity;
        const auto folded = fold(original);
        add_text(field, folded.text);
        if (!field.title || folded.text.size() > longest_whole) {
            if (field.spelled) add_spelled(folded.text.substr(0, longest_whole), false);
            return;
        }
        put(TokenClass::whole, to_utf8(folded.text));
        if (field.spelled) add_spelled(folded.text, true);
    }

private:
    void put(TokenClass in, std::string_view what) {
        tokens_.push_back(token_of(type_.type->name, in, sensitivity_, what));
    }

    void add_text(const SearchedField& field, std::u32string_view text) {
        const auto in = field.title ? TokenClass::title : TokenClass::text;
        for (const auto& run : runs_of(text)) {
            const auto part = text.substr(run.begin, run.size());
            if (run.kind == CharacterKind::word)
                add_begins(in, to_utf8(part), part.size() == 1);
            else
                add_pairs(in, part, field.title);
        }
    }

    // Every two characters that stand side by side. Single ones only of titles, and where another kind of text begins: so
    // that 第3号 can be found.
    void add_pairs(TokenClass in, std::u32string_view run, bool singles) {
        for (std::size_t i = 0; i + 1 < run.size(); ++i) put(in, to_utf8(run.substr(i, 2)));
        if (!singles) {
            put(in, to_utf8(run.substr(0, 1)));
            put(in, to_utf8(run.substr(run.size() - 1)));
            return;
        }
        for (const auto c : run) put(in, to_utf8({&c, 1}));
    }

    // A single letter is a word of its own, but no useful begin of one.
    void add_begins(TokenClass in, std::string_view word, bool single) {
        for (const auto length : lengths)
            if (length <= word.size() && (length > 1 || single)) put(in, word.substr(0, length));
    }

    void add_spelled(std::u32string_view text, bool whole) {
        const auto name = spell(text);
        if (name.empty()) return;
        for (const auto& spelling : initials_of(name))
            add_begins(TokenClass::spelled, std::string_view(spelling).substr(0, most_spelled), false);
        for (const auto& spelling : syllables_of(name))
            add_begins(TokenClass::spelled, std::string_view(spelling).substr(0, most_spelled), false);
        if (whole) add_whole(name);
        if (!type_.place || !whole) return;
        const auto length = length_without_rank(text);
        if (length == text.size()) return;
        put(TokenClass::whole, to_utf8(text.substr(0, length)));
        add_whole(spell(text.substr(0, length)));
    }

    void add_whole(const SpelledName& name) {
        for (const auto& spelling : initials_of(name)) put(TokenClass::whole, spelling);
        for (const auto& spelling : syllables_of(name)) put(TokenClass::whole, spelling);
    }

    const SearchedType& type_;
    std::vector<Token>& tokens_;
    Sensitivity sensitivity_ = Sensitivity::public_;
};

} // namespace

Token token_of(std::string_view type, TokenClass in, Sensitivity sensitivity, std::string_view what) {
    std::uint64_t hash = 0xcbf29ce484222325; // FNV-1a
    const auto add = [&](char c) { hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3; };
    for (const char c : type) add(c);
    add('\0');
    add(static_cast<char>(in));
    add(static_cast<char>('0' + static_cast<int>(sensitivity)));
    for (const char c : what) add(c);
    hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9; // so that the upper bits depend on all of it (splitmix64)
    hash = (hash ^ hash >> 27) * 0x94d049bb133111eb;
    return static_cast<Token>((hash ^ hash >> 31) >> 17);
}

std::size_t token_length(std::size_t length) {
    std::size_t best = 1;
    for (const auto one : lengths)
        if (one <= length) best = one;
    return best;
}

std::vector<Token> tokens_of(const SearchedType& type, const RecordRow& row) {
    std::vector<Token> tokens;
    if (row.voided) return tokens;
    tokens.reserve(128);
    Maker maker(type, tokens);
    for (const auto& field : type.fields)
        if (const auto text = text_of(field, row); !text.empty()) maker.add(field, text);
    std::ranges::sort(tokens);
    tokens.erase(std::ranges::unique(tokens).begin(), tokens.end());
    return tokens;
}

} // namespace shanhai::kernel

#include "kernel/search/search_words.h"

#include "base/text.h"
#include "kernel/search/folding.h"
#include "kernel/search/pinyin.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr std::size_t most_words = 8;
constexpr std::size_t most_tokens_a_word = 10; // the rest is seen when the record is read

// The parts of a word that every text with the word has tokens for.
struct Part {
    std::string text;
    bool begins = false;  // it is the begin of a word
    bool spelled = false; // and may be that of a name's spelling
};

std::vector<Part> parts_of(const SearchWord& word) {
    std::vector<Part> parts;
    const auto runs = runs_of(word.text);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const auto part = std::u32string_view(word.text).substr(runs[i].begin, runs[i].size());
        if (runs[i].kind == CharacterKind::word) {
            // Where 县 follows it may be the end of a word rather than its begin, and a single letter is no useful begin.
            const bool last = i + 1 == runs.size();
            if ((i == 0 && !word.letters) || (last && i > 0 && part.size() == 1)) continue;
            const auto bytes = to_utf8(part);
            parts.push_back({bytes, true, word.spelled});
        } else if (part.size() == 1) {
            parts.push_back({to_utf8(part), false, false});
        } else {
            for (std::size_t at = 0; at + 1 < part.size(); ++at)
                parts.push_back({to_utf8(part.substr(at, 2)), false, false});
        }
    }
    if (parts.size() <= most_tokens_a_word) return parts;
    std::vector<Part> some; // spread over the word
    for (std::size_t i = 0; i < most_tokens_a_word; ++i)
        some.push_back(parts[i * (parts.size() - 1) / (most_tokens_a_word - 1)]);
    return some;
}

class Grouping {
public:
    Grouping(const SearchedType& type, Sensitivity sees) : type_(type) {
        for (const auto& field : type.fields) {
            if (field.sensitivity > sees) continue;
            auto& has = field.sensitivity == Sensitivity::public_ ? public_ : internal_;
            has.title = has.title || field.title;
            has.wide_title = has.wide_title || (field.title && field.index >= 0);
            has.spelled = has.spelled || field.spelled;
            has.text = has.text || !field.title;
        }
    }

    std::vector<Token> whole(const std::string& text, bool by_rank) const {
        std::vector<Token> group;
        add(group, TokenClass::whole, text, &Has::title);
        if (by_rank) add(group, TokenClass::whole, text.substr(0, text.size() - 1), &Has::spelled);
        return group;
    }

    std::vector<Token> of(const Part& part, SearchRank rank) const {
        std::vector<Token> group;
        const auto begin = part.begins ? part.text.substr(0, token_length(part.text.size())) : part.text;
        add(group, TokenClass::title, begin, part.begins ? &Has::title : &Has::wide_title);
        if (part.spelled)
            add(group, TokenClass::spelled, part.text.substr(0, token_length(std::min(part.text.size(), most_spelled))),
                &Has::spelled);
        if (rank == SearchRank::text) add(group, TokenClass::text, begin, &Has::text);
        return group;
    }

private:
    struct Has {
        bool title = false, wide_title = false, spelled = false, text = false;
    };

    void add(std::vector<Token>& group, TokenClass in, const std::string& text, bool Has::* wanted) const {
        if (public_.*wanted) group.push_back(token_of(type_.type->name, in, Sensitivity::public_, text));
        if (internal_.*wanted) group.push_back(token_of(type_.type->name, in, Sensitivity::internal, text));
    }

    const SearchedType& type_;
    Has public_, internal_;
};

} // namespace

Result<SearchWords> SearchWords::parse(std::string_view typed) {
    if (code_points(typed) > most_search_characters)
        return refuse("search.too_long", "/q", {{"limit", std::to_string(most_search_characters)}});
    // Blanks of every width part words.
    std::string plain;
    for (const auto c : to_utf32(typed)) plain += c == U'\u3000' || c < U' ' ? std::string(" ") : to_utf8({&c, 1});
    SearchWords result;
    for (const auto part : split(plain, ' ')) {
        auto folded = fold(part);
        if (folded.text.empty()) continue;
        SearchWord word;
        word.spelled = std::ranges::all_of(folded.text, [](char32_t c) { return c < 0x80 && c != U' '; });
        word.letters = std::ranges::none_of(folded.text, [](char32_t c) { return kind_of(c) == CharacterKind::wide; });
        word.single = folded.text.size() == 1 && !word.letters;
        word.text = std::move(folded.text);
        if (!result.whole.empty()) result.whole += U' ';
        result.whole += word.text;
        if (std::ranges::find(result.words, word.text, &SearchWord::text) != result.words.end()) continue;
        if (result.words.size() == most_words)
            return refuse("search.too_many_words", "/q", {{"limit", std::to_string(most_words)}});
        result.words.push_back(std::move(word));
    }
    if (result.words.empty()) return refuse("search.no_words", "/q");
    return result;
}

Groups SearchWords::groups(const SearchedType& type, SearchRank rank, Sensitivity sees) const {
    const Grouping grouping(type, sees);
    Groups groups;
    if (rank == SearchRank::whole) {
        const auto text = to_utf8(whole);
        groups.push_back(
            grouping.whole(text, is_spelled() && type.place && text.size() > 2 && is_initial_of_rank(text.back())));
    } else {
        for (const auto& word : words) {
            const auto level = word.single ? std::min(rank, SearchRank::title) : rank;
            for (const auto& part : parts_of(word)) groups.push_back(grouping.of(part, level));
        }
    }
    if (std::ranges::any_of(groups, [](const auto& group) { return group.empty(); })) groups.clear();
    return groups;
}

} // namespace shanhai::kernel

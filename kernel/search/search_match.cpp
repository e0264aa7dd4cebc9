#include "kernel/search/search_match.h"

#include "kernel/search/folding.h"
#include "kernel/search/pinyin.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr std::size_t shown_before = 16, shown_at_most = 80; // characters of a snippet
constexpr std::size_t most_marks = 20;                       // in one field
constexpr std::size_t most_matches = 8;                      // fields of one record

struct Span {
    std::size_t begin = 0, end = 0; // in the original text
};

// Letters must be the begin of a word, "art" is not in "cart"; a single one a word of its own.
bool is_there(std::u32string_view text, std::size_t at, const SearchWord& word) {
    if (!word.letters) return true;
    if (at > 0 && kind_of(text[at - 1]) == CharacterKind::word) return false;
    return word.text.size() > 1 || at + 1 == text.size() || kind_of(text[at + 1]) != CharacterKind::word;
}

class FieldMatch {
public:
    FieldMatch(const SearchedType& type, const SearchedField& field, std::string text)
        : type_(type), field_(field), original_(std::move(text)), folded_(fold(original_)) {}

    bool has(const SearchWord& word) {
        if (word.single && !field_.title) return false;
        const auto before = spans_.size();
        const std::u32string_view text = folded_.text;
        for (auto at = text.find(word.text); at != std::u32string_view::npos && spans_.size() < most_marks;
             at = text.find(word.text, at + 1))
            if (is_there(text, at, word)) mark(at, at + word.text.size());
        if (spans_.size() == before && word.spelled && word.text.size() > 1 && field_.spelled)
            mark_spelled(to_utf8(word.text));
        return spans_.size() > before;
    }

    // Whether the record is called just so.
    bool is_whole(const SearchWords& words) {
        if (!field_.title) return false;
        const auto stem = field_.spelled && type_.place ? length_without_rank(folded_.text) : folded_.text.size();
        const auto is = [&](std::u32string_view text) { return text == words.whole; };
        if (is(folded_.text) || is(std::u32string_view(folded_.text).substr(0, stem))) return true;
        return field_.spelled && words.is_spelled() && is_spelled(to_utf8(words.whole), stem);
    }

    bool is_marked() const { return !spans_.empty(); }
    bool is_title() const { return field_.title; }

    SearchMatch shown() {
        SearchMatch result;
        result.field = field_.name;
        std::ranges::sort(spans_, {}, &Span::begin);
        const auto text = to_utf32(original_);
        auto begin = spans_.front().begin > shown_before ? spans_.front().begin - shown_before : 0;
        auto end = std::min(text.size(), begin + shown_at_most);
        if (text.size() <= shown_at_most) begin = 0, end = text.size();
        result.cut_before = begin > 0;
        result.cut_behind = end < text.size();
        result.snippet = to_utf8(std::u32string_view(text).substr(begin, end - begin));
        for (const auto& span : spans_) {
            if (span.begin >= end) break;
            const auto from = span.begin - begin, to = std::min(span.end, end) - begin;
            auto& marks = result.marks;
            if (!marks.empty() && marks.back().begin + marks.back().length >= from) // one over the other
                marks.back().length = std::max(marks.back().length, to - marks.back().begin);
            else
                marks.push_back({from, to - from});
        }
        return result;
    }

private:
    void mark(std::size_t begin, std::size_t end) {
        spans_.push_back({folded_.place[begin], folded_.place[end - 1] + std::size_t{1}});
    }

    const SpelledName& name() {
        if (!name_) name_ = spell(folded_.text);
        return *name_;
    }

    void mark_spelled(const std::string& typed) {
        auto reached = reached_by_initials(name(), typed);
        if (!reached) reached = reached_by_syllables(name(), typed);
        // With any rank behind it, whether or not it is the right one.
        if (!reached && type_.place && typed.size() > 2 && is_initial_of_rank(typed.back()) &&
            is_spelled(typed.substr(0, typed.size() - 1), length_without_rank(folded_.text)))
            reached = typed.size() - 1;
        if (reached) mark(0, name()[std::min(*reached, name().size()) - 1].at + 1);
    }

    // All of the name, or all before its rank.
    bool is_spelled(const std::string& typed, std::size_t stem) {
        const auto all = name().size();
        const auto before_rank = static_cast<std::size_t>(
            std::ranges::count_if(name(), [&](const SpelledCharacter& c) { return c.at < stem; }));
        const auto initials = reached_by_initials(name(), typed), syllables = reached_by_syllables(name(), typed);
        return (initials && (*initials == all || *initials == before_rank)) ||
               (syllables && (*syllables == all || *syllables == before_rank) && ends_with_syllable(typed, *syllables));
    }

    bool ends_with_syllable(std::string_view text, std::size_t reached) {
        return std::ranges::any_of(name()[reached - 1].syllables,
                                   [&](const std::string& syllable) { return text.ends_with(syllable); });
    }

    const SearchedType& type_;
    const SearchedField& field_;
    const std::string original_;
    const FoldedText folded_;
    std::optional<SpelledName> name_;
    std::vector<Span> spans_;
};

} // namespace

std::string_view name_of(SearchRank rank) {
    constexpr std::string_view names[] = {"whole", "title", "text"};
    return names[static_cast<std::size_t>(rank)];
}

std::optional<FoundRecord> match(const SearchWords& words, const SearchedType& type, const RecordRow& row,
                                 Sensitivity level) {
    std::vector<FieldMatch> fields;
    for (const auto& field : type.fields) {
        if (field.sensitivity > level) continue;
        if (auto text = text_of(field, row); !text.empty()) fields.emplace_back(type, field, std::move(text));
    }
    bool in_titles = true;
    for (const auto& word : words.words) {
        bool anywhere = false, in_title = false;
        for (auto& field : fields) {
            if (!field.has(word)) continue;
            anywhere = true;
            in_title = in_title || field.is_title();
        }
        if (!anywhere) return std::nullopt;
        in_titles = in_titles && in_title;
    }
    FoundRecord found;
    found.rank = in_titles ? SearchRank::title : SearchRank::text;
    if (std::ranges::any_of(fields, [&](FieldMatch& field) { return field.is_marked() && field.is_whole(words); }))
        found.rank = SearchRank::whole;
    for (const bool titles : {true, false})
        for (auto& field : fields)
            if (field.is_marked() && field.is_title() == titles && found.matches.size() < most_matches)
                found.matches.push_back(field.shown());
    return found;
}

} // namespace shanhai::kernel

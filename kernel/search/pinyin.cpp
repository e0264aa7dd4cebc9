#include "kernel/search/pinyin.h"

#include "base/text.h"
#include "kernel/search/character_tables.h"
#include "kernel/search/place_readings.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>
#include <unordered_set>

namespace shanhai::kernel {

namespace {

constexpr char32_t first_ideograph = 0x4E00, behind_ideographs = 0xA000;
constexpr std::size_t longest_name = 8; // of place_readings()

std::u32string folded(std::string_view utf8) { return fold(utf8).text; }

class Readings {
public:
    Readings() {
        for (const auto line : split(reading_lines, ' ')) {
            const auto colon = line.find(':');
            if (colon == std::string_view::npos) continue;
            syllables_.emplace_back(line.substr(0, colon));
            for (const auto c : to_utf32(line.substr(colon + 1)))
                usual_[c - first_ideograph] = static_cast<std::uint16_t>(syllables_.size());
        }
        for (const auto& [character, readings] : open_readings()) open_[folded(character)[0]] = words(readings);
        for (const auto& [name, readings] : place_readings()) {
            const auto text = folded(name);
            begins_name_.insert(text[0]);
            names_[text] = words(readings);
        }
    }

    // Of the name that begins there, and is the longest one known; empty when none is.
    const std::vector<std::string>* of_name(std::u32string_view text) const {
        if (!begins_name_.contains(text[0])) return nullptr;
        for (auto length = std::min(longest_name, text.size()); length > 1; --length) {
            const auto found = names_.find(std::u32string(text.substr(0, length)));
            if (found != names_.end()) return &found->second;
        }
        return nullptr;
    }

    std::vector<std::string> of(char32_t c) const {
        if (const auto found = open_.find(c); found != open_.end()) return found->second;
        if (c < first_ideograph || c >= behind_ideographs || usual_[c - first_ideograph] == 0) return {};
        return {syllables_[usual_[c - first_ideograph] - 1U]};
    }

private:
    static std::vector<std::string> words(std::string_view text) {
        std::vector<std::string> result;
        for (const auto word : split(text, ' ')) result.emplace_back(word);
        return result;
    }

    std::vector<std::string> syllables_;
    std::array<std::uint16_t, behind_ideographs - first_ideograph> usual_{}; // 1 + index of its syllable
    std::unordered_map<char32_t, std::vector<std::string>> open_;
    std::unordered_map<std::u32string, std::vector<std::string>> names_;
    std::unordered_set<char32_t> begins_name_;
};

const Readings& readings() {
    static const auto* const once = new Readings; // large, and never taken down
    return *once;
}

// lü is typed lv, and by some lu.
void add_without_umlaut(std::vector<std::string>& syllables) {
    const auto size = syllables.size();
    for (std::size_t i = 0; i < size; ++i) {
        const auto at = syllables[i].find('v');
        if (at == std::string::npos) continue;
        auto other = syllables[i];
        other[at] = 'u';
        if (std::ranges::find(syllables, other) == syllables.end()) syllables.push_back(std::move(other));
    }
}

std::string initial_of(const std::string& syllable) { return syllable.substr(0, 1); }

// All combinations, the first of each character first.
template <class Part>
std::vector<std::string> combined(const SpelledName& name, std::size_t most, Part part) {
    std::vector<std::string> result{""};
    for (const auto& character : name) {
        std::vector<std::string> parts;
        for (const auto& syllable : character.syllables) {
            auto one = part(syllable);
            if (std::ranges::find(parts, one) == parts.end()) parts.push_back(std::move(one));
        }
        std::vector<std::string> longer;
        for (const auto& next : parts)
            for (const auto& before : result)
                if (longer.size() < most) longer.push_back(before + next);
        result = std::move(longer);
    }
    return result;
}

} // namespace

SpelledName spell(std::u32string_view text) {
    SpelledName name;
    for (std::size_t at = 0; at < text.size();) {
        if (const auto* syllables = readings().of_name(text.substr(at))) {
            for (const auto& syllable : *syllables) {
                name.push_back({at++, {syllable}});
                add_without_umlaut(name.back().syllables);
            }
            continue;
        }
        const auto c = text[at];
        auto syllables = readings().of(c);
        if (syllables.empty() && kind_of(c) == CharacterKind::word) syllables.push_back(to_utf8({&c, 1}));
        add_without_umlaut(syllables);
        if (!syllables.empty()) name.push_back({at, std::move(syllables)});
        ++at;
    }
    return name;
}

std::optional<std::size_t> reached_by_initials(const SpelledName& name, std::string_view typed) {
    if (typed.empty() || typed.size() > name.size()) return std::nullopt;
    for (std::size_t i = 0; i < typed.size(); ++i) {
        const auto& syllables = name[i].syllables;
        if (std::ranges::none_of(syllables, [&](const std::string& one) { return one.front() == typed[i]; }))
            return std::nullopt;
    }
    return typed.size();
}

std::optional<std::size_t> reached_by_syllables(const SpelledName& name, std::string_view typed) {
    if (typed.empty()) return std::nullopt;
    std::set<std::size_t> reached{0}; // how many letters the characters so far may take
    for (std::size_t i = 0; i < name.size(); ++i) {
        std::set<std::size_t> further;
        for (const auto begin : reached) {
            const auto rest = typed.substr(begin);
            for (const auto& syllable : name[i].syllables) {
                if (std::string_view(syllable).starts_with(rest)) return i + 1;
                if (rest.starts_with(syllable)) further.insert(begin + syllable.size());
            }
        }
        if (further.empty()) return std::nullopt;
        reached = std::move(further);
    }
    return std::nullopt;
}

std::vector<std::string> initials_of(const SpelledName& name, std::size_t most) {
    return combined(name, most, initial_of);
}

std::vector<std::string> syllables_of(const SpelledName& name, std::size_t most) {
    return combined(name, most, [](const std::string& syllable) { return syllable; });
}

std::size_t length_without_rank(std::u32string_view text) {
    // The longest first.
    constexpr std::array<std::u32string_view, 24> ranks = {
        U"特别行政区", U"生产建设兵团", U"民族乡", U"自治州", U"自治县", U"自治旗", U"自治区", U"开发区",
        U"街道",       U"地区",         U"林区",   U"新区",   U"特区",   U"矿区",   U"省",     U"市",
        U"县",         U"区",           U"旗",     U"州",     U"盟",     U"镇",     U"乡",     U"村"};
    for (const auto rank : ranks)
        if (text.ends_with(rank) && text.size() >= rank.size() + 2) return text.size() - rank.size();
    return text.size();
}

bool is_initial_of_rank(char letter) { return std::string_view("sxqzdm").contains(letter); }

} // namespace shanhai::kernel

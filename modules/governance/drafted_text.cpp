#include "modules/governance/drafted_text.h"

#include <algorithm>

namespace shanhai::governance {

std::string DraftedText::text() const {
    std::string text;
    for (const auto& [name, words] : pieces) text += words;
    return text;
}

json::array DraftedText::as_json() const {
    json::array kept;
    for (const auto& [name, words] : pieces) kept.push_back(json::array{json::string(name), json::string(words)});
    return kept;
}

DraftedText DraftedText::from_json(const json::value& kept) {
    DraftedText drafted;
    if (!kept.is_array()) return drafted;
    for (const auto& piece : kept.get_array()) {
        if (!piece.is_array() || piece.get_array().size() != 2) continue;
        const auto &name = piece.get_array()[0], &words = piece.get_array()[1];
        if (name.is_string() && words.is_string())
            drafted.add(std::string(name.get_string()), std::string(words.get_string()));
    }
    return drafted;
}

std::string refreshed(const std::string& text, const DraftedText& before, const DraftedText& now) {
    if (text == before.text()) return now.text();
    // Found in the text as it was before anything is replaced, so that what one piece says now is not taken for another.
    struct Found {
        std::size_t at, length;
        std::string words;
    };
    std::vector<Found> found;
    for (const auto& [name, words] : before.pieces) {
        const auto at = words.empty() ? std::string::npos : text.find(words);
        if (at == std::string::npos) continue;
        const auto overlaps = std::ranges::any_of(
            found, [&](const Found& other) { return at < other.at + other.length && other.at < at + words.size(); });
        if (overlaps) continue;
        const auto same = [&](const auto& piece) { return piece.first == name; };
        const auto next = std::ranges::find_if(now.pieces, same);
        found.push_back({at, words.size(), next == now.pieces.end() ? "" : next->second});
    }
    std::ranges::sort(found, {}, &Found::at);
    std::string made;
    std::size_t from = 0;
    for (const auto& piece : found) {
        made += text.substr(from, piece.at - from) + piece.words;
        from = piece.at + piece.length;
    }
    return made + text.substr(from);
}

} // namespace shanhai::governance

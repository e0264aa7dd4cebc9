#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace shanhai::press {

// Words and what they stand for; finds the longest word at a place in time that grows with that word only.
template <class T>
class WordTable {
public:
    // The last meaning given to a word holds.
    void add(std::u32string_view word, T meaning) {
        if (word.empty()) return;
        std::uint32_t node = 0;
        for (const char32_t c : word) {
            const auto [next, fresh] = steps_.try_emplace(step(node, c), static_cast<std::uint32_t>(words_.size() + 1));
            if (fresh) words_.push_back(-1);
            node = next->second;
        }
        words_[node - 1] = static_cast<std::int32_t>(meanings_.size());
        meanings_.push_back(std::move(meaning));
    }

    struct Found {
        std::size_t length = 0; // 0: no word here
        const T* meaning = nullptr;
        explicit operator bool() const { return length > 0; }
    };
    Found longest(std::u32string_view text, std::size_t at) const {
        Found found;
        std::uint32_t node = 0;
        for (std::size_t i = at; i < text.size(); ++i) {
            const auto next = steps_.find(step(node, text[i]));
            if (next == steps_.end()) break;
            node = next->second;
            if (const auto word = words_[node - 1]; word >= 0)
                found = {i - at + 1, &meanings_[static_cast<std::size_t>(word)]};
        }
        return found;
    }
    const std::vector<T>& meanings() const { return meanings_; }

private:
    static std::uint64_t step(std::uint32_t node, char32_t c) { return (std::uint64_t{node} << 21) | c; }

    std::unordered_map<std::uint64_t, std::uint32_t> steps_;
    std::vector<std::int32_t> words_; // of node n + 1: index in meanings_, −1 when no word ends there
    std::vector<T> meanings_;
};

} // namespace shanhai::press

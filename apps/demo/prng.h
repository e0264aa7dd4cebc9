#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace shanhai::demo {

// SplitMix64. Our own, because the demo must come out the same with every library and on every machine. For the same reason
// two draws never stand in one expression: compilers differ in which they take first.
class Prng {
public:
    explicit Prng(std::uint64_t seed) : state_(seed) {}

    // A stream of its own for a named part, so that a change in one part leaves the others as they were.
    static Prng named(std::string_view name) {
        std::uint64_t hash = 0xcbf29ce484222325ULL; // FNV-1a
        for (const char character : name) hash = (hash ^ static_cast<unsigned char>(character)) * 0x100000001b3ULL;
        return Prng(hash);
    }

    std::uint64_t next() {
        std::uint64_t value = (state_ += 0x9e3779b97f4a7c15ULL);
        value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
        value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
        return value ^ (value >> 31);
    }

    // Both ends included; low ≤ high.
    int between(int low, int high) {
        const auto range = static_cast<std::uint64_t>(high - low) + 1;
        return low + static_cast<int>(static_cast<unsigned __int128>(next()) * range >> 64);
    }

    bool chance(int percent) { return between(1, 100) <= percent; }

    template <class T>
    const T& pick(const std::vector<T>& from) {
        return from[static_cast<std::size_t>(between(0, static_cast<int>(from.size()) - 1))];
    }

    // The index of one of the weights, each as likely as it is large. Not all may be zero.
    std::size_t weighted(std::span<const int> weights) {
        int total = 0;
        for (const int weight : weights) total += weight;
        int left = between(0, total - 1);
        std::size_t index = 0;
        while (left >= weights[index]) left -= weights[index++];
        return index;
    }

    template <class T>
    void shuffle(std::vector<T>& items) {
        for (std::size_t i = items.size(); i > 1; --i)
            std::swap(items[i - 1], items[static_cast<std::size_t>(between(0, static_cast<int>(i) - 1))]);
    }

private:
    std::uint64_t state_;
};

} // namespace shanhai::demo

#include "kernel/proof/tile_path.h"

#include "base/text.h"
#include "kernel/proof/checkpoint.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr std::size_t most_groups = 6; // 10^18 tiles

bool is_group(std::string_view text) {
    return text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

std::string group_of(std::uint64_t number) {
    auto digits = std::to_string(number % 1000);
    return digits.insert(0, 3 - digits.size(), '0');
}

} // namespace

std::string TilePath::text() const {
    auto path = group_of(place);
    for (auto rest = place / 1000; rest > 0; rest /= 1000) path.insert(0, "x" + group_of(rest) + "/");
    path.insert(0, (entries ? std::string("entries") : std::to_string(level)) + "/");
    return width == 256 ? path : path + ".p/" + std::to_string(width);
}

std::optional<TilePath> TilePath::parse(std::string_view text) {
    TilePath path;
    auto parts = split(text, '/');
    if (parts.size() < 2) return std::nullopt;
    path.entries = parts.front() == "entries";
    if (!path.entries) {
        const auto level = plain_number(parts.front());
        if (!level || *level > 63) return std::nullopt;
        path.level = static_cast<unsigned>(*level);
    }
    if (parts[parts.size() - 2].ends_with(".p")) {
        const auto width = plain_number(parts.back());
        if (!width || *width == 0 || *width > 255) return std::nullopt;
        path.width = static_cast<unsigned>(*width);
        parts.pop_back();
        parts.back().remove_suffix(2);
    }
    if (parts.size() < 2 || parts.size() > 1 + most_groups) return std::nullopt;
    for (std::size_t i = 1; i < parts.size(); ++i) {
        auto part = parts[i];
        if (i + 1 < parts.size()) {
            if (!part.starts_with('x')) return std::nullopt;
            part.remove_prefix(1);
        }
        if (!is_group(part)) return std::nullopt;
        path.place = path.place * 1000 +
                     static_cast<std::uint64_t>((part[0] - '0') * 100 + (part[1] - '0') * 10 + (part[2] - '0'));
    }
    if (path.text() != text) return std::nullopt; // "x000/067"
    return path;
}

} // namespace shanhai::kernel

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The addresses of tiles, C2SP tlog-tiles: "3/x001/x234/067", "entries/067.p/12".
namespace shanhai::kernel {

struct TilePath {
    bool entries = false; // a bundle of entries, of level 0
    unsigned level = 0;   // 0–63; the hashes of level n+1 are the roots of the full tiles of level n
    std::uint64_t place = 0;
    unsigned width = 256; // 1–255 for a partial tile

    std::string text() const;
    // What stands behind ".../tile/". Nothing for any other spelling: each tile has one address.
    static std::optional<TilePath> parse(std::string_view text);
    friend bool operator==(const TilePath&, const TilePath&) = default;
};

} // namespace shanhai::kernel

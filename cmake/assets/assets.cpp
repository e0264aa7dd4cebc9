#include "assets/assets.h"

#include <algorithm>
#include <vector>

namespace {

struct Row {
    const char* path;
    const char* path_end;
    const char* bytes;
    const char* bytes_end;
};

} // namespace

extern "C" {
extern const Row shanhai_asset_table[];     // NOLINT: laid out by write_assembler.cmake
extern const Row shanhai_asset_table_end[]; // NOLINT
}

namespace shanhai::assets {

std::span<const Asset> all() {
    static const std::vector<Asset> assets = [] {
        std::vector<Asset> rows;
        for (const Row* row = shanhai_asset_table; row != shanhai_asset_table_end; ++row)
            rows.push_back({.path = {row->path, row->path_end}, .bytes = {row->bytes, row->bytes_end}});
        std::ranges::sort(rows, {}, &Asset::path);
        return rows;
    }();
    return assets;
}

const Asset* find(std::string_view path) {
    const auto assets = all();
    const auto at = std::ranges::lower_bound(assets, path, {}, &Asset::path);
    return at != assets.end() && at->path == path ? &*at : nullptr;
}

} // namespace shanhai::assets

// The files inside the program: module descriptions, data and the built pages.
#pragma once

#include <span>
#include <string_view>

namespace shanhai::assets {

struct Asset {
    std::string_view
        path; // from the top of the repository, as in "modules/funds/module.yaml"; built pages as "web/..."
    std::string_view bytes; // lives as long as the program; a zero byte follows the last one
};

// In ascending order of path.
std::span<const Asset> all();

// Null when there is no file of that path.
const Asset* find(std::string_view path);

} // namespace shanhai::assets

#pragma once

#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

// Frames that tests of this module read.
namespace shanhai::ecology {

inline std::vector<std::string> lines_of(const std::string& path) {
    std::vector<std::string> lines;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
}

// Of tests/data, see SOURCE.txt there.
inline std::vector<std::string> test_lines(std::string_view name) {
    return lines_of(SHANHAI_SOURCE_DIR "/tests/data/" + std::string(name));
}

// SHANHAI_REALDATA names a folder with more of them, which nobody may copy.
inline std::string real_folder() {
    const char* folder = std::getenv("SHANHAI_REALDATA");
    return folder == nullptr ? std::string() : folder;
}

} // namespace shanhai::ecology

#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

// What the tests of this folder read: tests/data/epcis, see SOURCE.txt there.
namespace shanhai::trade {

inline std::string bytes_of_file(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

// The files of one folder of the samples with an ending, in the order of their names.
inline std::vector<std::filesystem::path> samples(const std::string& folder, const std::string& ending) {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(SHANHAI_SOURCE_DIR "/tests/data/epcis/" + folder))
        if (entry.path().extension() == ending) found.push_back(entry.path());
    std::ranges::sort(found);
    return found;
}

} // namespace shanhai::trade

#include "apps/shanhai/input_file.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iostream>

namespace shanhai::apps {

Result<std::string> bytes_of(const std::string& path, std::size_t most) {
    std::ifstream opened;
    const bool is_file = path != "-";
    if (is_file) opened.open(path, std::ios::binary);
    if (is_file && (!opened.is_open() || std::filesystem::is_directory(path)))
        return refuse("file.unreadable", {}, {{"path", path}});
    std::istream& in = is_file ? opened : std::cin;
    std::string bytes;
    std::string piece(1 << 16, '\0');
    while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
        bytes.append(piece, 0, static_cast<std::size_t>(in.gcount()));
        if (bytes.size() > most) return refuse("file.too_large", {}, {{"limit", fmt::format("{} MiB", most >> 20)}});
    }
    if (in.bad()) return refuse("file.unreadable", {}, {{"path", path}});
    return bytes;
}

} // namespace shanhai::apps

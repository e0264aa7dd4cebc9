#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace shanhai::kernel {

// The files that records refer to, each stored once under its SHA-256: files/ab/abcdef….
class FileStore {
public:
    explicit FileStore(std::filesystem::path folder) : folder_(std::move(folder)) {}

    // Durable when it returns; the same bytes again are not written again. Returns the hash in hexadecimal.
    // "file.too_large" over 20 MiB, "file.empty".
    Result<std::string> put(std::string_view bytes) const;
    // "file.missing", "file.altered" when the bytes are no longer those that were stored.
    Result<std::string> get(const std::string& sha256) const;

private:
    std::filesystem::path path_of(const std::string& sha256) const { return folder_ / sha256.substr(0, 2) / sha256; }
    std::filesystem::path folder_;
};

// What the bytes are, judged by the bytes: "application/pdf", "image/png", "image/svg+xml", "text/plain" …
std::string_view media_type_of(std::string_view bytes);

} // namespace shanhai::kernel

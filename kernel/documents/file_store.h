#pragma once

#include "base/result.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
    // What is kept beside a file, and can be made again from it: a small picture.
    void put_thumbnail(const std::string& sha256, std::string_view jpeg) const;
    std::optional<std::string> get_thumbnail(const std::string& sha256) const;
    // All files that lie here, by their hashes.
    std::vector<std::string> all() const;
    std::int64_t size(const std::string& sha256) const;
    int age_days(const std::string& sha256) const; // since it was written
    // Durably gone when it returns, with what was derived from it. A file that is not there is gone already.
    void remove(const std::string& sha256) const;

private:
    std::filesystem::path path_of(const std::string& sha256) const { return folder_ / sha256.substr(0, 2) / sha256; }
    std::filesystem::path thumbnail_of(const std::string& sha256) const;
    std::filesystem::path folder_;
};

} // namespace shanhai::kernel

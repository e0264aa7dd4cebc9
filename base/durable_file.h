#pragma once

#include "base/hash.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

// Files that are whole and on the disk, or not there. Failures are thrown as std::filesystem::filesystem_error.
namespace shanhai {

// Written under a name of its own until `finish`, which several threads may do at once; gone if that is never called.
// Readable by its owner only.
class DurableFile {
public:
    explicit DurableFile(std::filesystem::path path);
    DurableFile(const DurableFile&) = delete;
    DurableFile& operator=(const DurableFile&) = delete;
    ~DurableFile();

    void add(std::string_view bytes);
    std::uint64_t size() const { return size_; }
    // Syncs and gives the file its name. Returns the SHA-256 of what was written.
    Hash finish();

private:
    void flush();

    std::filesystem::path path_, unfinished_;
    int descriptor_;
    std::string waiting_;
    std::uint64_t size_ = 0;
    Digest digest_;
};

// Copies a file durably unless one of that size is there. False when it was there.
bool copy_durably(const std::filesystem::path& from, const std::filesystem::path& to);
// Of a file that may be large.
Hash sha256_of_file(const std::filesystem::path& file);

} // namespace shanhai

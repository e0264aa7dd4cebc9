#pragma once

#include "base/hash.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

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
    friend class DurableCopies;

    void flush();
    // Closes what was written so far without a sync, and leaves it under the name that this says.
    std::filesystem::path leave();

    std::filesystem::path path_, unfinished_;
    int descriptor_;
    std::string waiting_;
    std::uint64_t size_ = 0;
    Digest digest_;
};

// Copies many files into a folder. None has its name before its bytes are on the disk, as with `copy_durably`; but the disk
// is asked once for many of them, because every question costs it tens of milliseconds.
class DurableCopies {
public:
    explicit DurableCopies(std::filesystem::path folder);
    DurableCopies(const DurableCopies&) = delete;
    DurableCopies& operator=(const DurableCopies&) = delete;
    ~DurableCopies();

    // `name`: below the folder, as "ab/abcd". False when a file of that size is there.
    bool add(const std::filesystem::path& from, const std::filesystem::path& name);
    // After this all of them are there, whatever happens to the machine. What was added since is gone without it.
    void finish();

private:
    struct Copy {
        std::filesystem::path unfinished, path;
    };
    void sync() const;
    void name_them();

    std::filesystem::path folder_;
    int descriptor_;
    std::vector<Copy> waiting_;
    std::uint64_t waiting_bytes_ = 0;
    bool named_some_ = false; // since the last sync
};

// Copies a file durably unless one of that size is there. False when it was there.
bool copy_durably(const std::filesystem::path& from, const std::filesystem::path& to);
// Of a file that may be large.
Hash sha256_of_file(const std::filesystem::path& file);

} // namespace shanhai

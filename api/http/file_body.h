#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <utility>

namespace shanhai::api::http {

// A body that lies in a file, so that a large answer needs no memory: it is read piece by piece as it is sent.
class FileBody {
public:
    FileBody(int descriptor, std::uint64_t bytes) : descriptor_(descriptor), bytes_(bytes) {}
    ~FileBody();
    FileBody(const FileBody&) = delete;
    FileBody& operator=(const FileBody&) = delete;

    std::uint64_t size() const { return bytes_; }
    // How many bytes from there on fit; 0 at the end, and when the file cannot be read any more.
    std::size_t read(std::uint64_t at, std::span<char> into) const;

private:
    int descriptor_;
    std::uint64_t bytes_;
};

// A file of this process that nobody else can read; gone with the object.
class TemporaryFile {
public:
    static Result<TemporaryFile> make(); // "file.unwritable"
    ~TemporaryFile();
    TemporaryFile(TemporaryFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}
    TemporaryFile& operator=(TemporaryFile&&) = delete;
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    const std::filesystem::path& path() const { return path_; }
    // What was written; it stays readable when the file has lost its name. "file.unreadable".
    Result<std::unique_ptr<const FileBody>> body() const;

private:
    explicit TemporaryFile(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

} // namespace shanhai::api::http

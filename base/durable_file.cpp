#include "base/durable_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <system_error>
#include <utility>

namespace shanhai {

namespace {

constexpr std::size_t buffered_bytes = 1 << 16;
// An interrupted copying loses no more than this of what it had done.
constexpr std::size_t most_waiting_files = 4096;
constexpr std::uint64_t most_waiting_bytes = std::uint64_t{256} << 20;

[[noreturn]] void fail(const char* doing, const std::filesystem::path& path) {
    throw std::filesystem::filesystem_error(doing, path, std::error_code(errno, std::generic_category()));
}

std::filesystem::path unfinished_name(const std::filesystem::path& path) {
    static std::atomic<std::uint64_t> writing = 0;
    return path.string() + ".part" + std::to_string(::getpid()) + "-" + std::to_string(++writing);
}

void sync_directory(const std::filesystem::path& folder) {
    const int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) fail("cannot open", folder);
    const bool synced = ::fsync(descriptor) == 0;
    ::close(descriptor);
    if (!synced) fail("cannot sync", folder);
}

bool is_there(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::error_code missing;
    const auto there = std::filesystem::file_size(to, missing);
    return !missing && there == std::filesystem::file_size(from);
}

void copy_into(DurableFile& out, const std::filesystem::path& from) {
    std::ifstream in(from, std::ios::binary);
    if (!in) fail("cannot read", from);
    std::string bytes(buffered_bytes, '\0');
    while (in.read(bytes.data(), static_cast<std::streamsize>(bytes.size())) || in.gcount() > 0)
        out.add(std::string_view(bytes).substr(0, static_cast<std::size_t>(in.gcount())));
}

} // namespace

DurableFile::DurableFile(std::filesystem::path path)
    : path_(std::move(path)), unfinished_(unfinished_name(path_)),
      descriptor_(::open(unfinished_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) fail("cannot write", unfinished_);
}

DurableFile::~DurableFile() {
    if (descriptor_ < 0) return;
    ::close(descriptor_);
    ::unlink(unfinished_.c_str());
}

void DurableFile::add(std::string_view bytes) {
    digest_.add(bytes);
    waiting_ += bytes;
    size_ += bytes.size();
    if (waiting_.size() >= buffered_bytes) flush();
}

void DurableFile::flush() {
    std::string_view rest = waiting_;
    while (!rest.empty()) {
        const auto written = ::write(descriptor_, rest.data(), rest.size());
        if (written < 0) fail("cannot write", unfinished_);
        rest.remove_prefix(static_cast<std::size_t>(written));
    }
    waiting_.clear();
}

std::filesystem::path DurableFile::leave() {
    flush();
    ::close(std::exchange(descriptor_, -1));
    return unfinished_;
}

Hash DurableFile::finish() {
    flush();
    if (::fsync(descriptor_) != 0) fail("cannot sync", unfinished_);
    ::close(std::exchange(descriptor_, -1));
    std::filesystem::rename(unfinished_, path_);
    sync_directory(path_.parent_path());
    return digest_.finish();
}

bool copy_durably(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (is_there(from, to)) return false;
    std::filesystem::create_directories(to.parent_path());
    DurableFile out(to);
    copy_into(out, from);
    out.finish();
    return true;
}

// Open from the first copy to the last: a write that failed meanwhile is said by the next sync of this descriptor.
DurableCopies::DurableCopies(std::filesystem::path folder)
    : folder_(std::move(folder)), descriptor_(::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
    if (descriptor_ < 0) fail("cannot open", folder_);
}

DurableCopies::~DurableCopies() {
    for (const auto& copy : waiting_) ::unlink(copy.unfinished.c_str());
    ::close(descriptor_);
}

bool DurableCopies::add(const std::filesystem::path& from, const std::filesystem::path& name) {
    const auto to = folder_ / name;
    if (is_there(from, to)) return false;
    std::filesystem::create_directories(to.parent_path());
    DurableFile out(to);
    copy_into(out, from);
    waiting_bytes_ += out.size();
    waiting_.push_back({out.leave(), to});
    if (waiting_.size() >= most_waiting_files || waiting_bytes_ >= most_waiting_bytes) name_them();
    return true;
}

void DurableCopies::finish() {
    name_them();
    if (std::exchange(named_some_, false)) sync(); // the names, and the folders that were made for them
}

void DurableCopies::sync() const {
    if (::syncfs(descriptor_) != 0) fail("cannot sync", folder_);
}

void DurableCopies::name_them() {
    if (waiting_.empty()) return;
    sync();
    for (const auto& copy : waiting_) std::filesystem::rename(copy.unfinished, copy.path);
    named_some_ = true;
    waiting_.clear();
    waiting_bytes_ = 0;
}

Hash sha256_of_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) fail("cannot read", file);
    Digest digest;
    std::string bytes(buffered_bytes, '\0');
    while (in.read(bytes.data(), static_cast<std::streamsize>(bytes.size())) || in.gcount() > 0)
        digest.add(std::string_view(bytes).substr(0, static_cast<std::size_t>(in.gcount())));
    return digest.finish();
}

} // namespace shanhai

#include "kernel/documents/file_store.h"

#include "base/hash.h"
#include "kernel/store/connection.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <sstream>

namespace shanhai::kernel {

namespace {

constexpr std::size_t most_bytes = std::size_t{20} << 20;

// Closes what it opened, however the function ends.
class Descriptor {
public:
    Descriptor(const std::filesystem::path& path, int flags) : number_(::open(path.c_str(), flags | O_CLOEXEC, 0640)) {
        if (number_ < 0) throw StoreError("cannot open " + path.string());
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { ::close(number_); }
    int number() const { return number_; }

private:
    int number_;
};

// Takes a file away, however the function ends; after a rename there is none.
class Removing {
public:
    explicit Removing(const std::string& path) : path_(path) {}
    Removing(const Removing&) = delete;
    Removing& operator=(const Removing&) = delete;
    ~Removing() { ::unlink(path_.c_str()); }

private:
    const std::string& path_;
};

void sync_folder(const std::filesystem::path& path) {
    const Descriptor folder(path, O_RDONLY | O_DIRECTORY);
    if (::fsync(folder.number()) != 0) throw StoreError("cannot sync " + path.string());
}

// Under a name of its own until it is whole: two threads may store the same bytes at once.
void write_durably(const std::filesystem::path& path, std::string_view bytes) {
    static std::atomic<std::uint64_t> writing = 0;
    const auto unfinished = path.string() + ".part" + std::to_string(::getpid()) + "-" + std::to_string(++writing);
    const Removing removing(unfinished); // also when the disk is full
    {
        const Descriptor file(unfinished, O_WRONLY | O_CREAT | O_EXCL);
        std::size_t written = 0;
        while (written < bytes.size()) {
            const auto count = ::write(file.number(), bytes.data() + written, bytes.size() - written);
            if (count <= 0) throw StoreError("cannot write " + unfinished);
            written += static_cast<std::size_t>(count);
        }
        if (::fsync(file.number()) != 0) throw StoreError("cannot sync " + unfinished);
    }
    std::filesystem::rename(unfinished, path);
    sync_folder(path.parent_path());
}

} // namespace

Result<std::string> FileStore::put(std::string_view bytes) const {
    if (bytes.empty()) return refuse("file.empty");
    if (bytes.size() > most_bytes)
        return refuse("file.too_large", {}, {{"limit", std::to_string(most_bytes >> 20) + " MiB"}});
    auto sha = hex(sha256(bytes));
    const auto path = path_of(sha);
    if (!std::filesystem::exists(path)) {
        if (std::filesystem::create_directories(path.parent_path())) sync_folder(folder_);
        write_durably(path, bytes);
    }
    return sha;
}

Result<std::string> FileStore::get(const std::string& sha) const {
    if (!hash_from_hex(sha)) return refuse("file.unknown", {}, {{"sha256", sha}});
    std::ifstream file(path_of(sha), std::ios::binary);
    if (!file) return refuse("file.missing", {}, {{"sha256", sha}});
    std::ostringstream bytes;
    bytes << file.rdbuf();
    auto text = std::move(bytes).str();
    if (hex(sha256(text)) != sha) return refuse("file.altered", {}, {{"sha256", sha}});
    return text;
}

void FileStore::put_thumbnail(const std::string& sha, std::string_view jpeg) const {
    if (!std::filesystem::exists(thumbnail_of(sha))) write_durably(thumbnail_of(sha), jpeg);
}

std::optional<std::string> FileStore::get_thumbnail(const std::string& sha) const {
    if (!hash_from_hex(sha)) return std::nullopt;
    std::ifstream file(thumbnail_of(sha), std::ios::binary);
    if (!file) return std::nullopt;
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return std::move(bytes).str();
}

std::vector<std::string> FileStore::all() const {
    std::vector<std::string> result;
    if (!std::filesystem::exists(folder_)) return result;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
        auto name = entry.path().filename().string();
        if (entry.is_regular_file() && hash_from_hex(name)) result.push_back(std::move(name));
    }
    return result;
}

std::int64_t FileStore::size(const std::string& sha) const {
    std::error_code missing;
    const auto size = std::filesystem::file_size(path_of(sha), missing);
    return missing ? 0 : static_cast<std::int64_t>(size);
}

int FileStore::age_days(const std::string& sha) const {
    std::error_code missing;
    const auto written = std::filesystem::last_write_time(path_of(sha), missing);
    if (missing) return 0;
    const auto age = std::filesystem::file_time_type::clock::now() - written;
    return static_cast<int>(std::chrono::duration_cast<std::chrono::hours>(age).count() / 24);
}

void FileStore::remove(const std::string& sha) const {
    if (!hash_from_hex(sha)) return;
    for (const auto& gone : {path_of(sha), thumbnail_of(sha)}) std::filesystem::remove(gone);
    if (const auto folder = path_of(sha).parent_path(); std::filesystem::exists(folder)) sync_folder(folder);
}

std::filesystem::path FileStore::thumbnail_of(const std::string& sha) const {
    return path_of(sha).string() + ".thumbnail";
}

} // namespace shanhai::kernel

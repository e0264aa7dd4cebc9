#include "kernel/documents/file_store.h"

#include "base/hash.h"
#include "kernel/store/connection.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
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

std::string_view media_type_of(std::string_view bytes) {
    struct Magic {
        std::string_view start;
        std::string_view type;
    };
    using namespace std::string_view_literals;
    constexpr std::array magics = {Magic{"%PDF-"sv, "application/pdf"}, Magic{"\x89PNG\r\n\x1a\n"sv, "image/png"},
                                   Magic{"\xFF\xD8\xFF"sv, "image/jpeg"}, Magic{"GIF8"sv, "image/gif"},
                                   Magic{"PK\x03\x04"sv, "application/zip"}};
    for (const auto& magic : magics) {
        if (bytes.starts_with(magic.start)) return magic.type;
    }
    if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") return "image/webp";
    if (!is_utf8(bytes) || bytes.find('\0') != std::string_view::npos) return "application/octet-stream";
    const auto head = trim(bytes.substr(0, 512));
    if (head.starts_with("<svg") ||
        (head.starts_with("<?xml") && bytes.substr(0, 1024).find("<svg") != std::string_view::npos))
        return "image/svg+xml";
    return "text/plain";
}

} // namespace shanhai::kernel

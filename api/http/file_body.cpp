#include "api/http/file_body.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace shanhai::api::http {

FileBody::~FileBody() { ::close(descriptor_); }

std::size_t FileBody::read(std::uint64_t at, std::span<char> into) const {
    const auto got = ::pread(descriptor_, into.data(), into.size(), static_cast<off_t>(at));
    return got > 0 ? static_cast<std::size_t>(got) : 0;
}

Result<TemporaryFile> TemporaryFile::make() {
    std::string path = (std::filesystem::temp_directory_path() / "shanhai-XXXXXX").string();
    const int descriptor = ::mkstemp(path.data());
    if (descriptor < 0) return refuse("file.unwritable", {}, {{"path", path}});
    ::close(descriptor);
    return TemporaryFile(path);
}

TemporaryFile::~TemporaryFile() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

Result<std::unique_ptr<const FileBody>> TemporaryFile::body() const {
    const int descriptor = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    struct stat known{};
    if (descriptor < 0 || ::fstat(descriptor, &known) != 0) {
        if (descriptor >= 0) ::close(descriptor);
        return refuse("file.unreadable", {}, {{"path", path_.string()}});
    }
    return std::make_unique<const FileBody>(descriptor, static_cast<std::uint64_t>(known.st_size));
}

} // namespace shanhai::api::http

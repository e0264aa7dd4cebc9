#include "kernel/bulletins/zip_parts.h"

#include <zip.h>

#include <memory>

namespace shanhai::kernel {

namespace {

struct Closing {
    void operator()(zip_t* archive) const { zip_discard(archive); }
    void operator()(zip_source_t* source) const { zip_source_free(source); }
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, Closing>;
using Source = std::unique_ptr<zip_source_t, Closing>;

std::unexpected<Problem> failed(const char* what) { return refuse("export.failed", {}, {{"what", what}}); }

Done add_part(zip_t* archive, const std::pair<std::string, std::string>& part) {
    Source source(zip_source_buffer(archive, part.second.data(), part.second.size(), 0));
    if (!source) return failed(zip_strerror(archive));
    const auto place = zip_file_add(archive, part.first.c_str(), source.get(), ZIP_FL_ENC_UTF_8);
    if (place < 0) return failed(zip_strerror(archive));
    source.release(); // the archive's from now on
    constexpr time_t one_day = 1'000'000'000;
    zip_file_set_mtime(archive, static_cast<zip_uint64_t>(place), one_day, 0);
    return {};
}

Result<std::string> bytes_of(zip_source_t* source) {
    if (zip_source_open(source) != 0) return failed("zip");
    zip_stat_t stat;
    zip_source_stat(source, &stat);
    std::string bytes(stat.size, '\0');
    const auto read = zip_source_read(source, bytes.data(), bytes.size());
    zip_source_close(source);
    if (read < 0 || static_cast<zip_uint64_t>(read) != bytes.size()) return failed("zip");
    return bytes;
}

} // namespace

Result<std::string> zipped(const std::vector<std::pair<std::string, std::string>>& parts) {
    zip_error_t error;
    zip_error_init(&error);
    const Source source(zip_source_buffer_create(nullptr, 0, 0, &error));
    if (!source) return failed(zip_error_strerror(&error));
    Archive archive(zip_open_from_source(source.get(), ZIP_CREATE | ZIP_TRUNCATE, &error));
    if (!archive) return failed(zip_error_strerror(&error));
    zip_source_keep(source.get()); // its bytes are wanted when the archive is closed
    for (const auto& part : parts) TRY_DO(add_part(archive.get(), part));
    if (zip_close(archive.get()) != 0) return failed(zip_strerror(archive.get()));
    archive.release();
    return bytes_of(source.get());
}

Result<std::string> part_of_zip(std::string_view bytes, const std::string& name, std::size_t most) {
    zip_error_t error;
    zip_error_init(&error);
    Source source(zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error));
    if (!source) return refuse("bulletin.no_seal");
    const Archive archive(zip_open_from_source(source.get(), ZIP_RDONLY, &error));
    if (!archive) return refuse("bulletin.no_seal");
    source.release();
    const std::unique_ptr<zip_file_t, Closing> file(zip_fopen(archive.get(), name.c_str(), 0));
    if (!file) return refuse("bulletin.no_seal");
    std::string part(most + 1, '\0');
    const auto read = zip_fread(file.get(), part.data(), part.size());
    if (read < 0 || static_cast<std::size_t>(read) > most) return refuse("bulletin.no_seal");
    part.resize(static_cast<std::size_t>(read));
    return part;
}

} // namespace shanhai::kernel

#include "kernel/documents/container_form.h"

#include <zip.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace shanhai::kernel {

namespace {

constexpr std::size_t most_parts = 20'000;

// ── zip ──────────────────────────────────────────────────────────────────────────────────────────────────────────

struct Discarding {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, Discarding>;

Archive open_archive(std::string_view bytes) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    zip_t* opened = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
    if (opened == nullptr && source != nullptr) zip_source_free(source);
    zip_error_fini(&error);
    return Archive(opened);
}

bool has(const Archive& archive, const char* name) {
    return zip_name_locate(archive.get(), name, ZIP_FL_ENC_GUESS) >= 0;
}

// The beginning of a part; empty when it cannot be read.
std::string beginning_of(const Archive& archive, const char* name) {
    zip_file_t* file = zip_fopen(archive.get(), name, 0);
    if (file == nullptr) return {};
    std::array<char, 128> bytes{};
    const auto count = zip_fread(file, bytes.data(), bytes.size());
    zip_fclose(file);
    return count > 0 ? std::string(bytes.data(), static_cast<std::size_t>(count)) : std::string{};
}

// ── compound files, [MS-CFB] ─────────────────────────────────────────────────────────────────────────────────────

class CompoundFile {
public:
    explicit CompoundFile(std::string_view bytes) : bytes_(bytes) {
        const auto shift = number(30, 2);
        if (bytes.size() < 512 || (shift != 9 && shift != 12)) return;
        sector_ = std::size_t{1} << shift;
        read_names();
    }
    bool has(std::string_view name) const { return std::ranges::find(names_, name) != names_.end(); }

private:
    static constexpr std::uint32_t last_sector = 0xFFFFFFFA;
    static constexpr std::size_t entry_bytes = 128;

    std::uint32_t number(std::size_t at, std::size_t width) const {
        std::uint32_t value = 0;
        if (at + width > bytes_.size()) return 0xFFFFFFFF;
        for (std::size_t i = width; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes_[at + i]);
        return value;
    }
    std::size_t start_of(std::uint32_t sector) const { return (std::size_t{sector} + 1) * sector_; }

    // The sector that follows in a chain, from the table that the header's first 109 entries point to.
    std::uint32_t next(std::uint32_t sector) const {
        const auto per_sector = sector_ / 4;
        const auto table = sector / per_sector;
        if (table >= 109) return last_sector;
        const auto at = number(76 + 4 * table, 4);
        return at >= last_sector ? last_sector : number(start_of(at) + 4 * (sector % per_sector), 4);
    }

    void read_names() {
        auto sector = number(48, 4);
        for (std::size_t steps = 0; sector < last_sector && names_.size() < most_parts; ++steps) {
            if (steps > bytes_.size() / sector_ || start_of(sector) + sector_ > bytes_.size())
                return; // a circle, or cut off
            for (std::size_t at = start_of(sector); at < start_of(sector) + sector_; at += entry_bytes)
                names_.push_back(name_at(at));
            sector = next(sector);
        }
    }

    std::string name_at(std::size_t at) const {
        std::string name;
        const auto length = std::min<std::size_t>(number(at + 64, 2), 64);
        for (std::size_t i = 0; i + 3 < length; i += 2) { // UTF-16, with a zero at the end
            const auto unit = number(at + i, 2);
            name += unit < 0x80 ? static_cast<char>(unit) : '?';
        }
        return name;
    }

    std::string_view bytes_;
    std::size_t sector_ = 0;
    std::vector<std::string> names_;
};

} // namespace

const FileForm& form_of_zip(std::string_view bytes) {
    const auto archive = open_archive(bytes);
    const auto plain = [] -> const FileForm& { return *file_form("zip"); };
    if (archive == nullptr || zip_get_num_entries(archive.get(), 0) > static_cast<zip_int64_t>(most_parts))
        return plain();
    if (has(archive, "OFD.xml")) return *file_form("ofd");
    if (has(archive, "[Content_Types].xml") && has(archive, "_rels/.rels")) {
        if (has(archive, "word/document.xml")) return *file_form("docx");
        if (has(archive, "xl/workbook.xml") || has(archive, "xl/workbook.bin")) return *file_form("xlsx");
        if (has(archive, "ppt/presentation.xml")) return *file_form("pptx");
    }
    const auto kind = beginning_of(archive, "mimetype");
    for (const auto* name : {"odt", "ods"}) {
        if (kind == file_form(name)->media_type && has(archive, "content.xml")) return *file_form(name);
    }
    return plain();
}

const FileForm& form_of_ole(std::string_view bytes) {
    const CompoundFile file(bytes);
    if (file.has("WordDocument")) return *file_form("doc");
    if (file.has("Workbook") || file.has("Book")) return *file_form("xls");
    if (file.has("PowerPoint Document")) return *file_form("ppt");
    return *file_form("ole");
}

bool is_zip(const FileForm& form) {
    constexpr std::array<std::string_view, 7> forms = {"zip", "docx", "xlsx", "pptx", "ofd", "odt", "ods"};
    return std::ranges::find(forms, form.name) != forms.end();
}

// Unpackers reckon from the end, so that whatever stands before the archive does not hinder them.
bool ends_as_zip(std::string_view bytes) {
    constexpr std::size_t furthest = 22 + 65'535; // the end record and its longest comment
    const auto end = bytes.rfind("PK\x05\x06");
    if (end == std::string_view::npos || bytes.size() - end < 22 || bytes.size() - end > furthest) return false;
    std::size_t directory_bytes = 0;
    for (std::size_t i = 4; i-- > 0;)
        directory_bytes = directory_bytes << 8 | static_cast<unsigned char>(bytes[end + 12 + i]);
    return directory_bytes > 0 && directory_bytes <= end &&
           bytes.substr(end - directory_bytes).starts_with("PK\x01\x02");
}

} // namespace shanhai::kernel

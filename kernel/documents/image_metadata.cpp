#include "kernel/documents/image_metadata.h"

#include <algorithm>
#include <array>
#include <optional>

namespace shanhai::kernel {

namespace {

using namespace std::string_view_literals;

constexpr std::uint16_t orientation_tag = 0x0112, location_tag = 0x8825;
constexpr std::size_t most_tags = 1000;

// Exif 2.32, table 4 and 8; XP… are what Windows adds.
std::string_view content_of(std::uint16_t tag) {
    switch (tag) {
    case location_tag: return "location";
    case 0x013B:                       // Artist
    case 0x8298:                       // Copyright
    case 0x9C9D: return "author";      // XPAuthor
    case 0x010F:                       // Make
    case 0x0110:                       // Model
    case 0x0131: return "device";      // Software
    case 0x0132: return "time";        // DateTime
    case 0x010E:                       // ImageDescription
    case 0x9C9B:                       // XPTitle
    case 0x9C9C: return "description"; // XPComment
    default: return "";
    }
}

class Tiff {
public:
    explicit Tiff(std::string_view bytes) : bytes_(bytes), little_(bytes.starts_with("II")) {}
    std::optional<std::uint32_t> number(std::size_t at, std::size_t width) const {
        if (at > bytes_.size() || bytes_.size() - at < width) return std::nullopt;
        std::uint32_t value = 0;
        for (std::size_t i = 0; i < width; ++i)
            value = value << 8 | static_cast<unsigned char>(bytes_[at + (little_ ? width - 1 - i : i)]);
        return value;
    }

private:
    std::string_view bytes_;
    bool little_;
};

} // namespace

ExifSummary read_exif(std::string_view bytes) {
    ExifSummary summary;
    if (!bytes.starts_with("II*\0"sv) && !bytes.starts_with("MM\0*"sv)) return summary;
    const Tiff tiff(bytes);
    const auto directory = tiff.number(4, 4);
    const auto count = directory ? tiff.number(*directory, 2) : std::nullopt;
    if (!count || *count > most_tags) return summary;
    summary.readable = true;
    for (std::uint32_t i = 0; i < *count; ++i) {
        const auto at = std::size_t{*directory} + 2 + std::size_t{12} * i;
        const auto tag = tiff.number(at, 2);
        const auto value = tiff.number(at + 8, 2);
        if (!tag || !value) return summary;
        if (*tag == orientation_tag && *value >= 1 && *value <= 8)
            summary.orientation = static_cast<std::uint16_t>(*value);
        const auto content = content_of(static_cast<std::uint16_t>(*tag));
        if (!content.empty()) summary.contents.emplace(content);
    }
    return summary;
}

std::string orientation_only(std::uint16_t orientation) {
    // Big-endian; one directory at 8 with one entry: Orientation, SHORT, 1 value; no further directory.
    std::string tiff("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0"sv);
    tiff[19] = static_cast<char>(orientation);
    return tiff;
}

std::set<std::string> read_xmp(std::string_view packet) {
    struct Sign {
        std::string_view name;
        std::string_view content;
    };
    constexpr std::array signs = {
        Sign{"exif:GPS", "location"}, Sign{"LocationCreated", "location"}, Sign{"photoshop:City", "location"},
        Sign{"dc:creator", "author"}, Sign{"dc:rights", "author"},         Sign{"photoshop:AuthorsPosition", "author"},
        Sign{"tiff:Model", "device"}, Sign{"xmp:CreatorTool", "device"},   Sign{"dc:description", "description"}};
    std::set<std::string> contents;
    for (const auto& sign : signs) {
        if (packet.find(sign.name) != std::string_view::npos) contents.emplace(sign.content);
    }
    return contents;
}

} // namespace shanhai::kernel

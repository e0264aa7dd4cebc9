#include "kernel/documents/image_cleaner.h"

#include "kernel/documents/image_metadata.h"

#include <zlib.h>

#include <algorithm>
#include <array>

namespace shanhai::kernel {

namespace {

using namespace std::string_view_literals;

std::unexpected<Problem> damaged() { return refuse("file.damaged"); }

std::uint32_t big(std::string_view bytes, std::size_t at, std::size_t width) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < width; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

std::uint32_t little(std::string_view bytes, std::size_t at, std::size_t width) {
    std::uint32_t value = 0;
    for (std::size_t i = width; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

void append_number(std::string& out, std::uint32_t value, std::size_t width, bool little_end) {
    for (std::size_t i = 0; i < width; ++i)
        out += static_cast<char>(value >> (8 * (little_end ? i : width - 1 - i)) & 0xff);
}

template <class Names>
bool contains(const Names& names, std::string_view name) {
    return std::ranges::find(names, name) != names.end();
}

// What an Exif block said is noted, and its orientation stays.
void note_exif(CleanedImage& image, std::string_view tiff) {
    const auto summary = read_exif(tiff);
    if (summary.orientation != 1) image.orientation = summary.orientation;
    if (tiff == orientation_only(summary.orientation)) return; // of ours, and nothing to take out
    image.removed.insert(summary.contents.begin(), summary.contents.end());
    if (summary.contents.empty()) image.removed.emplace("metadata");
}

void note_xmp(CleanedImage& image, std::string_view packet) {
    const auto contents = read_xmp(packet);
    image.removed.insert(contents.begin(), contents.end());
    if (contents.empty()) image.removed.emplace("metadata");
}

// ── JPEG, ITU-T T.81 annex B ─────────────────────────────────────────────────────────────────────────────────────

class JpegCleaner {
public:
    explicit JpegCleaner(std::string_view bytes) : bytes_(bytes) {}

    Result<CleanedImage> run() {
        image_.bytes.reserve(bytes_.size());
        image_.bytes = bytes_.substr(0, 2);
        at_ = 2;
        while (!ended_) {
            if (at_ + 2 > bytes_.size() || bytes_[at_] != '\xFF') return damaged();
            const auto marker = static_cast<unsigned char>(bytes_[at_ + 1]);
            if (marker == 0xFF) // fill bytes may stand before a marker
                ++at_;
            else if (marker == 0xD9)
                end();
            else
                TRY_DO(segment(marker));
        }
        if (!scanned_) return damaged();
        if (image_.orientation != 1) insert_orientation();
        return std::move(image_);
    }

private:
    void end() {
        image_.bytes += bytes_.substr(at_, 2);
        if (at_ + 2 < bytes_.size()) image_.removed.emplace("trailing");
        ended_ = true;
    }

    Done segment(unsigned char marker) {
        const bool alone = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8) || marker == 0x00;
        if (alone || at_ + 4 > bytes_.size()) return damaged();
        const auto length = big(bytes_, at_ + 2, 2);
        if (length < 2 || bytes_.size() - at_ - 2 < length) return damaged();
        const auto whole = bytes_.substr(at_, 2 + length);
        at_ += whole.size();
        if (keeps(marker, whole.substr(4))) image_.bytes += whole;
        if (marker == 0xDA) copy_scan();
        return {};
    }

    // Application segments stay when they say how to read the colours.
    bool keeps(unsigned char marker, std::string_view content) {
        if (marker == 0xFE) {
            image_.removed.emplace("comment");
            return false;
        }
        if (marker < 0xE0 || marker > 0xEF) return true;
        if (marker == 0xE0 && content.starts_with("JFIF\0"sv)) return true;
        if (marker == 0xE2 && content.starts_with("ICC_PROFILE\0"sv)) return true;
        if (marker == 0xEE && content.starts_with("Adobe")) return true;
        if (marker == 0xE1 && content.starts_with("Exif\0"sv) && content.size() > 6)
            note_exif(image_, content.substr(6));
        else if (marker == 0xE1 && content.starts_with("http://ns.adobe.com/"))
            note_xmp(image_, content);
        else
            image_.removed.emplace("metadata");
        return false;
    }

    // Entropy-coded bytes, up to a marker that is neither a stuffed zero nor a restart.
    void copy_scan() {
        scanned_ = true;
        const auto from = at_;
        while (at_ + 1 < bytes_.size()) {
            const auto next = static_cast<unsigned char>(bytes_[at_ + 1]);
            if (bytes_[at_] == '\xFF' && next != 0 && (next < 0xD0 || next > 0xD7) && next != 0xFF) break;
            ++at_;
        }
        image_.bytes += bytes_.substr(from, at_ - from);
    }

    // Behind SOI and JFIF, where readers look for it.
    void insert_orientation() {
        const auto tiff = orientation_only(image_.orientation);
        std::string exif = "\xFF\xE1";
        append_number(exif, static_cast<std::uint32_t>(2 + 6 + tiff.size()), 2, false);
        exif += "Exif\0\0"sv;
        exif += tiff;
        const bool jfif = image_.bytes.size() > 6 && image_.bytes[3] == '\xE0';
        image_.bytes.insert(jfif ? 4 + big(image_.bytes, 4, 2) : 2, exif);
    }

    std::string_view bytes_;
    std::size_t at_ = 0;
    bool ended_ = false, scanned_ = false;
    CleanedImage image_;
};

// ── PNG, ISO/IEC 15948 ───────────────────────────────────────────────────────────────────────────────────────────

void append_chunk(std::string& out, std::string_view type, std::string_view content) {
    append_number(out, static_cast<std::uint32_t>(content.size()), 4, false);
    const auto covered = out.size();
    out += type;
    out += content;
    const auto* from = reinterpret_cast<const Bytef*>(out.data() + covered);
    append_number(out, static_cast<std::uint32_t>(::crc32(0, from, static_cast<uInt>(out.size() - covered))), 4, false);
}

void note_png(CleanedImage& image, std::string_view type, std::string_view content) {
    if (type == "eXIf")
        note_exif(image, content);
    else if (type == "iTXt" && content.starts_with("XML:com.adobe.xmp"))
        note_xmp(image, content);
    else if (type == "tIME")
        image.removed.emplace("time");
    else if (type == "tEXt" || type == "zTXt" || type == "iTXt")
        image.removed.emplace(content.starts_with("Author"sv) ? "author" : "comment");
    else
        image.removed.emplace("metadata");
}

Result<CleanedImage> clean_png(std::string_view bytes) {
    // What says how the picture looks; the last row is of animations and of colours beyond sRGB.
    constexpr std::array kept = {"IHDR"sv, "PLTE"sv, "IDAT"sv, "IEND"sv, "tRNS"sv, "gAMA"sv, "cHRM"sv,
                                 "sRGB"sv, "iCCP"sv, "sBIT"sv, "bKGD"sv, "hIST"sv, "pHYs"sv, "sPLT"sv,
                                 "acTL"sv, "fcTL"sv, "fdAT"sv, "cICP"sv, "mDCV"sv, "cLLI"sv};
    CleanedImage image;
    image.bytes = bytes.substr(0, 8);
    bool ended = false;
    std::size_t at = 8;
    while (!ended) {
        if (bytes.size() < at + 12) return damaged();
        const auto length = big(bytes, at, 4);
        if (length > bytes.size() - at - 12) return damaged();
        const auto type = bytes.substr(at + 4, 4);
        if (at == 8 && (type != "IHDR" || length != 13)) return damaged();
        if (contains(kept, type))
            image.bytes += bytes.substr(at, 12 + length);
        else
            note_png(image, type, bytes.substr(at + 8, length));
        at += 12 + length;
        ended = type == "IEND";
    }
    if (at < bytes.size()) image.removed.emplace("trailing");
    if (image.orientation != 1) { // behind IHDR, which is 25 bytes with its frame
        std::string chunk;
        append_chunk(chunk, "eXIf", orientation_only(image.orientation));
        image.bytes.insert(8 + 25, chunk);
    }
    return image;
}

// ── WebP, RFC 9649 ───────────────────────────────────────────────────────────────────────────────────────────────

Result<CleanedImage> clean_webp(std::string_view bytes) {
    constexpr std::array kept = {"VP8 "sv, "VP8L"sv, "VP8X"sv, "ALPH"sv, "ANIM"sv, "ANMF"sv, "ICCP"sv};
    constexpr char exif_flag = 0x08, xmp_flag = 0x04;
    const auto size = std::size_t{little(bytes, 4, 4)} + 8;
    if (size < 12 || size > bytes.size()) return damaged();
    CleanedImage image;
    if (size < bytes.size()) image.removed.emplace("trailing");
    image.bytes = bytes.substr(0, 12);
    std::size_t flags_at = 0;
    for (std::size_t at = 12; at < size;) {
        if (size - at < 8) return damaged();
        const std::size_t length = little(bytes, at + 4, 4);
        const auto padded = length + (length & 1);
        if (length > size - at - 8) return damaged();
        const auto type = bytes.substr(at, 4);
        const auto content = bytes.substr(at + 8, length);
        if (type == "VP8X" && length >= 10) flags_at = image.bytes.size() + 8;
        if (contains(kept, type)) {
            image.bytes += bytes.substr(at, 8 + length);
            if (padded != length) image.bytes += '\0';
        } else if (type == "EXIF")
            note_exif(image, content.starts_with("Exif\0\0"sv) ? content.substr(6) : content);
        else if (type == "XMP ")
            note_xmp(image, content);
        else
            image.removed.emplace("metadata");
        at += 8 + padded;
    }
    if (image.bytes.size() == 12) return damaged();
    if (flags_at != 0) image.bytes[flags_at] = static_cast<char>(image.bytes[flags_at] & ~(exif_flag | xmp_flag));
    if (image.orientation != 1 && flags_at != 0) {
        image.bytes[flags_at] = static_cast<char>(image.bytes[flags_at] | exif_flag);
        const auto tiff = orientation_only(image.orientation);
        image.bytes += "EXIF";
        append_number(image.bytes, static_cast<std::uint32_t>(tiff.size()), 4, true);
        image.bytes += tiff;
    }
    std::string length;
    append_number(length, static_cast<std::uint32_t>(image.bytes.size() - 8), 4, true);
    image.bytes.replace(4, 4, length);
    return image;
}

// ── GIF, version 89a ─────────────────────────────────────────────────────────────────────────────────────────────

class GifCleaner {
public:
    explicit GifCleaner(std::string_view bytes) : bytes_(bytes) {}

    Result<CleanedImage> run() {
        if (bytes_.size() < 13) return damaged();
        at_ = 13 + colours(bytes_[10]);
        if (at_ > bytes_.size()) return damaged();
        image_.bytes = bytes_.substr(0, at_);
        while (at_ < bytes_.size() && bytes_[at_] != ';') {
            const auto from = at_;
            bool kept = true;
            if (bytes_[at_] == ',')
                TRY_DO(skip_picture());
            else if (bytes_[at_] == '!')
                kept = TRY(skip_extension());
            else
                return damaged();
            if (kept) image_.bytes += bytes_.substr(from, at_ - from);
        }
        if (at_ >= bytes_.size()) return damaged();
        image_.bytes += ';';
        if (at_ + 1 < bytes_.size()) image_.removed.emplace("trailing");
        return std::move(image_);
    }

private:
    static std::size_t colours(char flags) { return (flags & 0x80) != 0 ? std::size_t{3} << ((flags & 7) + 1) : 0; }

    Done skip_blocks() {
        while (at_ < bytes_.size()) {
            const auto length = static_cast<unsigned char>(bytes_[at_]);
            at_ += 1 + std::size_t{length};
            if (length == 0) return {};
        }
        return damaged();
    }

    Done skip_picture() {
        if (bytes_.size() - at_ < 11) return damaged();
        at_ += 10 + colours(bytes_[at_ + 9]) + 1; // and the size of the codes
        return skip_blocks();
    }

    // True when it is to be kept: timing of animations, and nothing that is said in words.
    Result<bool> skip_extension() {
        if (bytes_.size() - at_ < 3) return damaged();
        const auto label = static_cast<unsigned char>(bytes_[at_ + 1]);
        const auto name = bytes_.substr(at_ + 3, 11);
        const auto content_from = at_;
        at_ += 2;
        TRY_DO(skip_blocks());
        if (label == 0xF9 || (label == 0xFF && name == "NETSCAPE2.0")) return true;
        if (label == 0xFF && name == "XMP DataXMP")
            note_xmp(image_, bytes_.substr(content_from, at_ - content_from));
        else
            image_.removed.emplace(label == 0xFE ? "comment" : "metadata");
        return false;
    }

    std::string_view bytes_;
    std::size_t at_ = 0;
    CleanedImage image_;
};

} // namespace

Result<CleanedImage> clean_image(const FileForm& form, std::string_view bytes) {
    if (form.name == "jpeg") return JpegCleaner(bytes).run();
    if (form.name == "png") return clean_png(bytes);
    if (form.name == "webp") return clean_webp(bytes);
    if (form.name == "gif") return GifCleaner(bytes).run();
    if (form.name == "tiff" && read_exif(bytes).contents.contains("location")) return refuse("file.cannot_clean");
    return CleanedImage{std::string(bytes), 1, {}};
}

} // namespace shanhai::kernel

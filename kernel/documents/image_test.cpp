#include "kernel/documents/file_content.h"
#include "kernel/documents/image_cleaner.h"
#include "kernel/documents/image_metadata.h"
#include "kernel/documents/thumbnail.h"

#include <gmock/gmock.h>
#include <png.h>
#include <turbojpeg.h>
#include <zlib.h>

namespace shanhai::kernel {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

// Left half red, right half blue.
std::vector<unsigned char> halves(int width, int height) {
    std::vector<unsigned char> rgb(static_cast<std::size_t>(3 * width * height));
    for (int i = 0; i < width * height; ++i)
        rgb[static_cast<std::size_t>(3 * i + (i % width < width / 2 ? 0 : 2))] = 255;
    return rgb;
}

std::string jpeg_of(int width, int height) {
    const auto rgb = halves(width, height);
    auto* handle = tjInitCompress();
    unsigned char* out = nullptr;
    unsigned long size = 0;
    tjCompress2(handle, rgb.data(), width, 0, height, TJPF_RGB, &out, &size, TJSAMP_444, 95, 0);
    std::string bytes(reinterpret_cast<char*>(out), size);
    tjFree(out);
    tjDestroy(handle);
    return bytes;
}

std::string png_of(int width, int height) {
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = static_cast<png_uint_32>(width);
    image.height = static_cast<png_uint_32>(height);
    image.format = PNG_FORMAT_RGB;
    const auto rgb = halves(width, height);
    png_alloc_size_t size = 0;
    png_image_write_to_memory(&image, nullptr, &size, 0, rgb.data(), 0, nullptr);
    std::string bytes(size, '\0');
    png_image_write_to_memory(&image, bytes.data(), &size, 0, rgb.data(), 0, nullptr);
    return bytes.substr(0, size);
}

struct Pixels {
    int width = 0, height = 0;
    std::vector<unsigned char> rgb;
    bool is_red(int x, int y) const {
        const auto at = static_cast<std::size_t>(3 * (y * width + x));
        return rgb[at] > 150 && rgb[at + 2] < 100;
    }
};

Pixels pixels_of(const std::string& jpeg) {
    Pixels pixels;
    auto* handle = tjInitDecompress();
    const auto* data = reinterpret_cast<const unsigned char*>(jpeg.data());
    int sampling = 0, colours = 0;
    tjDecompressHeader3(handle, data, jpeg.size(), &pixels.width, &pixels.height, &sampling, &colours);
    pixels.rgb.resize(static_cast<std::size_t>(3 * pixels.width * pixels.height));
    tjDecompress2(handle, data, jpeg.size(), pixels.rgb.data(), pixels.width, 0, pixels.height, TJPF_RGB, 0);
    tjDestroy(handle);
    return pixels;
}

std::string segment(char marker, std::string_view content) {
    const auto length = content.size() + 2;
    std::string bytes{'\xFF', marker, static_cast<char>(length >> 8), static_cast<char>(length & 0xff)};
    return bytes.append(content);
}

// Exif with an artist, a place and an orientation: three entries of the first directory.
std::string exif(char orientation) {
    std::string tiff("II*\0\x08\0\0\0\x03\0"sv);
    tiff += "\x12\x01\x03\0\x01\0\0\0"sv;
    tiff += std::string{orientation, '\0', '\0', '\0'};
    tiff += "\x3B\x01\x02\0\x04\0\0\0Li4\0"sv;
    tiff += "\x25\x88\x04\0\x01\0\0\0\x32\0\0\0"sv;
    return tiff + std::string("\0\0\0\0SECRET-GPS-29.65N"sv);
}

std::string png_chunk(const std::string& type, std::string_view content) {
    std::string covered = type + std::string(content);
    const auto crc = ::crc32(0, reinterpret_cast<const Bytef*>(covered.data()), static_cast<uInt>(covered.size()));
    std::string bytes;
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(content.size() >> shift & 0xff);
    bytes += covered;
    for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(crc >> shift & 0xff);
    return bytes;
}

CleanedImage cleaned(std::string_view bytes) {
    auto image = clean_image(form_of(bytes), bytes);
    EXPECT_TRUE(image.has_value()) << (image ? "" : image.error().code);
    return image.value_or(CleanedImage{});
}

TEST(ImageCleaner, a_picture_that_says_nothing_stays_as_it_is) {
    for (const auto& bytes : {jpeg_of(40, 30), png_of(40, 30)}) {
        const auto image = cleaned(bytes);
        EXPECT_EQ(image.bytes, bytes);
        EXPECT_THAT(image.removed, IsEmpty());
    }
}

TEST(ImageCleaner, a_jpeg_loses_place_author_and_comments_and_keeps_every_coded_byte) {
    const auto plain = jpeg_of(40, 30);
    auto spoken = plain;
    spoken.insert(20, segment('\xE1', "Exif\0\0"s + exif(1)) +
                          segment('\xE1', "http://ns.adobe.com/xap/1.0/\0<dc:creator>Li"sv) +
                          segment('\xED', "Photoshop 3.0\0IPTC"sv) + segment('\xFE', "taken at home"));
    spoken += "PK\x03\x04 hidden";
    const auto image = cleaned(spoken);
    EXPECT_EQ(image.bytes, plain);
    EXPECT_THAT(image.removed, UnorderedElementsAre("location", "author", "comment", "metadata", "trailing"));
}

TEST(ImageCleaner, the_orientation_stays) {
    auto spoken = jpeg_of(40, 30);
    spoken.insert(20, segment('\xE1', "Exif\0\0"s + exif(6)));
    const auto image = cleaned(spoken);
    EXPECT_EQ(image.orientation, 6);
    EXPECT_EQ(image.bytes.find("SECRET"), std::string::npos);
    const auto again = cleaned(image.bytes);
    EXPECT_EQ(again.orientation, 6);
    EXPECT_EQ(again.bytes, image.bytes) << "cleaning twice is cleaning once";
    EXPECT_THAT(again.removed, IsEmpty());
    EXPECT_THAT(read_exif(orientation_only(6)).contents, IsEmpty());
    EXPECT_EQ(read_exif(orientation_only(6)).orientation, 6);
}

TEST(ImageCleaner, a_png_loses_its_texts) {
    const auto plain = png_of(40, 30);
    auto spoken = plain;
    spoken.insert(33, png_chunk("tEXt", "Author\0Li Si"sv) + png_chunk("iTXt", "Comment\0\0\0\0\0at home"sv) +
                          png_chunk("eXIf", exif(8)) + png_chunk("tIME", "\x07\xE8\x01\x01\0\0\0"sv));
    spoken += "trailing";
    const auto image = cleaned(spoken);
    EXPECT_THAT(image.removed, UnorderedElementsAre("location", "author", "comment", "time", "trailing"));
    EXPECT_EQ(image.orientation, 8);
    for (const auto* word : {"Li", "home", "SECRET", "trailing"})
        EXPECT_EQ(image.bytes.find(word), std::string::npos) << word;
    EXPECT_EQ(cleaned(image.bytes).bytes, image.bytes);
    EXPECT_EQ(pixels_of(thumbnail_of(form_of(image.bytes), image.bytes, 1).value_or("")).width, 40);
}

TEST(ImageCleaner, webp_and_gif_lose_theirs) {
    const auto chunk = [](std::string type, std::string content) {
        std::string bytes = std::move(type);
        for (const int shift : {0, 8, 16, 24}) bytes += static_cast<char>(content.size() >> shift & 0xff);
        if (content.size() % 2 != 0) content += '\0';
        return bytes + content;
    };
    const auto riff = [](const std::string& chunks) {
        std::string bytes = "RIFF";
        for (const int shift : {0, 8, 16, 24}) bytes += static_cast<char>((chunks.size() + 4) >> shift & 0xff);
        return bytes + "WEBP" + chunks;
    };
    const std::string flags("\x0c\0\0\0\x27\0\0\x1d\0\0"sv), none("\0\0\0\0\x27\0\0\x1d\0\0"sv);
    const auto picture = chunk("VP8 ", "picture");
    const auto webp =
        cleaned(riff(chunk("VP8X", flags) + picture + chunk("EXIF", exif(1)) + chunk("XMP ", "exif:GPSLatitude")));
    EXPECT_EQ(webp.bytes, riff(chunk("VP8X", none) + picture));
    EXPECT_THAT(webp.removed, UnorderedElementsAre("location", "author"));

    const std::string head("GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff"sv);
    const std::string timing("!\xF9\x04\0\0\0\0\0"sv), frame(",\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"sv);
    const auto gif = cleaned(head + "!\xFE\x05Li Si\0"s + timing + frame + ";rest");
    EXPECT_EQ(gif.bytes, head + timing + frame + ";");
    EXPECT_THAT(gif.removed, UnorderedElementsAre("comment", "trailing"));
}

TEST(ImageCleaner, what_is_cut_off_is_refused_at_every_byte) {
    auto jpeg = jpeg_of(20, 10);
    jpeg.insert(20, segment('\xE1', "Exif\0\0"s + exif(6)));
    for (const auto& whole : {jpeg, png_of(20, 10)}) {
        for (std::size_t length = 12; length < whole.size(); ++length) {
            const auto image = clean_image(form_of(whole), std::string_view(whole).substr(0, length));
            EXPECT_FALSE(image.has_value()) << length << " of " << whole.size();
        }
    }
}

TEST(ImageCleaner, a_tiff_with_a_place_is_refused) {
    EXPECT_EQ(clean_image(*file_form("tiff"), exif(1)).error().code, "file.cannot_clean");
    EXPECT_TRUE(clean_image(*file_form("tiff"), "II*\0\x08\0\0\0\0\0"sv).has_value());
}

TEST(Thumbnail, is_small_and_upright_and_says_nothing) {
    for (const auto& bytes : {jpeg_of(1600, 800), png_of(1600, 800)}) {
        const auto small = thumbnail_of(form_of(bytes), bytes, 1);
        ASSERT_TRUE(small.has_value());
        const auto pixels = pixels_of(*small);
        EXPECT_EQ(pixels.width, 320);
        EXPECT_EQ(pixels.height, 160);
        EXPECT_TRUE(pixels.is_red(10, 80));
        EXPECT_FALSE(pixels.is_red(310, 80));
        EXPECT_THAT(cleaned(*small).removed, IsEmpty());
    }
}

TEST(Thumbnail, all_eight_orientations_turn_the_red_half_where_it_belongs) {
    const auto bytes = jpeg_of(400, 200);
    struct Expected {
        std::uint16_t orientation;
        int width, height, red_x, red_y, blue_x, blue_y;
    };
    for (const auto& e : {Expected{1, 320, 160, 20, 80, 300, 80}, Expected{2, 320, 160, 300, 80, 20, 80},
                          Expected{3, 320, 160, 300, 80, 20, 80}, Expected{4, 320, 160, 20, 80, 300, 80},
                          Expected{5, 160, 320, 80, 20, 80, 300}, Expected{6, 160, 320, 80, 20, 80, 300},
                          Expected{7, 160, 320, 80, 300, 80, 20}, Expected{8, 160, 320, 80, 300, 80, 20}}) {
        const auto pixels = pixels_of(thumbnail_of(*file_form("jpeg"), bytes, e.orientation).value_or(""));
        ASSERT_EQ(pixels.width, e.width) << e.orientation;
        ASSERT_EQ(pixels.height, e.height) << e.orientation;
        EXPECT_TRUE(pixels.is_red(e.red_x, e.red_y)) << e.orientation;
        EXPECT_FALSE(pixels.is_red(e.blue_x, e.blue_y)) << e.orientation;
    }
}

TEST(Thumbnail, bombs_are_refused_before_they_unpack) {
    auto png = png_of(4, 4);
    png.replace(16, 8, "\0\0\xEA\x60\0\0\xEA\x60"sv); // says 60,000 × 60,000
    EXPECT_EQ(check_image_size(*file_form("png"), png).error().code, "file.too_many_pixels");
    EXPECT_FALSE(thumbnail_of(*file_form("png"), png, 1).has_value());
    std::string gif("GIF89a\xFF\xFF\xFF\xFF\0\0\0"sv);
    EXPECT_EQ(check_image_size(*file_form("gif"), gif).error().code, "file.too_many_pixels");
    EXPECT_TRUE(check_image_size(*file_form("png"), png_of(4, 4)).has_value());
    EXPECT_TRUE(check_image_size(*file_form("pdf"), "%PDF-").has_value());
}

TEST(Thumbnail, other_forms_have_none) {
    EXPECT_FALSE(thumbnail_of(*file_form("pdf"), "%PDF-1.7", 1).has_value());
    EXPECT_FALSE(thumbnail_of(*file_form("jpeg"), "\xFF\xD8\xFF\xE0 no picture", 1).has_value());
    EXPECT_FALSE(thumbnail_of(*file_form("webp"), "RIFF\x10\0\0\0WEBPVP8 "sv, 1).has_value());
}

} // namespace
} // namespace shanhai::kernel

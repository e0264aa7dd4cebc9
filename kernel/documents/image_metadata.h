#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

// What cameras and programs write into images about where, when and by whom they were made.
namespace shanhai::kernel {

struct ExifSummary {
    bool readable = false;
    std::uint16_t orientation = 1;  // 1–8, as it is to be turned; 1: as it stands
    std::set<std::string> contents; // "location", "author", "device", "time", "description"
};

// From the TIFF structure of Exif ("II*\0…" or "MM\0*…"); anything may be wrong with it.
ExifSummary read_exif(std::string_view tiff);
// The smallest such structure that says nothing but the orientation.
std::string orientation_only(std::uint16_t orientation);
// From an XMP packet, by the names that it uses.
std::set<std::string> read_xmp(std::string_view packet);

} // namespace shanhai::kernel

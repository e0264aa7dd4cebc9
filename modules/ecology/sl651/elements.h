#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace shanhai::ecology::sl651 {

// A row of table C.1: what a station measures or reports.
struct Element {
    std::uint8_t code = 0;  // 0x39
    std::string identifier; // "Z"
    std::string name;       // 瞬时河道水位、潮位
    std::string unit;       // 米
    int digits = 0;         // places in all, 0 when it is no decimal number
    int decimals = 0;
};

// All 131 of them, in the order of the table. elements.csv, compiled in.
const std::vector<Element>& elements();
const Element* element_of(std::uint8_t code);
const Element* element_named(std::string_view identifier);

// "Z" of 0x39; the code itself in hexadecimal, "76", where the table leaves it to the maker.
std::string identifier_of(std::uint8_t code);

} // namespace shanhai::ecology::sl651

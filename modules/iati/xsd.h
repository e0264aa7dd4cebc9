#pragma once

#include <array>
#include <string_view>

namespace shanhai::iati {

struct XsdFile {
    std::string_view name; // as it is included by the others
    std::string_view text;
};

// The schema of IATI 2.03 (modules/iati/xsd), inside the program; the first is the one to start from.
extern const std::array<XsdFile, 3> xsd_files;

} // namespace shanhai::iati

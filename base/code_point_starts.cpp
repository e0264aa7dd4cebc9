#include "base/code_point_starts.h"

namespace shanhai {

std::vector<std::size_t> code_point_starts(std::string_view utf8) {
    std::vector<std::size_t> starts;
    for (std::size_t i = 0; i < utf8.size(); ++i)
        if ((static_cast<unsigned char>(utf8[i]) & 0xC0) != 0x80) starts.push_back(i);
    starts.push_back(utf8.size());
    return starts;
}

} // namespace shanhai

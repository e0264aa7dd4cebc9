#pragma once

#include <cstddef>
#include <string_view>

namespace shanhai::ecology::sl651 {

// What of a body has not been read yet.
class BytesLeft {
public:
    explicit BytesLeft(std::string_view bytes) : bytes_(bytes) {}

    std::size_t size() const { return bytes_.size(); }
    bool empty() const { return bytes_.empty(); }
    bool starts_with(std::string_view begin) const { return bytes_.starts_with(begin); }
    // 0 to 255; -1 behind the end.
    int peek(std::size_t at = 0) const { return at < bytes_.size() ? static_cast<unsigned char>(bytes_[at]) : -1; }
    // The next bytes, at most as many as are left.
    std::string_view take(std::size_t count) {
        const std::string_view taken = bytes_.substr(0, count);
        bytes_.remove_prefix(taken.size());
        return taken;
    }
    std::string_view rest() { return take(bytes_.size()); }

private:
    std::string_view bytes_;
};

} // namespace shanhai::ecology::sl651

#pragma once

#include "modules/ecology/hj212/frame.h"

#include <functional>
#include <string>
#include <string_view>

namespace shanhai::ecology::hj212 {

// Cuts what arrives on a connection into frames. Holds at most one frame of the longest kind; whatever else comes, it
// finds the next "##".
class Splitter {
public:
    // `frame` gets the text of each frame without its line end, good or not: read_frame judges. The view holds for
    // the call only.
    void feed(std::string_view bytes, const std::function<void(std::string_view frame)>& frame);

    // Bytes that were in no frame, since the beginning.
    std::size_t skipped() const { return skipped_; }
    std::size_t held() const { return held_.size(); }

private:
    std::string held_;
    std::size_t skipped_ = 0;
};

} // namespace shanhai::ecology::hj212

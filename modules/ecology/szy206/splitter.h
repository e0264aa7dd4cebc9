#pragma once

#include "modules/ecology/frames/refusal.h"

#include <functional>
#include <string>
#include <string_view>

namespace shanhai::ecology::szy206 {

// Cuts the bytes of a connection into frames. What is in none is skipped and counted; frames of pictures, whose length is not told, are
// such. Holds less than one frame.
class Splitter {
public:
    using Take = std::function<void(std::string_view frame)>;
    // `broken` gets what is as long as a frame and begins like one, but has another check sum or end.
    void feed(std::string_view bytes, const Take& frame, const Take& broken);
    std::size_t skipped() const { return skipped_; }
    std::size_t held() const { return held_.size(); }

private:
    std::string held_;
    std::size_t skipped_ = 0;
};

} // namespace shanhai::ecology::szy206

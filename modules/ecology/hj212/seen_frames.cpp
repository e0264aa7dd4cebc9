#include "modules/ecology/hj212/seen_frames.h"

#include "base/hash.h"

namespace shanhai::ecology::hj212 {

bool SeenFrames::seen_before(const Frame& frame) {
    std::string all;
    for (const std::string_view part : {frame.station, frame.request, frame.command, frame.parameters}) {
        all += std::to_string(part.size()) + ":";
        all += part;
    }
    all += std::to_string(frame.packet.value_or(0));
    const Hash hash = sha256(all); // of one size, however long the frame is
    std::string key(hash.begin(), hash.end());
    if (!known_.insert(key).second) return true;
    order_.push_back(std::move(key));
    if (order_.size() > most_) {
        known_.erase(order_.front());
        order_.pop_front();
    }
    return false;
}

} // namespace shanhai::ecology::hj212

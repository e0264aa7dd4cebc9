#pragma once

#include "modules/ecology/reception/desk.h"
#include "modules/ecology/sl651/body.h"
#include "modules/ecology/sl651/frame.h"
#include "modules/ecology/sl651/reassembler.h"

#include <optional>
#include <string>

namespace shanhai::ecology {

// The centre's side of SL 651-2014. Reports (functions 30 to 36) are answered once what they say is stored: ACK when more follows,
// else EOT, or ESC to a station that stays connected. What came broken is asked for again with NAK; of a message in many packets, such
// as a picture, the first packet that is missing, once its last one has come. Messages that keep the line (2F) and answers to
// queries are not answered.
class Sl651Conversation final : public Conversation {
public:
    void hear(std::string_view bytes, Desk& desk) override;
    std::size_t held() const override { return splitter_.held() + reassembler_.held(); }
    std::size_t unfinished() const override { return splitter_.held(); }
    std::size_t noise() const override { return splitter_.skipped(); }

private:
    void take(std::string_view bytes, Desk& desk);
    void take_broken(std::string_view bytes, const FrameRefusal& why, Desk& desk);
    void take_whole(const sl651::Frame& frame, std::string_view body, const StationInBook& station, Desk& desk);
    void ask_again(const sl651::Frame& frame, Desk& desk);
    void store(const sl651::Body& body, const StationInBook& station, std::string answer, Desk& desk);

    sl651::Splitter splitter_;
    sl651::Reassembler reassembler_{{.messages = 2, .bytes = 2U << 20}};
    std::int64_t clock_set_ = 0; // when, in seconds since 1970
};

} // namespace shanhai::ecology

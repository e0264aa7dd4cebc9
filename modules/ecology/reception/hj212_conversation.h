#pragma once

#include "modules/ecology/hj212/frame.h"
#include "modules/ecology/hj212/splitter.h"
#include "modules/ecology/reception/desk.h"

#include <deque>
#include <optional>
#include <string>

namespace shanhai::ecology {

// The centre's side of HJ 212-2017. Values are answered with 9014 once they are stored, notices with 9013, requests with 9011 and
// 9012, all as far as Flag asks for an answer. A frame that broke a rule of the standard is told so with 9011 where it can be read
// at all. Packets of a split message are stored and answered one by one, so that a station may wait for each answer; one
// that tells no time waits for the packet that does.
class Hj212Conversation final : public Conversation {
public:
    void hear(std::string_view bytes, Desk& desk) override;
    std::size_t held() const override { return splitter_.held() + waiting_bytes_; }
    std::size_t unfinished() const override { return splitter_.held(); }
    std::size_t noise() const override { return splitter_.skipped(); }

    static constexpr std::size_t most_split_messages = 8, most_waiting_packets = 64;

private:
    // A message in many packets whose time is known, or whose packets wait for it.
    struct SplitMessage {
        std::string key;
        std::optional<std::int64_t> at;
        std::vector<std::string> waiting; // data segments
    };
    void take(std::string_view text, Desk& desk);
    void refuse_text(std::string_view text, const FrameRefusal& refusal, Desk& desk);
    void obey(const StationInBook& station, Desk& desk);
    void take_clock(const StationInBook& station, Desk& desk);
    void take_values(const StationInBook& station, Desk& desk);
    void take_packet(const StationInBook& station, Desk& desk);
    void store(const StationInBook& station, std::int64_t at, Desk& desk);
    std::vector<TakenReading> readings_of(const StationInBook& station, std::int64_t at, Desk& desk);
    void ask_clock(Desk& desk);
    void set_clock(Desk& desk);
    std::optional<std::int64_t> time_told(const StationInBook& station, Desk& desk);
    SplitMessage& split_message();

    hj212::Splitter splitter_;
    hj212::Frame frame_;
    std::deque<SplitMessage> split_;
    std::size_t waiting_bytes_ = 0;
    bool clock_asked_ = false;
    std::int64_t clock_set_ = 0; // when, in seconds since 1970
};

} // namespace shanhai::ecology

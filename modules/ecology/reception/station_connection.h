#pragma once

#include "modules/ecology/reception/desk.h"
#include "modules/ecology/reception/receiver.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <string>

namespace shanhai::ecology {

namespace asio = boost::asio;
using StationSocket = asio::basic_stream_socket<asio::ip::tcp, asio::io_context::executor_type>;
using Instant = std::chrono::steady_clock::time_point;

class StationConnection;

// What the connections of a receiver share; all on its one thread.
class StationFloor {
public:
    virtual ~StationFloor() = default;
    virtual const ReceiverLimits& limits() const = 0;
    // The book as it is now; makes it anew when records moved.
    virtual const StationBook& book() = 0;
    virtual Moment now() const = 0;
    virtual ReadingQuality judge(const SensorInBook& sensor, std::int64_t at, double value) = 0;
    virtual void keep(std::uint64_t connection, std::vector<TakenReading> readings, std::string answer,
                      std::string otherwise) = 0;
    virtual void keep(std::uint64_t connection, TakenPicture picture, std::string answer) = 0;
    virtual bool is_behind() const = 0; // the store does not follow: nobody is read meanwhile
    virtual void count_frame() = 0;
    virtual void complain(Complaint what, std::string_view station, std::string_view detail) = 0;
    virtual void name(const std::string& cause, const std::string& detail) = 0; // in the log
    virtual char* buffer() = 0;                                                 // for one read
    virtual std::size_t& held_by_all() = 0;
    virtual void forget(std::uint64_t connection) = 0;
    static constexpr std::size_t buffer_bytes = 64U << 10;
};

// One station, or whatever else dialled. Owns no buffer while it is silent.
class StationConnection final : public Desk, public std::enable_shared_from_this<StationConnection> {
public:
    StationConnection(StationFloor& floor, std::uint64_t number, StationSocket socket,
                      std::unique_ptr<Conversation> conversation);

    void begin() { listen(); }
    // What was kept is answered. Empty answers count, too: they let it be read on. True when it is the first since it was sent off:
    // answers that become due together go out together, as a call to the system for each costs more than the frame did.
    bool settle(std::string_view answer);
    void send_settled();
    // Called every second: ends what is over, reads on what rested.
    void look_after(Instant now);
    void close(const std::string& why = {});

    const StationBook& book() const override { return floor_.book(); }
    Moment now() const override { return floor_.now(); }
    void say(std::string bytes) override;
    void keep(std::vector<TakenReading> readings, std::string answer, std::string otherwise) override;
    void keep(TakenPicture picture, std::string answer) override;
    ReadingQuality judge(const SensorInBook& sensor, std::int64_t at, double value) override;
    void complain(Complaint what, std::string_view station, std::string_view detail) override;
    void count_frame(std::string_view station) override;

private:
    void listen();
    void read();
    bool hear(std::size_t bytes);
    void weigh_held();
    void flush();
    bool is_resting() const;
    void end_when_settled();
    std::string complaint_of_limits() const;
    std::string who() const;

    StationFloor& floor_;
    const std::uint64_t number_;
    StationSocket socket_;
    std::unique_ptr<Conversation> conversation_;
    std::string unsaid_;
    std::string station_;       // the last that was named in a good frame; for the log
    std::size_t held_ = 0;      // as counted in held_by_all
    std::size_t unsettled_ = 0; // frames that wait for the store
    std::size_t frames_ = 0, noise_seen_ = 0;
    double bad_frames_ = 0, noise_ = 0; // forgiven with time
    double allowance_;                  // frames that it may bring now
    Instant begun_, heard_, frame_begun_, refilled_;
    bool listening_ = false, writing_ = false, closed_ = false, flooding_ = false, settled_ = false;
    bool ended_ = false; // the station says no more, but may wait for answers
};

} // namespace shanhai::ecology

#pragma once

#include "api/http/event_stream.h"
#include "kernel/kernel.h"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace shanhai::api {

// Tells pages that are open what moves. Each stream hears of the records that its reader may see, by name alone; that
// something moved at all, which figures may follow, everybody hears, and likewise that readings of some station came. One thread for all streams: readers with the same rights
// are asked for once.
class LiveHub {
public:
    static constexpr std::size_t most_streams = 3000;
    static constexpr std::size_t most_of_a_session = 32;
    static constexpr std::size_t most_entries = 500; // behind; who missed more is told to look at everything anew

    explicit LiveHub(kernel::Kernel& kernel);
    ~LiveHub();
    LiveHub(const LiveHub&) = delete;
    LiveHub& operator=(const LiveHub&) = delete;

    struct Listener {
        kernel::Principal who;
        std::string session; // id; empty for an API token
    };
    // From behind the entry `after`, which the client has heard of; without one, from now. "live.too_many".
    Result<std::shared_ptr<http::EventStream>> open(Listener listener, std::optional<std::int64_t> after);
    std::size_t streams() const;

private:
    struct Subscriber {
        Listener listener;
        std::string rights; // equal for those who may see the same
        std::int64_t heard = 0;
        std::int64_t unseen = -1; // notifications, as last told
        std::shared_ptr<http::EventStream> stream;
    };
    void run();
    void round();
    void drop_those_who_left();
    void check_sessions();
    void tell_entries();
    void tell_readings();
    void tell_unseen();
    std::string told_to(const kernel::Principal& who, std::int64_t after, std::int64_t head, std::int64_t& heard);

    kernel::Kernel& kernel_;
    mutable std::mutex guard_;
    std::condition_variable wake_;
    std::vector<std::shared_ptr<Subscriber>> subscribers_;
    bool dirty_ = false, stopping_ = false;
    std::uint64_t watch_ = 0;
    // Of the hub's own thread.
    std::uint64_t accounts_ = 0, access_ = 0, notices_ = 0, readings_ = 0;
    int rounds_ = 0;
    std::thread thread_;
};

} // namespace shanhai::api

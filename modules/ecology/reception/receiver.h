#pragma once

#include "kernel/module/service.h"
#include "modules/ecology/reception/desk.h"

#include <chrono>
#include <functional>
#include <memory>

namespace shanhai::ecology {

// What one station may take, and all of them. Everything that a station can make longer has a bound here.
struct ReceiverLimits {
    std::size_t connections = 12'000;   // beyond them one is closed at once
    std::size_t held_by_one = 4U << 20; // bytes of frames and messages that are not whole yet
    std::size_t held_by_all = 96U << 20;
    std::size_t unsaid_bytes = 256U << 10; // answers that a station does not read
    double noise_bytes = 64 << 10;         // bytes in no frame
    double bad_frames = 100;
    double frames_a_second = 2'000;       // beyond, a connection is not read for a while; nothing is lost
    double burst_frames = 20'000;         // so many at once after a pause: an outage held them back
    std::chrono::seconds first_frame{60}; // a connection that has said nothing sensible by then
    std::chrono::seconds whole_frame{60}; // that a frame may take from its first byte to its last
    std::chrono::minutes idle{130};       // stations report at least every two hours
};

// Listens to stations that dial in: one thread for all connections of a protocol, and what they bring goes to the store
// in batches (ReadingKeeper). A station is answered only for what is durable. "server.bad_address", "server.cannot_listen" …
Result<std::unique_ptr<kernel::Service>> start_receiver(const kernel::ServiceStart& start,
                                                        std::function<std::unique_ptr<Conversation>()> converse,
                                                        const ReceiverLimits& limits = {});

} // namespace shanhai::ecology

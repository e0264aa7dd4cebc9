#pragma once

#include <chrono>
#include <cstddef>

namespace shanhai::api::http {

// What one client may take. Everything a client can make longer has a bound here.
struct Limits {
    std::size_t head_bytes = 16 << 10; // request line and fields
    std::size_t fields = 100;
    std::size_t target_bytes = 8 << 10;
    std::size_t body_bytes = 20 << 20;      // whatever a handler allows
    std::size_t connections = 4096;         // beyond them a client is told 503 and let go
    std::size_t buffered_bytes = 256 << 20; // large bodies of all requests and responses together

    std::chrono::milliseconds head_timeout{10'000};
    std::chrono::milliseconds body_timeout{30'000}; // and a second more for each 64 KiB that were announced
    std::chrono::milliseconds idle_timeout{60'000};
    std::chrono::milliseconds write_timeout{30'000};
    std::chrono::milliseconds heartbeat{
        20'000}; // of a stream without events, so that proxies keep it and dead clients are found
    std::chrono::milliseconds linger_timeout{3'000}; // reading on after a refusal, so that the client sees it
    std::chrono::milliseconds drain_timeout{15'000}; // for slow clients after stop()
    std::chrono::milliseconds sweep_interval{250};   // precision of all of these
};

// Bodies up to this size are not counted against `buffered_bytes`.
inline constexpr std::size_t small_body_bytes = 64 << 10;

} // namespace shanhai::api::http

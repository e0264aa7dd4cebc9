#pragma once

#include "api/http/handler.h"
#include "api/http/limits.h"
#include "base/result.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace shanhai::api::http {

struct ServerOptions {
    std::string listen = "127.0.0.1:8420"; // "host:port", "[::1]:8420"; port 0: any free one
    unsigned threads = 0;                  // 0: one a core
    bool signals = true;                   // SIGTERM and SIGINT stop the server; a second one at once
    Limits limits{};
    std::function<void()> on_stop; // called once when stopping begins
};

struct ServerCounters {
    std::size_t connections = 0;
    std::size_t refused_connections = 0;
};

class Server {
public:
    // Binds. "server.bad_address", "server.address_in_use", "server.cannot_listen".
    static Result<std::unique_ptr<Server>> listen(ServerOptions options, Handler& handler);
    virtual ~Server() = default;

    virtual std::string address() const = 0; // "127.0.0.1:8420"
    virtual std::uint16_t port() const = 0;
    virtual ServerCounters counters() const = 0;

    // Serves until stop(): then the requests in flight are finished, slow clients given up after a while, and it returns.
    virtual void run() = 0;
    // From any thread.
    virtual void stop() = 0;
};

} // namespace shanhai::api::http

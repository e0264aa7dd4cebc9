#pragma once

#include "api/http/awaitable.h"
#include "api/http/budget.h"
#include "api/http/handler.h"
#include "api/http/limits.h"

#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <chrono>
#include <list>
#include <string>

namespace shanhai::api::http {

class Connection;

// What the loops of one server share.
struct Shared {
    Handler& handler;
    const Limits limits;
    Budget budget{limits.buffered_bytes};
    std::atomic<std::size_t> connections{0};
    std::atomic<std::size_t> refused_connections{0};
    std::atomic<bool> draining{false};
};

// One thread's share of the server: its connections and the clock that ends those which take too long. One timer for
// all of them, because a timer a request costs more than parsing it.
class Loop {
public:
    explicit Loop(Shared& shared);

    asio::io_context& context() { return context_; }
    Shared& shared() { return shared_; }
    std::size_t connections() const { return size_.load(std::memory_order_relaxed); }
    bool draining() const { return draining_; }
    std::chrono::steady_clock::time_point drain_deadline() const { return drain_deadline_; }
    std::string_view date() const { return date_; } // for the Date field

    // From any thread. The connection lives until its client or the server ends it.
    void adopt(Socket socket);
    // From any thread: finish what is in flight, take nothing new, then let run() return.
    void drain();
    void run();

    void add(Connection& connection);
    void remove(Connection& connection);

private:
    awaitable<void> sweep();
    void drain_here();

    Shared& shared_;
    asio::io_context context_{1};
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>
        timer_;
    std::list<Connection*> list_;
    std::atomic<std::size_t> size_{0};
    std::chrono::steady_clock::time_point drain_deadline_{};
    std::string date_;
    bool draining_ = false;
};

} // namespace shanhai::api::http

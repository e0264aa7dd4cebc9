#include "api/http/loop.h"

#include "api/http/connection.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <fmt/chrono.h>
#include <spdlog/spdlog.h>

#include <ctime>

namespace shanhai::api::http {

namespace {

// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(std::time_t time) { return fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(time)); }

awaitable<void> serve(Loop& loop, Socket socket) {
    Connection connection(loop, std::move(socket));
    co_await connection.run();
}

} // namespace

Loop::Loop(Shared& shared) : shared_(shared), timer_(context_), date_(http_date(std::time(nullptr))) {
    asio::co_spawn(context_, sweep(), asio::detached);
}

void Loop::adopt(Socket socket) {
    size_.fetch_add(1, std::memory_order_relaxed);
    asio::co_spawn(context_, serve(*this, std::move(socket)), [this](const std::exception_ptr& failure) {
        size_.fetch_sub(1, std::memory_order_relaxed);
        shared_.connections.fetch_sub(1, std::memory_order_relaxed);
        if (draining_ && list_.empty()) timer_.cancel();
        if (!failure) return;
        try {
            std::rethrow_exception(failure);
        } catch (const std::exception& error) {
            spdlog::error("http: a connection failed and was closed: {}; report this, it is a fault in the program",
                          error.what());
        }
    });
}

void Loop::add(Connection& connection) { connection.place = list_.insert(list_.end(), &connection); }

void Loop::remove(Connection& connection) { list_.erase(connection.place); }

void Loop::drain() {
    asio::post(context_, [this] { drain_here(); });
}

void Loop::drain_here() {
    if (draining_) return;
    draining_ = true;
    drain_deadline_ = std::chrono::steady_clock::now() + shared_.limits.drain_timeout;
    for (Connection* connection : list_) connection->drain(drain_deadline_);
    timer_.cancel();
}

awaitable<void> Loop::sweep() {
    std::time_t last = 0;
    while (!draining_ || size_.load(std::memory_order_relaxed) > 0) {
        timer_.expires_after(shared_.limits.sweep_interval);
        co_await timer_.async_wait(as_tuple);
        if (const std::time_t now = std::time(nullptr); now != last) {
            last = now;
            date_ = http_date(now);
        }
        const auto now = std::chrono::steady_clock::now();
        for (Connection* connection : list_)
            if (connection->deadline() <= now) connection->expire();
    }
}

void Loop::run() {
    for (;;) {
        try {
            context_.run();
            return;
        } catch (const std::exception& error) {
            spdlog::error("http: a handler let an exception escape: {}; report this, it is a fault in the program",
                          error.what());
        }
    }
}

} // namespace shanhai::api::http

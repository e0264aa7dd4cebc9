#pragma once

#include "api/http/awaitable.h"
#include "base/result.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <exception>
#include <optional>
#include <type_traits>

namespace shanhai::api::http {

// Threads for work that takes milliseconds: a long query, a password's hash, a file. On a loop's own thread it would
// keep all other clients of that loop waiting.
class Background {
public:
    Background(unsigned threads, std::size_t most_waiting) : pool_(threads), most_waiting_(most_waiting) {}
    ~Background() { pool_.join(); }

    // Runs `work`, which yields a Result, and resumes on the caller's loop. "server.busy" when too much is waiting.
    template <class Work>
    awaitable<std::invoke_result_t<Work>> run(Work work) {
        if (waiting_.fetch_add(1, std::memory_order_relaxed) >= most_waiting_) {
            waiting_.fetch_sub(1, std::memory_order_relaxed);
            co_return refuse("server.busy");
        }
        std::optional<std::invoke_result_t<Work>> result;
        std::exception_ptr failure;
        const Executor executor = co_await asio::this_coro::executor;
        const auto start = [&](auto resume) {
            asio::post(pool_, [&, executor, resume = std::move(resume)]() mutable {
                try {
                    result.emplace(work());
                } catch (...) {
                    failure = std::current_exception();
                }
                asio::post(executor, std::move(resume)); // from here on the caller's variables may be gone
            });
        };
        co_await asio::async_initiate<const asio::use_awaitable_t<Executor>, void()>(start, use_awaitable);
        waiting_.fetch_sub(1, std::memory_order_relaxed);
        if (failure) std::rethrow_exception(failure);
        co_return *std::move(result);
    }

    std::size_t waiting() const { return waiting_.load(std::memory_order_relaxed); }

private:
    asio::thread_pool pool_;
    const std::size_t most_waiting_;
    std::atomic<std::size_t> waiting_{0};
};

} // namespace shanhai::api::http

#include "api/routes/submit.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <memory>
#include <optional>

namespace shanhai::api {

http::awaitable<Result<kernel::Reply>> submit(kernel::Kernel& kernel, kernel::Request request) {
    namespace asio = http::asio;
    std::optional<Result<kernel::Reply>> reply;
    const http::Executor executor = co_await asio::this_coro::executor;
    const auto start = [&](auto resume) {
        // Shared because std::function wants to be copied; used once.
        auto held = std::make_shared<decltype(resume)>(std::move(resume));
        kernel.submit(std::move(request), [&reply, executor, held](Result<kernel::Reply> result) {
            reply.emplace(std::move(result));
            asio::post(executor, std::move(*held)); // from here on `reply` belongs to the loop's thread
        });
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<http::Executor>, void()>(start, http::use_awaitable);
    co_return *std::move(reply);
}

} // namespace shanhai::api

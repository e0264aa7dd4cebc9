#include "api/http/server.h"

#include "api/http/loop.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <thread>
#include <vector>

namespace shanhai::api::http {

namespace {

using tcp = asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;
using Signals = asio::basic_signal_set<Executor>;

constexpr std::string_view too_many =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 5\r\nConnection: close\r\n\r\n";

// "127.0.0.1:8420" → the address; a name is looked up.
Result<tcp::endpoint> endpoint_of(const std::string& listen, asio::io_context& context) {
    const auto colon = listen.rfind(':');
    const auto bad = [&] { return refuse("server.bad_address", {}, {{"address", listen}}); };
    if (colon == std::string::npos) return bad();
    std::string host = listen.substr(0, colon);
    const std::string port = listen.substr(colon + 1);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host.empty() || host == "*") host = "0.0.0.0";
    if (port.empty() || port.size() > 5 || !std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; }) ||
        std::stoul(port) > 65535)
        return bad();
    boost::system::error_code error;
    const auto found = tcp::resolver(context).resolve(host, port, tcp::resolver::passive, error);
    if (error || found.empty()) return bad();
    return found.begin()->endpoint();
}

// Each connection is a file; the usual soft limit of 1024 is below what we promise.
void allow_many_files() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 65536);
    setrlimit(RLIMIT_NOFILE, &limit);
}

class ServerImpl final : public Server {
public:
    ServerImpl(ServerOptions options, Handler& handler)
        : options_(std::move(options)), shared_{.handler = handler, .limits = options_.limits} {
        const unsigned threads =
            options_.threads ? options_.threads : std::max(1u, std::thread::hardware_concurrency());
        for (unsigned i = 0; i < threads; ++i) loops_.push_back(std::make_unique<Loop>(shared_));
        acceptor_.emplace(first().context());
        signals_.emplace(first().context());
    }

    Done bind() {
        const tcp::endpoint endpoint = TRY(endpoint_of(options_.listen, first().context()));
        boost::system::error_code error;
        acceptor_->open(endpoint.protocol(), error);
        if (!error) acceptor_->set_option(Acceptor::reuse_address(true), error);
        if (!error) acceptor_->bind(endpoint, error);
        if (!error) acceptor_->listen(1024, error);
        if (error == asio::error::address_in_use)
            return refuse("server.address_in_use", {}, {{"address", options_.listen}});
        if (error) return refuse("server.cannot_listen", {}, {{"address", options_.listen}, {"why", error.message()}});
        if (options_.signals) { // heard from now on; answered once it runs
            signals_->add(SIGTERM);
            signals_->add(SIGINT);
        }
        return {};
    }

    std::string address() const override {
        const tcp::endpoint at = acceptor_->local_endpoint();
        return at.address().is_v6() ? fmt::format("[{}]:{}", at.address().to_string(), at.port())
                                    : fmt::format("{}:{}", at.address().to_string(), at.port());
    }

    std::uint16_t port() const override { return acceptor_->local_endpoint().port(); }

    ServerCounters counters() const override {
        return {shared_.connections.load(std::memory_order_relaxed),
                shared_.refused_connections.load(std::memory_order_relaxed)};
    }

    void run() override {
        allow_many_files();
        asio::co_spawn(first().context(), accept(), asio::detached);
        if (options_.signals) asio::co_spawn(first().context(), wait_for_signal(), asio::detached);
        {
            std::vector<std::jthread> threads;
            for (std::size_t i = 1; i < loops_.size(); ++i)
                threads.emplace_back([loop = loops_[i].get()] { loop->run(); });
            first().run();
        }
    }

    void stop() override {
        if (shared_.draining.exchange(true)) return;
        if (options_.on_stop) options_.on_stop();
        asio::post(first().context(), [this] {
            boost::system::error_code ignored;
            acceptor_->close(ignored);
            // Only now: an accepted connection must reach its loop before the loop is told to end.
            for (auto& loop : loops_) loop->drain();
            if (!stopping_) signals_->cancel(ignored);
        });
    }

private:
    Loop& first() { return *loops_.front(); }

    awaitable<void> accept() {
        Timer pause(first().context());
        while (!shared_.draining.load(std::memory_order_relaxed)) {
            Loop& loop =
                **std::ranges::min_element(loops_, {}, [](const auto& candidate) { return candidate->connections(); });
            auto [error, socket] = co_await acceptor_->async_accept(loop.context(), as_tuple);
            if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) co_return;
            if (error == asio::error::connection_aborted) continue;
            if (error) {
                spdlog::warn(
                    "http: cannot accept a connection: {}; trying again (raise the limit of open files when this repeats)",
                    error.message());
                pause.expires_after(std::chrono::milliseconds(200));
                co_await pause.async_wait(as_tuple);
                continue;
            }
            admit(loop, std::move(socket));
        }
    }

    void admit(Loop& loop, Socket socket) {
        if (shared_.connections.fetch_add(1, std::memory_order_relaxed) < shared_.limits.connections)
            return loop.adopt(std::move(socket));
        shared_.connections.fetch_sub(1, std::memory_order_relaxed);
        shared_.refused_connections.fetch_add(1, std::memory_order_relaxed);
        boost::system::error_code ignored;
        socket.non_blocking(true, ignored);
        socket.write_some(asio::buffer(too_many), ignored);
    }

    awaitable<void> wait_for_signal() {
        auto [error, number] = co_await signals_->async_wait(as_tuple);
        if (error) co_return;
        spdlog::info("stopping on {}: finishing {} open connections; send the signal again to stop at once",
                     number == SIGTERM ? "SIGTERM" : "SIGINT", counters().connections);
        stopping_ = true;
        signals_->clear();
        std::signal(SIGTERM, SIG_DFL);
        std::signal(SIGINT, SIG_DFL);
        stop();
    }

    ServerOptions options_;
    Shared shared_;
    std::vector<std::unique_ptr<Loop>> loops_;
    std::optional<Acceptor> acceptor_;
    std::optional<Signals> signals_;
    bool stopping_ = false; // by a signal
};

} // namespace

Result<std::unique_ptr<Server>> Server::listen(ServerOptions options, Handler& handler) {
    auto server = std::make_unique<ServerImpl>(std::move(options), handler);
    TRY_DO(server->bind());
    return server;
}

} // namespace shanhai::api::http

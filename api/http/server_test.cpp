#include "api/http/server.h"
#include "api/http/test_client.h"

#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

#include <thread>

namespace shanhai::api::http {
namespace {

using namespace std::chrono_literals;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

// Answers with what it was asked; /slow takes a while, /large is large, /refused is refused before its body is read.
class Echo final : public Handler {
public:
    std::optional<Response> admit(Request& request) override {
        request.body_limit = request.path() == "/file" ? 20 << 20 : 1 << 20;
        if (request.path() != "/refused") return std::nullopt;
        return Response{.status = 401, .body = "who are you?"};
    }
    awaitable<Response> handle(Request& request) override {
        if (request.path() == "/slow") {
            Timer timer(co_await asio::this_coro::executor);
            timer.expires_after(300ms);
            co_await timer.async_wait(use_awaitable);
        }
        if (request.path() == "/throws") throw std::runtime_error("on purpose");
        if (request.path() == "/large") co_return Response{.body = std::string(5 << 20, 'x')};
        if (request.path() == "/file") co_return Response{.body = std::to_string(request.body.size())};
        co_return Response{.body = std::string(name_of(request.method)) + " " + request.target + " " + request.body};
    }
    Response refuse(const Problem& problem, const Request&) override {
        static const std::map<std::string, int> statuses = {{"http.malformed", 400},      {"http.head_too_large", 431},
                                                            {"http.body_too_large", 413}, {"http.timeout", 408},
                                                            {"http.version", 505},        {"server.busy", 503}};
        return Response{.status = statuses.at(problem.code), .body = problem.code};
    }
};

class ServerTest : public testing::Test {
protected:
    ServerTest() { start({}); }
    ~ServerTest() override { finish(); }

    void start(Limits limits) {
        server = *Server::listen({.listen = "127.0.0.1:0", .threads = 2, .signals = false, .limits = limits}, handler);
        thread = std::jthread([this] { server->run(); });
    }
    void finish() {
        if (thread.joinable()) {
            server->stop();
            thread.join();
        }
    }
    void restart(Limits limits) {
        finish();
        start(limits);
    }
    TestClient client() { return TestClient(server->port()); }

    Echo handler;
    std::unique_ptr<Server> server;
    std::jthread thread;
};

TEST_F(ServerTest, requests_on_one_connection_are_answered_in_order) {
    auto asker = client();
    asker.send(
        "GET /slow HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\n\r\nPOST /3 HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi");
    EXPECT_EQ(asker.read().body, "GET /slow ");
    EXPECT_EQ(asker.read().body, "GET /2 ");
    EXPECT_EQ(asker.read().body, "POST /3 hi");
    EXPECT_EQ(asker.ask("GET /4 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").body, "GET /4 ");
    EXPECT_TRUE(asker.ended());
}

TEST_F(ServerTest, head_has_no_body_but_its_length) {
    auto asker = client();
    asker.send("HEAD /abc HTTP/1.1\r\nHost: a\r\n\r\n");
    const Answer answer = asker.read(true);
    EXPECT_EQ(answer.field("Content-Length"), "10");
    EXPECT_EQ(asker.ask("GET /x HTTP/1.1\r\nHost: a\r\n\r\n").body, "GET /x ");
}

TEST_F(ServerTest, refusals_of_the_connection_end_it) {
    EXPECT_EQ(client().ask("nonsense\r\n\r\n").status, 400);
    EXPECT_EQ(client().ask("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(30'000, 'x') + "\r\n\r\n").status, 431);
    EXPECT_EQ(client().ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n").status, 413);
    auto asker = client();
    EXPECT_EQ(
        asker
            .ask(
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n")
            .status,
        400);
    EXPECT_TRUE(asker.ended()); // and nothing behind it was understood as a request
}

TEST_F(ServerTest, a_client_that_sends_too_much_still_reads_its_refusal) {
    auto asker = client();
    asker.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n" + std::string(4'000'000, 'x'));
    EXPECT_EQ(asker.read().status, 413);
}

TEST_F(ServerTest, a_small_body_of_a_refused_request_does_not_cost_the_connection) {
    auto asker = client();
    EXPECT_EQ(asker.ask("POST /refused HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello").status, 401);
    EXPECT_EQ(asker.ask("GET /next HTTP/1.1\r\nHost: a\r\n\r\n").body, "GET /next ");
    const Answer large = asker.ask("POST /refused HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n");
    EXPECT_EQ(large.status, 401);
    EXPECT_EQ(large.field("Connection"), "close");
}

TEST_F(ServerTest, large_bodies_go_in_and_out) {
    auto asker = client();
    EXPECT_EQ(
        asker.ask("POST /file HTTP/1.1\r\nHost: a\r\nContent-Length: 20971520\r\n\r\n" + std::string(20 << 20, 'x'))
            .body,
        "20971520");
    EXPECT_EQ(asker.ask("GET /large HTTP/1.1\r\nHost: a\r\n\r\n").body.size(), 5u << 20);
    std::string chunks;
    for (int i = 0; i < 100; ++i) chunks += "2710\r\n" + std::string(10'000, 'y') + "\r\n";
    EXPECT_EQ(
        asker.ask("POST /file HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n").body,
        "1000000");
}

TEST_F(ServerTest, continue_is_said_before_the_body_is_awaited) {
    auto asker = client();
    asker.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(asker.read().status, 100);
    EXPECT_EQ(asker.ask("hi").body, "POST / hi");
    asker.send("POST /refused HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(asker.read().status, 401);
}

TEST_F(ServerTest, a_handler_that_throws_costs_one_connection_only) {
    EXPECT_EQ(client().ask("GET /throws HTTP/1.1\r\nHost: a\r\n\r\n").status, 0);
    EXPECT_EQ(client().ask("GET /next HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
}

TEST_F(ServerTest, slow_clients_are_told_and_let_go) {
    restart({.head_timeout = 200ms, .body_timeout = 200ms, .idle_timeout = 300ms, .sweep_interval = 20ms});
    auto slow_head = client();
    EXPECT_EQ(slow_head.ask("GET / HT").status, 408);
    EXPECT_TRUE(slow_head.ended());
    auto slow_body = client();
    EXPECT_EQ(slow_body.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc").status, 408);
    auto idle = client();
    EXPECT_EQ(idle.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
    EXPECT_TRUE(idle.ended());
}

TEST_F(ServerTest, hundreds_of_slow_clients_do_not_keep_others_waiting) {
    std::vector<std::unique_ptr<TestClient>> slow;
    for (int i = 0; i < 600; ++i) {
        slow.push_back(std::make_unique<TestClient>(server->port()));
        slow.back()->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Le");
    }
    const auto before = std::chrono::steady_clock::now();
    for (int i = 0; i < 100; ++i) EXPECT_EQ(client().ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
    EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
    for (auto& one : slow) one->send("ngth: 2\r\n\r\nhi");
    for (auto& one : slow) EXPECT_EQ(one->read().status, 200);
}

TEST_F(ServerTest, more_connections_than_allowed_are_told_to_come_back) {
    restart({.connections = 2});
    auto first = client();
    auto second = client();
    EXPECT_EQ(first.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
    EXPECT_EQ(second.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
    EXPECT_EQ(client().read().status, 503);
    EXPECT_EQ(server->counters().refused_connections, 1u);
}

TEST_F(ServerTest, memory_for_large_bodies_is_shared_and_given_back) {
    restart({.buffered_bytes = 3 << 20});
    auto holder = client();
    holder.send("POST /file HTTP/1.1\r\nHost: a\r\nContent-Length: 2097152\r\n\r\n");
    holder.send(std::string(100'000, 'x'));
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(client().ask("POST /file HTTP/1.1\r\nHost: a\r\nContent-Length: 2097152\r\n\r\n").status, 503);
    EXPECT_EQ(holder.ask(std::string(2097152 - 100'000, 'x')).status, 200);
    EXPECT_EQ(client()
                  .ask("POST /file HTTP/1.1\r\nHost: a\r\nContent-Length: 2097152\r\n\r\n" + std::string(2097152, 'x'))
                  .status,
              200);
}

TEST_F(ServerTest, stopping_finishes_what_is_in_flight) {
    auto idle = client();
    EXPECT_EQ(idle.ask("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
    auto busy = client();
    busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    auto half = client();
    half.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
    std::this_thread::sleep_for(100ms);
    server->stop();
    EXPECT_TRUE(idle.ended());
    half.send("cd");
    const Answer answer = busy.read();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.field("Connection"), "close");
    EXPECT_EQ(half.read().body, "POST / abcd");
    thread.join();
}

TEST_F(ServerTest, stopping_does_not_wait_for_ever_for_slow_clients) {
    restart({.drain_timeout = 200ms, .sweep_interval = 20ms});
    auto half = client();
    half.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab");
    std::this_thread::sleep_for(50ms);
    const auto before = std::chrono::steady_clock::now();
    finish();
    EXPECT_LT(std::chrono::steady_clock::now() - before, 5s);
}

TEST_F(ServerTest, an_address_in_use_is_refused) {
    auto second = Server::listen({.listen = server->address(), .signals = false}, handler);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, "server.address_in_use");
    EXPECT_EQ(Server::listen({.listen = "nowhere"}, handler).error().code, "server.bad_address");
    EXPECT_EQ(Server::listen({.listen = "127.0.0.1:99999"}, handler).error().code, "server.bad_address");
}

} // namespace
} // namespace shanhai::api::http

#include "api/http/request_parser.h"

#include <gtest/gtest.h>

namespace shanhai::api::http {
namespace {

struct Read {
    Request request;
    std::string code; // of a refusal
    std::size_t used = 0;
    bool done = false;
};

// As a connection does it: `step` bytes more at a time.
Read read_in_steps(std::string_view bytes, std::size_t step) {
    Read read;
    const Limits limits;
    RequestParser parser(read.request, limits);
    std::size_t arrived = 0;
    while (!parser.done() && arrived < bytes.size()) {
        arrived = std::min(bytes.size(), arrived + step);
        for (bool more = false; !more && !parser.done();) {
            auto taken = parser.take(bytes.substr(read.used, arrived - read.used));
            if (!taken) {
                read.code = taken.error().code;
                return read;
            }
            read.used += taken->used;
            more = taken->more;
        }
    }
    read.done = parser.done();
    return read;
}

std::string code_of(const std::string& bytes) {
    const Read whole = read_in_steps(bytes, bytes.size());
    const Read bytewise = read_in_steps(bytes, 1);
    // Byte by byte the parser may also still wait for the end of the head; then the time-out refuses it.
    EXPECT_TRUE(whole.code == bytewise.code || (bytewise.code.empty() && !bytewise.done)) << bytes << bytewise.code;
    if (whole.code.empty()) EXPECT_EQ(whole.request.body, bytewise.request.body) << bytes;
    return whole.code;
}

TEST(RequestParser, a_request_is_the_same_however_it_is_cut) {
    const std::string bytes =
        "POST /api/v1/payment?dry_run=1 HTTP/1.1\r\nHost: a.example:8420\r\nContent-Type: application/json\r\n"
        "Content-Length: 13\r\nX-Empty:\r\n\r\n{\"amount\":12}rest";
    for (std::size_t step = 1; step <= bytes.size(); ++step) {
        const Read read = read_in_steps(bytes, step);
        ASSERT_TRUE(read.done) << step << ' ' << read.code;
        EXPECT_EQ(read.request.method, Method::post);
        EXPECT_EQ(read.request.path(), "/api/v1/payment");
        EXPECT_EQ(read.request.query(), "dry_run=1");
        EXPECT_EQ(read.request.field("content-type"), "application/json");
        EXPECT_EQ(read.request.field("x-empty"), "");
        EXPECT_EQ(read.request.body, "{\"amount\":12}");
        EXPECT_EQ(bytes.size() - read.used, 4u);
    }
}

TEST(RequestParser, chunks_are_joined_and_trailers_ignored) {
    const std::string bytes = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                              "3\r\nabc\r\nA;name=\"va;lue\"\r\n0123456789\r\n0\r\nX-Late: yes\r\n\r\n";
    for (const std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{7}, bytes.size()}) {
        const Read read = read_in_steps(bytes, step);
        ASSERT_TRUE(read.done) << step << ' ' << read.code;
        EXPECT_EQ(read.request.body, "abc0123456789");
        EXPECT_EQ(read.request.field("X-Late"), "");
        EXPECT_EQ(read.used, bytes.size());
    }
}

TEST(RequestParser, an_empty_chunked_body_may_come_in_any_pieces) {
    const std::string bytes = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    for (std::size_t step = 1; step <= bytes.size(); ++step) {
        const Read read = read_in_steps(bytes, step);
        EXPECT_TRUE(read.done) << step << ' ' << read.code;
        EXPECT_EQ(read.used, bytes.size());
    }
}

TEST(RequestParser, whatever_two_servers_could_read_differently_is_refused) {
    const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
    const std::vector<std::pair<std::string, std::string>> cases = {
        {post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "http.malformed"},
        {post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n", "http.malformed"},
        {post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "http.malformed"},
        {post + "Content-Length: 3, 3\r\n\r\nabc", "http.malformed"},
        {post + "Content-Length: +3\r\n\r\nabc", "http.malformed"},
        {post + "Content-Length: -3\r\n\r\nabc", "http.malformed"},
        {post + "Content-Length: 0x3\r\n\r\nabc", "http.malformed"},
        {post + "Content-Length: 3 \r\n\tx\r\n\r\nabc", "http.malformed"},
        {post + "Content-Length:\r\n\r\nabc", "http.malformed"},
        {post + "Content-Length: 99999999999999999999999\r\n\r\nabc", "http.malformed"},
        {post + "Transfer-Encoding: gzip\r\n\r\nabc", "http.unsupported_coding"},
        {post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "http.unsupported_coding"},
        {post + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", "http.unsupported_coding"},
        {post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "http.malformed"},
        {post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", "http.unsupported_coding"},
        {post + "Transfer-Encoding: \"chunked\"\r\n\r\n0\r\n\r\n", "http.unsupported_coding"},
        {post + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", "http.malformed"},
        {post + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", "http.malformed"},
        {post + " Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "http.malformed"},
        {post + "X: a\r\n folded\r\n\r\n", "http.malformed"},
        {post + "X:\r\n\tfolded\r\n\r\n", "http.malformed"},
        {post + "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 3\r\n\r\n", "http.malformed"},
        {post + "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n", "http.malformed"},
        {post + "Transfer-Encoding: chunked\r\n\r\n0x3\r\nabc\r\n0\r\n\r\n", "http.malformed"},
        {post + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nabc", "http.malformed"},
        {post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcX0\r\n\r\n", "http.malformed"},
        {post + "Transfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n", "http.malformed"},
        {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "http.malformed"},
        {"GET / HTTP/1.1\r\n\r\n", "http.malformed"},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "http.malformed"},
        {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", "http.malformed"},
        {"GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", "http.malformed"},
        {"GET / HTTP/1.1\nHost: a\n\n", "http.version"},
        {"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", "http.malformed"},
        {"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "http.version"},
        {"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "http.version"},
        {"GET a HTTP/1.1\r\nHost: a\r\n\r\n", "http.malformed"},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", "http.version"},
        {"GET / HTTP/0.9\r\nHost: a\r\n\r\n", "http.version"},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "http.version"},
        {"G@T / HTTP/1.1\r\nHost: a\r\n\r\n", "http.malformed"},
        {std::string("GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", 41), "http.malformed"},
        {std::string("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 29), "http.malformed"},
        {post + "Expect: 200-maybe\r\nContent-Length: 3\r\n\r\nabc", "http.expectation"},
        {"\x16\x03\x01\x02", "http.malformed"}, // a TLS greeting
    };
    for (const auto& [bytes, code] : cases) EXPECT_EQ(code_of(bytes), code) << bytes;
}

TEST(RequestParser, what_is_too_long_is_refused_however_it_is_cut) {
    const std::string head = "GET / HTTP/1.1\r\nHost: a\r\n";
    EXPECT_EQ(code_of(head + "X: " + std::string(20'000, 'x') + "\r\n\r\n"), "http.head_too_large");
    EXPECT_EQ(code_of(head + "X: " + std::string(20'000, 'x')), "http.head_too_large");
    EXPECT_EQ(code_of(std::string(20'000, 'x')), "http.head_too_large");
    EXPECT_EQ(code_of("GET /" + std::string(9'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n"), "http.target_too_long");
    std::string many = head;
    for (int i = 0; i < 101; ++i) many += "X" + std::to_string(i) + ": y\r\n";
    EXPECT_EQ(code_of(many + "\r\n"), "http.head_too_large");
    EXPECT_EQ(code_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20971521\r\n\r\n"), "http.body_too_large");
    EXPECT_EQ(code_of("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1400001\r\n"),
              "http.body_too_large");
}

TEST(RequestParser, the_handlers_limit_holds_for_announced_and_for_chunked_bodies) {
    for (const std::string& body :
         {std::string("Content-Length: 11\r\n\r\n"), std::string("Transfer-Encoding: chunked\r\n\r\nb\r\nhello")}) {
        Request request;
        const Limits limits;
        RequestParser parser(request, limits);
        const std::string bytes = "POST / HTTP/1.1\r\nHost: a\r\n" + body;
        auto step = parser.take(bytes);
        ASSERT_TRUE(step);
        ASSERT_TRUE(parser.head_done());
        Done limited = parser.limit_body(10);
        if (limited) {
            auto taken = parser.take(std::string_view(bytes).substr(step->used));
            ASSERT_FALSE(taken);
            limited = std::unexpected(taken.error());
        }
        EXPECT_EQ(limited.error().code, "http.body_too_large");
    }
}

TEST(RequestParser, keep_alive_follows_version_and_connection) {
    const auto keeps = [](const std::string& head) { return read_in_steps(head + "\r\n", 1000).request.keep_alive; };
    EXPECT_TRUE(keeps("GET / HTTP/1.1\r\nHost: a\r\n"));
    EXPECT_FALSE(keeps("GET / HTTP/1.1\r\nHost: a\r\nConnection: foo, Close\r\n"));
    EXPECT_FALSE(keeps("GET / HTTP/1.0\r\n"));
    EXPECT_TRUE(keeps("GET / HTTP/1.0\r\nConnection: keep-alive\r\n"));
}

TEST(RequestParser, a_proxys_absolute_target_is_a_path) {
    EXPECT_EQ(read_in_steps("GET http://a.example/x?y HTTP/1.1\r\nHost: a.example\r\n\r\n", 1000).request.target,
              "/x?y");
    EXPECT_EQ(read_in_steps("GET http://a.example HTTP/1.1\r\nHost: a.example\r\n\r\n", 1000).request.target, "/");
}

} // namespace
} // namespace shanhai::api::http

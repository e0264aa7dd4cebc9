#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <string_view>

// A client for tests that sends exactly the bytes it is told to, well-formed or not.
namespace shanhai::api::http {

struct Answer {
    int status = 0; // 0: the connection ended without an answer
    std::string head;
    std::string body;

    std::string field(std::string_view name) const {
        const auto at = head.find("\r\n" + std::string(name) + ": ");
        if (at == std::string::npos) return {};
        const auto begin = at + name.size() + 4;
        return head.substr(begin, head.find("\r\n", begin) - begin);
    }
};

class TestClient {
public:
    explicit TestClient(std::uint16_t port) : socket_(context_) {
        socket_.connect({boost::asio::ip::address_v4::loopback(), port});
        timeval patience{.tv_sec = 10, .tv_usec = 0};
        setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }

    void send(std::string_view bytes) {
        boost::system::error_code ignored; // the server may have closed: read() tells
        boost::asio::write(socket_, boost::asio::buffer(bytes), ignored);
    }

    Answer read(bool of_head = false) {
        Answer answer;
        while (buffer_.find("\r\n\r\n") == std::string::npos)
            if (!more()) return answer;
        const auto end = buffer_.find("\r\n\r\n") + 4;
        answer.head = buffer_.substr(0, end);
        buffer_.erase(0, end);
        answer.status = std::stoi(answer.head.substr(9, 3));
        const std::string length = answer.field("Content-Length");
        const std::size_t size = of_head || length.empty() ? 0 : std::stoul(length);
        while (buffer_.size() < size)
            if (!more()) break;
        answer.body = buffer_.substr(0, size);
        buffer_.erase(0, size);
        return answer;
    }

    Answer ask(std::string_view bytes) {
        send(bytes);
        return read();
    }

    bool ended() { return buffer_.empty() && !more(); } // waits for the server to close
    void finish_sending() { socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send); }

private:
    bool more() {
        char bytes[16384];
        const ssize_t got = ::recv(socket_.native_handle(), bytes, sizeof bytes, 0);
        if (got <= 0) return false;
        buffer_.append(bytes, static_cast<std::size_t>(got));
        return true;
    }

    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_;
    std::string buffer_;
};

} // namespace shanhai::api::http

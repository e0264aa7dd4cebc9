#pragma once

#include "modules/ecology/mqtt/packet.h"
#include "modules/ecology/reception/broker_address.h"
#include "modules/ecology/reception/broker_link.h"
#include "modules/ecology/reception/broker_socket.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <functional>
#include <memory>
#include <string>

namespace shanhai::ecology {

namespace asio = boost::asio;

// The connection to a broker, for as long as it lives: reached, greeted, kept alive, and reached again when it is lost. On the one thread
// of its context.
class BrokerLine {
public:
    struct Told {
        std::function<void()> greeted;                    // anew: nothing is listened to that was not asked for since
        std::function<void(const mqtt::Packet&)> packet;  // of a broker that has greeted
        std::function<void(const std::string& why)> lost; // and it will be tried again
        std::function<bool()> is_behind;                  // nothing is read meanwhile: the broker keeps it
    };
    // `trusted`: of a broker that is reached by TLS.
    BrokerLine(asio::io_context& context, BrokerAddress broker, std::shared_ptr<asio::ssl::context> trusted,
               const BrokerLimits& limits, Told told);

    void reach();
    void lose(const std::string& why);
    // Says what is added, together with what was added since the last time; nothing while nobody has greeted.
    void add(std::string_view bytes) { unsaid_ += bytes; }
    void flush();
    void read();
    // Called every second.
    void look_after();

    bool is_greeted() const { return greeted_; }
    std::uint64_t session() const { return session_; } // another one for each connection
    std::string shown() const { return broker_.shown(); }

private:
    using Instant = std::chrono::steady_clock::time_point;
    void begin(const std::string& why_not);
    void hear(std::string_view bytes);
    void take(const mqtt::Packet& packet);

    asio::io_context& context_;
    const BrokerAddress broker_;
    const std::shared_ptr<asio::ssl::context> trusted_;
    const BrokerLimits limits_;
    const Told told_;
    asio::ip::tcp::resolver resolver_;
    std::shared_ptr<BrokerSocket> socket_;
    asio::basic_waitable_timer<std::chrono::steady_clock> retry_;
    mqtt::Splitter splitter_;
    std::string unsaid_, saying_;
    std::array<char, 65536> buffer_{};
    std::uint64_t session_ = 0;
    std::chrono::milliseconds pause_;
    Instant heard_, said_;
    bool reading_ = false, writing_ = false, greeted_ = false;
};

} // namespace shanhai::ecology

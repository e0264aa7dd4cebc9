#pragma once

#include "base/result.h"
#include "modules/ecology/reception/broker_address.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace shanhai::ecology {

// Whom a line by TLS believes: the certificates of a file, else those of the system. "mqtt.no_certificates" (args: file, why).
Result<std::shared_ptr<boost::asio::ssl::context>> trusted_by(const BrokerAddress& broker);

// One connection to a broker, in the clear or by TLS. Whatever waits on it holds it: a line that is given up is closed, and gone once
// everything that waited has been told. On the one thread of its context.
class BrokerSocket : public std::enable_shared_from_this<BrokerSocket> {
public:
    using Error = boost::system::error_code;
    using Transferred = std::function<void(const Error& error, std::size_t bytes)>;

    // `trusted`: none for a line in the clear.
    BrokerSocket(boost::asio::io_context& context, std::shared_ptr<boost::asio::ssl::context> trusted);

    // Reaches one of the addresses and, by TLS, sees that it is the broker that it should be. `done`: empty, or what is wrong, in words.
    void open(const boost::asio::ip::tcp::resolver::results_type& addresses, const std::string& host,
              std::function<void(const std::string& why)> done);
    void read_some(boost::asio::mutable_buffer into, Transferred done);
    void write_all(boost::asio::const_buffer bytes, Transferred done); // of which there is no more than one at a time
    void close();

private:
    void shake_hands(const std::string& host, std::function<void(const std::string& why)> done);
    std::string why_not(const Error& error, const std::string& host);

    boost::asio::ip::tcp::socket& bare() { return by_tls_ ? by_tls_->next_layer() : *clear_; }

    std::shared_ptr<boost::asio::ssl::context> trusted_;
    std::optional<boost::asio::ip::tcp::socket> clear_;
    std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket>> by_tls_;
};

} // namespace shanhai::ecology

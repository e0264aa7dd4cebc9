#include "modules/ecology/reception/broker_socket.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <utility>

namespace shanhai::ecology {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// OpenSSL itself compares the name, so that it can say what does not agree.
bool expect_host(SSL* line, const std::string& host) {
    boost::system::error_code no_address;
    asio::ip::make_address(host, no_address);
    if (!no_address) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(line), host.c_str()) == 1;
    return SSL_set1_host(line, host.c_str()) == 1 && SSL_set_tlsext_host_name(line, host.c_str()) == 1;
}

} // namespace

Result<std::shared_ptr<asio::ssl::context>> trusted_by(const BrokerAddress& broker) {
    if (!broker.by_tls) return std::shared_ptr<asio::ssl::context>();
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context->native_handle(), TLS1_2_VERSION);
    context->set_verify_mode(asio::ssl::verify_peer);
    boost::system::error_code error;
    if (broker.certificates.empty())
        context->set_default_verify_paths(error);
    else
        context->load_verify_file(broker.certificates, error);
    if (error) return refuse("mqtt.no_certificates", {}, {{"file", broker.certificates}, {"why", error.message()}});
    return context;
}

BrokerSocket::BrokerSocket(asio::io_context& context, std::shared_ptr<asio::ssl::context> trusted)
    : trusted_(std::move(trusted)) {
    if (trusted_)
        by_tls_.emplace(context, *trusted_);
    else
        clear_.emplace(context);
}

void BrokerSocket::open(const tcp::resolver::results_type& addresses, const std::string& host,
                        std::function<void(const std::string& why)> done) {
    asio::async_connect(bare(), addresses,
                        [this, kept = shared_from_this(), host, done = std::move(done)](const Error& error,
                                                                                        const tcp::endpoint&) mutable {
                            if (error) return done(error.message());
                            Error ignored;
                            bare().set_option(tcp::no_delay(true), ignored);
                            if (!by_tls_) return done({});
                            shake_hands(host, std::move(done));
                        });
}

void BrokerSocket::shake_hands(const std::string& host, std::function<void(const std::string& why)> done) {
    if (!expect_host(by_tls_->native_handle(), host)) return done("its name cannot stand in a certificate");
    by_tls_->async_handshake(asio::ssl::stream_base::client,
                             [this, kept = shared_from_this(), host, done = std::move(done)](const Error& error) {
                                 done(error ? why_not(error, host) : std::string());
                             });
}

std::string BrokerSocket::why_not(const Error& error, const std::string& host) {
    const auto judged = SSL_get_verify_result(by_tls_->native_handle());
    if (judged == X509_V_OK) return fmt::format("no TLS with it: {}", error.message());
    return fmt::format("the certificate of {} is not believed: {}", host, X509_verify_cert_error_string(judged));
}

void BrokerSocket::read_some(asio::mutable_buffer into, Transferred done) {
    auto told = [kept = shared_from_this(), done = std::move(done)](const Error& error, std::size_t bytes) {
        done(error, bytes);
    };
    if (by_tls_)
        by_tls_->async_read_some(into, std::move(told));
    else
        clear_->async_read_some(into, std::move(told));
}

void BrokerSocket::write_all(asio::const_buffer bytes, Transferred done) {
    auto told = [kept = shared_from_this(), done = std::move(done)](const Error& error, std::size_t written) {
        done(error, written);
    };
    if (by_tls_)
        asio::async_write(*by_tls_, bytes, std::move(told));
    else
        asio::async_write(*clear_, bytes, std::move(told));
}

void BrokerSocket::close() {
    Error ignored;
    bare().close(ignored);
}

} // namespace shanhai::ecology

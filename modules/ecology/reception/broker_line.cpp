#include "modules/ecology/reception/broker_line.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace shanhai::ecology {

namespace {

using asio::ip::tcp;
using boost::system::error_code;

constexpr std::uint16_t keep_alive_told = 60; // seconds; the broker waits one and a half times as long

} // namespace

BrokerLine::BrokerLine(asio::io_context& context, BrokerAddress broker, std::shared_ptr<asio::ssl::context> trusted,
                       const BrokerLimits& limits, Told told)
    : context_(context), broker_(std::move(broker)), trusted_(std::move(trusted)), limits_(limits),
      told_(std::move(told)), resolver_(context), retry_(context), pause_(limits.first_pause) {}

void BrokerLine::reach() {
    ++session_; // nothing of an earlier one concerns this
    splitter_ = {};
    unsaid_.clear();
    writing_ = greeted_ = false;
    reading_ = true; // for an answer to being reached: one that never comes is silence, too
    heard_ = said_ = std::chrono::steady_clock::now();
    socket_ = std::make_shared<BrokerSocket>(context_, trusted_);
    const auto found = [this, session = session_](const error_code& error,
                                                  const tcp::resolver::results_type& addresses) {
        if (session != session_) return;
        if (error) return lose(error.message());
        socket_->open(addresses, broker_.host, [this, session](const std::string& why_not) {
            if (session == session_) begin(why_not);
        });
    };
    resolver_.async_resolve(broker_.host, broker_.port, found);
}

void BrokerLine::begin(const std::string& why_not) {
    if (!why_not.empty()) return lose(why_not);
    reading_ = false;
    add(mqtt::connect(broker_.who, keep_alive_told));
    flush();
    read();
}

// Tried again later, twice as late each time.
void BrokerLine::lose(const std::string& why) {
    told_.lost(fmt::format("{}; tried again in {} s", why, std::chrono::duration<double>(pause_).count()));
    ++session_;
    if (socket_) socket_->close();
    reading_ = greeted_ = false;
    retry_.expires_after(pause_);
    pause_ = std::min(2 * pause_, limits_.longest_pause);
    retry_.async_wait([this](const error_code& error) {
        if (!error) reach();
    });
}

void BrokerLine::read() {
    if (reading_ || told_.is_behind()) return;
    reading_ = true;
    socket_->read_some(asio::buffer(buffer_), [this, session = session_](const error_code& error, std::size_t bytes) {
        if (session != session_) return;
        reading_ = false;
        if (error) return lose(error.message());
        heard_ = std::chrono::steady_clock::now();
        hear({buffer_.data(), bytes});
        if (session == session_) read();
    });
}

void BrokerLine::hear(std::string_view bytes) {
    const auto session = session_;
    const auto fed = splitter_.feed(bytes, [&](const mqtt::Packet& packet) {
        if (session == session_) take(packet);
    });
    if (session != session_) return;
    if (!fed) return lose(fed.error().reason);
    flush(); // what is answered at once
}

void BrokerLine::take(const mqtt::Packet& packet) {
    if (packet.kind != mqtt::Kind::connected) {
        if (!greeted_) return lose("it speaks before it greets");
        return told_.packet(packet);
    }
    const auto answer = mqtt::read_connected(packet);
    if (!answer) return lose(answer.error().reason);
    if (*answer != 0) return lose(fmt::format("it refuses us, code {}", *answer));
    greeted_ = true;
    pause_ = limits_.first_pause;
    told_.greeted();
}

void BrokerLine::flush() {
    if (writing_ || unsaid_.empty()) return;
    writing_ = true;
    saying_ = std::exchange(unsaid_, {});
    said_ = std::chrono::steady_clock::now();
    socket_->write_all(asio::buffer(saying_), [this, session = session_](const error_code& error, std::size_t) {
        if (session != session_) return;
        writing_ = false;
        if (error) return lose(error.message());
        flush();
    });
}

void BrokerLine::look_after() {
    const auto now = std::chrono::steady_clock::now();
    if (reading_ && now - heard_ > limits_.silence) return lose("it is silent");
    if (!greeted_) return;
    if (now - said_ > limits_.keep_alive) add(mqtt::ping());
    flush();
    read();
}

} // namespace shanhai::ecology

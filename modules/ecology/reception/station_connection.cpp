#include "modules/ecology/reception/station_connection.h"

#include <boost/asio/buffer.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace shanhai::ecology {

namespace {

// Rounds of one turn: then others have theirs.
constexpr int rounds = 4;
// Frames of one connection that wait for the store; more would be memory that one station alone takes.
constexpr std::size_t most_unsettled = 4'096;
// Codes of stations have 10 to 24 letters; a frame of a liar has room for thousands.
constexpr std::size_t longest_name = 40;
// A second: a line that is bad now and then is no liar.
constexpr double forgiven_frames = 0.1, forgiven_bytes = 100;

} // namespace

StationConnection::StationConnection(StationFloor& floor, std::uint64_t number, StationSocket socket,
                                     std::unique_ptr<Conversation> conversation)
    : floor_(floor), number_(number), socket_(std::move(socket)), conversation_(std::move(conversation)),
      allowance_(floor.limits().burst_frames) {
    begun_ = heard_ = frame_begun_ = refilled_ = std::chrono::steady_clock::now();
    boost::system::error_code ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.set_option(asio::socket_base::keep_alive(true), ignored);
}

std::string StationConnection::who() const {
    boost::system::error_code error;
    const auto peer = socket_.remote_endpoint(error);
    const auto from = error ? std::string("?") : peer.address().to_string();
    return station_.empty() ? "from " + from : "station " + station_ + " from " + from;
}

bool StationConnection::is_resting() const {
    return floor_.is_behind() || unsettled_ >= most_unsettled || allowance_ < 1;
}

void StationConnection::listen() {
    if (closed_ || ended_ || listening_ || is_resting()) return;
    listening_ = true;
    socket_.async_wait(StationSocket::wait_read, [self = shared_from_this()](const boost::system::error_code& error) {
        self->listening_ = false;
        if (error) return self->close();
        if (self->closed_) return;
        try {
            self->read();
        } catch (...) { // what it holds half done would be done again and again
            self->close();
            throw;
        }
    });
}

void StationConnection::read() {
    for (int round = 0; round < rounds && !closed_ && !is_resting(); ++round) {
        boost::system::error_code error;
        const auto bytes = socket_.read_some(asio::buffer(floor_.buffer(), StationFloor::buffer_bytes), error);
        if (error == asio::error::would_block) break;
        if (error == asio::error::eof) {
            ended_ = true;
            return end_when_settled();
        }
        if (error) return close();
        if (!hear(bytes)) return;
        if (bytes < StationFloor::buffer_bytes) break;
    }
    listen();
}

// False when it is over.
bool StationConnection::hear(std::size_t bytes) {
    heard_ = std::chrono::steady_clock::now();
    const bool was_between_frames = conversation_->unfinished() == 0;
    const auto frames = frames_;
    conversation_->hear({floor_.buffer(), bytes}, *this);
    if (closed_) return false;
    weigh_held();
    if (was_between_frames || frames_ != frames) frame_begun_ = heard_;
    noise_ += static_cast<double>(conversation_->noise() - std::exchange(noise_seen_, conversation_->noise()));
    const auto why = complaint_of_limits();
    if (why.empty()) return true;
    close(why);
    return false;
}

std::string StationConnection::complaint_of_limits() const {
    const auto& limits = floor_.limits();
    if (held_ > limits.held_by_one || floor_.held_by_all() > limits.held_by_all)
        return fmt::format("holds back {} bytes of frames that do not end", held_);
    if (noise_ > limits.noise_bytes) return "sends bytes that are in no frame";
    if (bad_frames_ > limits.bad_frames) return "sends frames that cannot be read";
    if (unsaid_.size() > limits.unsaid_bytes) return "does not read its answers";
    return {};
}

void StationConnection::weigh_held() {
    floor_.held_by_all() += conversation_->held();
    floor_.held_by_all() -= held_;
    held_ = conversation_->held();
}

void StationConnection::say(std::string bytes) {
    if (closed_ || bytes.empty()) return;
    unsaid_ += bytes;
    flush();
}

void StationConnection::flush() {
    while (!unsaid_.empty() && !writing_ && !closed_) {
        boost::system::error_code error;
        const auto sent = socket_.write_some(asio::buffer(unsaid_), error);
        if (error == asio::error::would_block) {
            writing_ = true;
            socket_.async_wait(StationSocket::wait_write,
                               [self = shared_from_this()](const boost::system::error_code& failed) {
                                   self->writing_ = false;
                                   if (failed)
                                       self->close();
                                   else
                                       self->flush();
                                   if (self->ended_) self->end_when_settled();
                               });
            return;
        }
        if (error) return close();
        unsaid_.erase(0, sent);
    }
    if (unsaid_.empty() && unsaid_.capacity() > 4096) unsaid_.shrink_to_fit();
}

void StationConnection::keep(std::vector<TakenReading> readings, std::string answer, std::string otherwise) {
    ++unsettled_;
    floor_.keep(number_, std::move(readings), std::move(answer), std::move(otherwise));
}

void StationConnection::keep(TakenPicture picture, std::string answer) {
    ++unsettled_;
    floor_.keep(number_, std::move(picture), std::move(answer));
}

bool StationConnection::settle(std::string_view answer) {
    if (unsettled_ > 0) --unsettled_;
    if (!closed_) unsaid_ += answer;
    return !std::exchange(settled_, true);
}

void StationConnection::send_settled() {
    settled_ = false;
    flush();
    if (ended_) return end_when_settled();
    listen();
}

void StationConnection::end_when_settled() {
    if (unsettled_ == 0 && unsaid_.empty()) close();
}

ReadingQuality StationConnection::judge(const SensorInBook& sensor, std::int64_t at, double value) {
    return floor_.judge(sensor, at, value);
}

void StationConnection::complain(Complaint what, std::string_view station, std::string_view detail) {
    if (what == Complaint::bad_frame || what == Complaint::unknown_station || what == Complaint::wrong_password)
        ++bad_frames_;
    floor_.complain(what, station.empty() ? who() : std::string(station), detail);
}

void StationConnection::count_frame(std::string_view station) {
    ++frames_;
    allowance_ -= 1;
    if (const auto named = station.substr(0, longest_name); station_ != named) station_ = named;
    floor_.count_frame();
}

void StationConnection::look_after(Instant now) {
    if (closed_) return;
    const auto& limits = floor_.limits();
    const std::chrono::duration<double> passed = now - refilled_;
    refilled_ = now;
    if (allowance_ < 1 && !flooding_) floor_.name("slowed down: too many frames a second, " + who(), {});
    flooding_ = allowance_ < 1;
    bad_frames_ = std::max(0.0, bad_frames_ - passed.count() * forgiven_frames);
    noise_ = std::max(0.0, noise_ - passed.count() * forgiven_bytes);
    allowance_ = std::min(limits.burst_frames, allowance_ + passed.count() * limits.frames_a_second);
    if (frames_ == 0 && now - begun_ > limits.first_frame) return close("says nothing that can be read");
    if (conversation_->unfinished() > 0 && now - frame_begun_ > limits.whole_frame)
        return close("drips: a frame does not end");
    if (ended_ && now - heard_ > limits.whole_frame) return close();
    if (now - heard_ > limits.idle) return close();
    listen();
}

void StationConnection::close(const std::string& why) {
    if (closed_) return;
    if (!why.empty()) floor_.name("closed: " + who() + " " + why, {});
    closed_ = true;
    floor_.held_by_all() -= held_;
    held_ = 0;
    boost::system::error_code ignored;
    socket_.close(ignored);
    floor_.forget(number_);
}

} // namespace shanhai::ecology

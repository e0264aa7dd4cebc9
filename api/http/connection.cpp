#include "api/http/connection.h"

#include <spdlog/spdlog.h>

#include <array>
#include <cstring>

namespace shanhai::api::http {

namespace {

constexpr std::size_t body_chunk_bytes = 64 << 10;
constexpr std::size_t file_piece_bytes = 256 << 10;
constexpr std::size_t copied_body_bytes = 8 << 10; // smaller bodies go out in one piece with the head
constexpr std::size_t lingering_bytes = 32 << 20;
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";

// A second more for each 64 KiB: slow lines may carry large files, but not for ever.
std::chrono::milliseconds allowance(std::chrono::milliseconds base, std::size_t bytes) {
    return base + std::chrono::seconds(bytes / body_chunk_bytes);
}

} // namespace

Connection::Connection(Loop& loop, Socket socket)
    : loop_(loop), socket_(std::move(socket)), limits_(loop.shared().limits), input_size_(limits_.head_bytes) {
    input_ = std::make_unique_for_overwrite<char[]>(input_size_);
    boost::system::error_code ignored; // a client that is gone already is found out by the first read
    static_cast<void>(socket_.set_option(asio::ip::tcp::no_delay(true), ignored));
    static_cast<void>(socket_.non_blocking(true, ignored));
    boost::system::error_code unknown;
    if (const auto peer = socket_.remote_endpoint(unknown); !unknown) address_ = peer.address().to_string();
    loop_.add(*this);
}

Connection::~Connection() { loop_.remove(*this); }

awaitable<void> Connection::run() {
    bool keep = true;
    while (keep) {
        begin_request();
        std::optional<Response> response = co_await read_request();
        if (gone_) co_return;
        if (!response) {
            state_ = State::handling;
            deadline_ = Time::max();
            response = co_await loop_.shared().handler.handle(request_);
        }
        keep = co_await answer(*response);
    }
    const bool unread = !parser_->done() || begin_ != end_;
    if (!gone_ && unread) co_await linger();
}

void Connection::begin_request() {
    request_.clear();
    request_.address = address_;
    parser_.emplace(request_, limits_);
    if (input_size_ > limits_.head_bytes && end_ - begin_ <= limits_.head_bytes) {
        auto smaller = std::make_unique_for_overwrite<char[]>(limits_.head_bytes);
        std::memcpy(smaller.get(), input_.get() + begin_, end_ - begin_);
        end_ -= std::exchange(begin_, 0);
        input_ = std::move(smaller);
        input_size_ = limits_.head_bytes;
    }
    const bool waiting = begin_ == end_;
    if (waiting && !first_)
        wait_for(State::idle, limits_.idle_timeout);
    else
        wait_for(waiting ? State::idle : State::head, limits_.head_timeout);
    first_ = false;
}

awaitable<std::optional<Response>> Connection::read_request() {
    for (;;) {
        if (begin_ != end_) {
            if (auto problem = take()) co_return refusal(*problem);
            if (parser_->head_done()) break;
        }
        if (!co_await read_more()) co_return ended();
        if (state_ == State::idle) wait_for(State::head, limits_.head_timeout);
    }
    std::optional<Response> early = loop_.shared().handler.admit(request_);
    if (parser_->done()) co_return early;
    const auto announced = parser_->announced();
    if (early) {
        // Reading on keeps the connection; but only for what is cheaper to read than a new connection is to make.
        if (request_.expects_continue || !announced || *announced > small_body_bytes) {
            early->close = true;
            co_return early;
        }
        request_.body_limit = small_body_bytes;
    }
    if (auto allowed = parser_->limit_body(request_.body_limit); !allowed) co_return refusal(allowed.error());
    std::optional<Response> problem = co_await read_body();
    co_return problem || gone_ ? problem : early;
}

awaitable<std::optional<Response>> Connection::read_body() {
    const std::size_t announced = parser_->announced().value_or(0);
    wait_for(State::body, allowance(limits_.body_timeout, announced));
    if (request_.expects_continue && begin_ == end_) {
        output_ = continue_line;
        unwritten_ = output_;
        if (!write_now() && !co_await write_out()) co_return std::nullopt;
        wait_for(State::body, allowance(limits_.body_timeout, announced));
    }
    for (;;) {
        if (begin_ != end_) {
            if (auto problem = take()) co_return refusal(*problem);
            if (parser_->done()) co_return std::nullopt;
        }
        if (!request_.lease.cover(loop_.shared().budget, std::max(announced, request_.body.size() + body_chunk_bytes)))
            co_return refusal(Problem{.code = "server.busy", .field = {}, .args = {}, .says = {}, .also = {}});
        if (!co_await read_more()) co_return ended();
    }
}

// Gives the buffered bytes to the parser.
std::optional<Problem> Connection::take() {
    auto step = parser_->take({input_.get() + begin_, end_ - begin_});
    if (!step) return std::move(step).error();
    begin_ += step->used;
    if (begin_ == end_) begin_ = end_ = 0;
    return std::nullopt;
}

awaitable<bool> Connection::read_more() {
    if (begin_ > 0) {
        std::memmove(input_.get(), input_.get() + begin_, end_ - begin_);
        end_ -= std::exchange(begin_, 0);
    }
    if (state_ == State::body && input_size_ < body_chunk_bytes &&
        (end_ == input_size_ || request_.body.size() > input_size_)) {
        auto larger = std::make_unique_for_overwrite<char[]>(body_chunk_bytes);
        std::memcpy(larger.get(), input_.get(), end_);
        input_ = std::move(larger);
        input_size_ = body_chunk_bytes;
    }
    if (end_ == input_size_) { // a chunk's first line that never ends
        expired_ = true;
        co_return false;
    }
    auto [error, bytes] =
        co_await socket_.async_read_some(asio::buffer(input_.get() + end_, input_size_ - end_), as_tuple);
    end_ += bytes;
    co_return !error && bytes > 0;
}

std::optional<Response> Connection::refusal(const Problem& problem) {
    Response response = loop_.shared().handler.refuse(problem, request_);
    response.close = true; // where the next request begins is unknown
    return response;
}

// The client went away, or took too long: then it is told so if it had begun to ask.
std::optional<Response> Connection::ended() {
    if (expired_ && state_ != State::idle) {
        expired_ = false;
        return refusal(Problem{.code = "http.timeout", .field = {}, .args = {}, .says = {}, .also = {}});
    }
    gone_ = true;
    return std::nullopt;
}

awaitable<bool> Connection::answer(Response& response) {
    if (!request_.lease.cover(loop_.shared().budget, response.body.size()))
        response = loop_.shared().handler.refuse(
            Problem{.code = "server.busy", .field = {}, .args = {}, .says = {}, .also = {}}, request_);
    const bool keep = request_.keep_alive && !response.close && !response.events && !loop_.draining();
    output_.clear();
    write_head(output_, response, request_.version, keep, loop_.date());
    const bool bodiless = request_.method == Method::head || response.status == 204 || response.status == 304;
    std::string_view content = bodiless ? std::string_view{} : response.content();
    if (response.file) content = {};
    if (content.size() <= copied_body_bytes) {
        output_.append(content);
        content = {};
    }
    unwritten_ = output_;
    unwritten_body_ = content;
    if (!write_now()) {
        wait_for(State::writing, allowance(limits_.write_timeout, content.size()));
        if (!co_await write_out()) co_return false;
    }
    if (response.file && !bodiless && !co_await send_file(*response.file)) co_return false;
    if (response.events) co_await send_events(*response.events);
    co_return keep;
}

// Piece by piece; each has as long as a body of its size has. False when the client is gone, or the file ends too early.
awaitable<bool> Connection::send_file(const FileBody& file) {
    output_.resize(file_piece_bytes);
    for (std::uint64_t at = 0; at < file.size();) {
        const std::size_t got = file.read(at, output_);
        if (got == 0) co_return false;
        at += got;
        unwritten_ = std::string_view(output_).substr(0, got);
        unwritten_body_ = {};
        if (write_now()) {
            if (gone_) co_return false;
            continue;
        }
        wait_for(State::writing, allowance(limits_.write_timeout, got));
        if (!co_await write_out()) co_return false;
    }
    output_.clear();
    output_.shrink_to_fit();
    co_return !gone_;
}

// Until the stream is over, the client is gone or the server stops. The client has nothing more to say: waiting for it to be
// readable is waiting for its end, and whoever has something to tell it breaks the wait off.
awaitable<void> Connection::send_events(EventStream& events) {
    input_.reset();
    input_size_ = begin_ = end_ = 0;
    const auto self = std::make_shared<Connection*>(this); // a wake-up may come after the end
    events.attach([self, executor = socket_.get_executor()] {
        asio::post(executor, [self] {
            if (*self) (*self)->wake();
        });
    });
    while (!gone_ && !loop_.draining()) {
        if (auto waiting = events.take(); !waiting.empty()) {
            output_ = std::move(waiting);
            unwritten_ = output_;
            unwritten_body_ = {};
            if (!write_now()) {
                wait_for(State::writing, limits_.write_timeout);
                if (!co_await write_out()) break;
            }
            continue;
        }
        if (events.is_over()) break;
        output_ = {};
        wait_for(State::streaming, limits_.heartbeat);
        auto [error] = co_await socket_.async_wait(Socket::wait_read, as_tuple);
        state_ = State::handling;
        if (std::exchange(expired_, false))
            events.append(":\n\n");
        else if (!error)
            gone_ = !is_still_there();
    }
    events.attach({});
    events.end();
    *self = nullptr;
}

// Whatever a client sends behind its request for a stream ends the stream.
bool Connection::is_still_there() {
    std::array<char, 16> ignored{};
    boost::system::error_code error;
    const auto got = socket_.read_some(asio::buffer(ignored), error);
    return got == 0 && (error == asio::error::would_block || error == asio::error::try_again);
}

void Connection::wake() {
    boost::system::error_code ignored;
    if (state_ == State::streaming) static_cast<void>(socket_.cancel(ignored));
}

// Sends what the socket takes at once. True when that was all, or when the client is gone.
bool Connection::write_now() {
    while (!unwritten_.empty() || !unwritten_body_.empty()) {
        const std::array<asio::const_buffer, 2> pieces = {asio::buffer(unwritten_), asio::buffer(unwritten_body_)};
        boost::system::error_code error;
        std::size_t sent = socket_.write_some(pieces, error);
        if (error == asio::error::would_block || error == asio::error::try_again) return false;
        if (error) {
            gone_ = true;
            return true;
        }
        const std::size_t of_head = std::min(sent, unwritten_.size());
        unwritten_.remove_prefix(of_head);
        unwritten_body_.remove_prefix(sent - of_head);
    }
    return true;
}

awaitable<bool> Connection::write_out() {
    while (!write_now()) {
        auto [error] = co_await socket_.async_wait(Socket::wait_write, as_tuple);
        if (error || expired_) gone_ = true;
        if (gone_) co_return false;
    }
    co_return !gone_;
}

// Closing with unread bytes would reset the connection and take the answer with it.
awaitable<void> Connection::linger() {
    boost::system::error_code error;
    static_cast<void>(socket_.shutdown(Socket::shutdown_send, error));
    if (error) co_return;
    wait_for(State::lingering, limits_.linger_timeout);
    for (std::size_t discarded = 0; discarded < lingering_bytes && !expired_;) {
        begin_ = end_ = 0;
        if (!co_await read_more()) co_return;
        discarded += end_;
    }
}

void Connection::wait_for(State state, std::chrono::milliseconds time) {
    state_ = state;
    deadline_ = std::chrono::steady_clock::now() + time;
    if (loop_.draining()) deadline_ = state == State::idle ? Time::min() : std::min(deadline_, loop_.drain_deadline());
}

void Connection::expire() {
    expired_ = true;
    boost::system::error_code ignored;
    static_cast<void>(socket_.cancel(ignored)); // the coroutine wakes up and sees `expired_`
    deadline_ = Time::max();
}

void Connection::drain(Time last) {
    boost::system::error_code ignored;
    if (state_ == State::idle && socket_.available(ignored) == 0)
        static_cast<void>(socket_.cancel(ignored));
    else if (state_ == State::streaming)
        wake();
    else if (state_ != State::handling)
        deadline_ = std::min(deadline_, last);
}

} // namespace shanhai::api::http

#pragma once

#include "api/http/loop.h"
#include "api/http/request_parser.h"

#include <chrono>
#include <list>
#include <memory>
#include <optional>
#include <string>

namespace shanhai::api::http {

// One client: reads its requests one after another, however they are cut into packets, and answers them in order.
// Lives in its own coroutine; everything happens on the thread of its loop.
class Connection {
public:
    Connection(Loop& loop, Socket socket);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    awaitable<void> run();

    // For the loop.
    using Time = std::chrono::steady_clock::time_point;
    Time deadline() const { return deadline_; }
    void expire();                          // the deadline has passed
    void drain(Time last);                  // the server stops: end now when idle, and by `last` in any case
    std::list<Connection*>::iterator place; // in the loop's list

private:
    // What the client is waited for. `handling` has no deadline: the kernel always answers.
    enum class State { idle, head, body, handling, writing, streaming, lingering };

    void begin_request();
    awaitable<std::optional<Response>> read_request(); // an answer: the request is refused, or `gone_`
    awaitable<std::optional<Response>> read_body();
    awaitable<bool> read_more();
    std::optional<Problem> take();
    std::optional<Response> refusal(const Problem& problem);
    std::optional<Response> ended();
    awaitable<bool> answer(Response& response);
    awaitable<bool> send_file(const FileBody& file);
    awaitable<void> send_events(EventStream& events);
    bool is_still_there();
    void wake();
    bool write_now();
    awaitable<bool> write_out();
    awaitable<void> linger();
    void wait_for(State state, std::chrono::milliseconds time);

    Loop& loop_;
    Socket socket_;
    const Limits& limits_;
    std::string address_; // the client's

    Request request_;
    std::optional<RequestParser> parser_;
    std::unique_ptr<char[]> input_;
    std::size_t input_size_ = 0;
    std::size_t begin_ = 0, end_ = 0; // unread part of the input

    std::string output_; // the head and small bodies
    std::string_view unwritten_, unwritten_body_;

    State state_ = State::idle;
    Time deadline_{};
    bool expired_ = false;
    bool gone_ = false; // nothing more can be said to this client
    bool first_ = true;
};

} // namespace shanhai::api::http

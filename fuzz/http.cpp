// Bytes as a client may send them, through the parser, the routes and the answer's head.
// The parser must read the same requests however the bytes are cut; a refusal may come later, but not be another request.
#include "api/http/request_parser.h"
#include "api/routes/api.h"
#include "api/routes/fake_kernel.h"
#include "base/check.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <spdlog/spdlog.h>

#include <cstddef>
#include <cstdint>

namespace {

using namespace shanhai;
using namespace shanhai::api;

// What a connection would understand: each whole request, then perhaps a refusal.
struct Understood {
    std::vector<std::string> requests;
    bool refused = false;
};

std::string shown(const http::Request& request) {
    return std::string(http::name_of(request.method)) + ' ' + request.target + '\n' +
           std::string(request.field("Content-Type")) + '\n' + request.body;
}

template <class Visit>
Understood read(std::string_view bytes, std::size_t step, Visit visit) {
    static const http::Limits limits{.body_bytes = 1 << 16};
    Understood understood;
    std::size_t begin = 0, end = 0;
    while (understood.requests.size() < 8) {
        http::Request request;
        http::RequestParser parser(request, limits);
        while (!parser.done()) {
            if (begin < end) {
                const auto taken = parser.take(bytes.substr(begin, end - begin));
                if (!taken) {
                    understood.refused = true;
                    return understood;
                }
                begin += taken->used;
                if (parser.done() || (parser.head_done() && begin < end && !taken->more)) continue;
            }
            if (end == bytes.size()) return understood;
            end = std::min(bytes.size(), end + step);
        }
        visit(request);
        understood.requests.push_back(shown(request));
    }
    return understood;
}

class Server {
public:
    Server() : api_(kernel_, {.version = "fuzz", .background_threads = 1}) {
        spdlog::set_level(spdlog::level::off);
        kernel_.answers_at_once = true;
    }

    void answer(http::Request& request) {
        // A request may have ended the session of the one before.
        if (!kernel_.accounts().caller(token_, {})) token_ = kernel_.log_in().token;
        request.add_field("Authorization", "Bearer " + token_);
        std::optional<http::Response> response = api_.admit(request);
        if (!response) response = handled(request);
        std::string head;
        http::write_head(head, *response, request.version, true, "now");
        // No text from the request may begin a field of its own: the head ends where it says, and nowhere before.
        check_or_abort(head.find("\r\n\r\n") == head.size() - 4, "an answer's head ends early");
        check_or_abort(response->status >= 200 && response->status < 600, "an answer has no proper status");
        check_or_abort(response->status != 500, "a request made the program fail");
    }

private:
    std::optional<http::Response> handled(http::Request& request) {
        boost::asio::io_context context;
        const auto work = boost::asio::make_work_guard(context);
        std::optional<http::Response> response;
        boost::asio::co_spawn(context, api_.handle(request),
                              [&](const std::exception_ptr& failure, http::Response made) {
                                  if (failure) std::rethrow_exception(failure);
                                  response = std::move(made);
                              });
        while (!response) context.run_one();
        return response;
    }

    FakeKernel kernel_;
    std::string token_;
    Api api_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Server& server = *new Server; // never destroyed: OpenSSL is gone before static objects are
    if (size < 1) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    const Understood whole = read(bytes, bytes.size() + 1, [](http::Request& request) { server.answer(request); });
    const Understood cut = read(bytes, data[0] % 32 + 1, [](http::Request&) {});
    check_or_abort(whole.requests == cut.requests || (whole.refused && cut.requests.size() == whole.requests.size()),
                   "cut bytes are another request");
    check_or_abort(!cut.refused || whole.refused, "cut bytes are refused, whole ones are not");
    return 0;
}

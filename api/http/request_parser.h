#pragma once

#include "api/http/limits.h"
#include "api/http/request.h"
#include "base/result.h"

#include <boost/beast/http/basic_parser.hpp>

#include <optional>

namespace shanhai::api::http {

// Reads one request from bytes that someone else fetched. Beast's parser does the grammar; what it is lenient about,
// and two servers in a row could therefore understand differently, is refused here: folded fields, a Content-Length
// that is not plain digits or comes twice, any Transfer-Encoding but "chunked", an unclear Host.
//
// Codes: http.malformed (args: what), http.head_too_large, http.target_too_long, http.body_too_large (limit),
// http.unsupported_coding, http.version, http.expectation.
class RequestParser final : private boost::beast::http::basic_parser<true> {
public:
    RequestParser(Request& request, const Limits& limits);

    struct Step {
        std::size_t used = 0; // bytes that may be dropped
        bool more = false;    // nothing further can be done without more bytes
    };
    // Takes what it can of `bytes`, up to the end of the head or of the request. Not to be called again after a refusal.
    Result<Step> take(std::string_view bytes);

    bool started() const { return got_some(); }
    bool head_done() const { return is_header_done(); }
    bool done() const { return is_done(); }
    // Announced size of the body; nothing when it comes in chunks.
    std::optional<std::uint64_t> announced() const;
    // Call after head_done(), before the body is taken. "http.body_too_large" when more was announced.
    Done limit_body(std::size_t bytes);

private:
    using error_code = boost::beast::error_code;
    using string_view = boost::beast::string_view;

    void on_request_impl(boost::beast::http::verb, string_view method, string_view target, int version,
                         error_code&) override;
    void on_response_impl(int, string_view, int, error_code&) override {}
    void on_field_impl(boost::beast::http::field, string_view name, string_view value, error_code&) override;
    void on_header_impl(error_code&) override;
    void on_body_init_impl(boost::optional<std::uint64_t> const&, error_code&) override {}
    std::size_t on_body_impl(string_view body, error_code&) override;
    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t remain, string_view body, error_code&) override;
    void on_finish_impl(error_code&) override {}

    void check_field(boost::beast::http::field field, string_view name, string_view value, error_code& error);
    bool is_folded(string_view name, string_view value) const;
    void refuse_with(error_code& error, std::string code, std::string what = {});
    Problem problem_of(const error_code& error) const;

    Request& request_;
    const Limits& limits_;
    std::optional<Problem> refusal_; // set in a callback
    std::string_view window_;        // the bytes being taken
    std::size_t head_bytes_ = 0;     // taken in earlier calls
    std::size_t body_limit_bytes_ = 0;
    int hosts_ = 0;
    int lengths_ = 0;
    bool in_trailer_ = false;
};

} // namespace shanhai::api::http

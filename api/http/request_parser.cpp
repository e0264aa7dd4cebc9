#include "api/http/request_parser.h"

#include "base/text.h"

#include <boost/beast/http/error.hpp>

#include <algorithm>
#include <functional>

namespace shanhai::api::http {

namespace beast_http = boost::beast::http;

namespace {

std::string_view std_view(boost::beast::string_view text) { return {text.data(), text.size()}; }

// Whatever is left of a chunked body is at least as long. Beast's parser takes it for granted that it is given so much.
constexpr std::string_view shortest_end_of_chunks = "0\r\n\r\n";

Method method_of(std::string_view name) {
    if (name == "GET") return Method::get;
    if (name == "POST") return Method::post;
    if (name == "PATCH") return Method::patch;
    if (name == "HEAD") return Method::head;
    if (name == "PUT") return Method::put;
    if (name == "DELETE") return Method::delete_;
    if (name == "OPTIONS") return Method::options;
    return Method::other;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) { return lower_ascii(a) == lower_ascii(b); }

// "GET http://host/path" is how proxies ask; the rest of the program only knows paths.
std::string_view without_authority(std::string_view target) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!target.starts_with(scheme)) continue;
        const auto slash = target.find('/', scheme.size());
        return slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
    }
    return target;
}

// The parts of a Host: a name or address and perhaps a port; nothing that could pass for a path or a second host.
bool is_host(std::string_view host) {
    return std::ranges::all_of(host, [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view(".-_:[]").find(c) != std::string_view::npos;
    });
}

} // namespace

RequestParser::RequestParser(Request& request, const Limits& limits) : request_(request), limits_(limits) {
    header_limit(static_cast<std::uint32_t>(limits.head_bytes));
    body_limit(limits.body_bytes);
    body_limit_bytes_ = limits.body_bytes;
    eager(false);
}

Result<RequestParser::Step> RequestParser::take(std::string_view bytes) {
    Step step;
    window_ = bytes;
    while (!is_done()) {
        const bool in_head = !is_header_done();
        if (!in_head && chunked() && bytes.size() - step.used < shortest_end_of_chunks.size()) {
            step.more = true;
            return step;
        }
        error_code error;
        const std::size_t used = put(boost::asio::buffer(bytes.substr(step.used)), error);
        step.used += used;
        if (in_head) head_bytes_ += used;
        if (in_head && head_bytes_ > limits_.head_bytes) return refuse("http.head_too_large");
        if (error == beast_http::error::need_more) {
            if (in_head && head_bytes_ + bytes.size() - step.used >= limits_.head_bytes)
                return refuse("http.head_too_large");
            step.more = true;
            return step;
        }
        if (error) return std::unexpected(problem_of(error));
        if (in_head && is_header_done()) return step;
        if (step.used == bytes.size() && !is_done()) {
            step.more = true;
            return step;
        }
    }
    return step;
}

std::optional<std::uint64_t> RequestParser::announced() const {
    if (chunked()) return std::nullopt;
    return content_length().value_or(0);
}

Done RequestParser::limit_body(std::size_t bytes) {
    body_limit_bytes_ = std::min(bytes, limits_.body_bytes);
    body_limit(body_limit_bytes_);
    if (announced().value_or(0) > body_limit_bytes_)
        return refuse("http.body_too_large", {}, {{"limit", std::to_string(body_limit_bytes_)}});
    return {};
}

void RequestParser::refuse_with(error_code& error, std::string code, std::string what) {
    refusal_ =
        Problem{.code = std::move(code), .field = {}, .args = {{"what", std::move(what)}}, .says = {}, .also = {}};
    error = beast_http::error::bad_value;
}

void RequestParser::on_request_impl(beast_http::verb, string_view method, string_view target, int version,
                                    error_code& error) {
    request_.method = method_of(std_view(method));
    request_.version = version;
    if (target.size() > limits_.target_bytes) return refuse_with(error, "http.target_too_long");
    request_.target = without_authority(std_view(target));
    if (request_.target[0] != '/' && !(request_.target == "*" && request_.method == Method::options))
        refuse_with(error, "http.malformed", "request target");
}

void RequestParser::on_field_impl(beast_http::field field, string_view name, string_view value, error_code& error) {
    check_field(field, name, value, error);
    if (error || in_trailer_) return; // a trailer's fields come too late to mean anything
    if (request_.fields() >= limits_.fields) return refuse_with(error, "http.head_too_large");
    request_.add_field(std_view(name), std_view(value));
}

void RequestParser::check_field(beast_http::field field, string_view name, string_view value, error_code& error) {
    if (is_folded(name, value)) return refuse_with(error, "http.malformed", "folded field");

    if (field == beast_http::field::content_length) {
        const bool digits =
            !value.empty() && std::ranges::all_of(std_view(value), [](char c) { return c >= '0' && c <= '9'; });
        if (!digits || ++lengths_ > 1 || in_trailer_) refuse_with(error, "http.malformed", "Content-Length");
    } else if (field == beast_http::field::transfer_encoding) {
        if (request_.version == 10 || in_trailer_) return refuse_with(error, "http.malformed", "Transfer-Encoding");
        if (!equals_ignoring_case(std_view(value), "chunked")) refuse_with(error, "http.unsupported_coding");
    } else if (field == beast_http::field::host) {
        if (++hosts_ > 1 || !is_host(std_view(value))) refuse_with(error, "http.malformed", "Host");
    } else if (field == beast_http::field::expect && request_.version == 11) {
        if (!equals_ignoring_case(std_view(value), "100-continue")) return refuse_with(error, "http.expectation");
        request_.expects_continue = true;
    }
}

// Beast joins the lines of a folded value in a buffer of its own, or skips an empty first line.
bool RequestParser::is_folded(string_view name, string_view value) const {
    const std::less<const char*> before; // a total order also over unrelated pointers
    if (before(value.data(), window_.data()) || before(window_.data() + window_.size(), value.data())) return true;
    return std::find(name.data() + name.size(), value.data(), '\r') != value.data();
}

void RequestParser::on_header_impl(error_code& error) {
    in_trailer_ = true; // whatever fields follow
    request_.keep_alive = keep_alive();
    if (request_.version == 11 && hosts_ != 1) refuse_with(error, "http.malformed", "Host");
}

std::size_t RequestParser::on_body_impl(string_view body, error_code&) {
    request_.body.append(body.data(), body.size());
    return body.size();
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, string_view body, error_code&) {
    request_.body.append(body.data(), body.size());
    return body.size();
}

Problem RequestParser::problem_of(const error_code& error) const {
    if (refusal_) return *refusal_;
    const auto problem = [](std::string code, std::string name = {}, std::string value = {}) {
        Problem made{.code = std::move(code), .field = {}, .args = {}, .says = {}, .also = {}};
        if (!name.empty()) made.args.emplace_back(std::move(name), std::move(value));
        return made;
    };
    if (error == beast_http::error::header_limit) return problem("http.head_too_large");
    if (error == beast_http::error::body_limit)
        return problem("http.body_too_large", "limit", std::to_string(body_limit_bytes_));
    if (error == beast_http::error::bad_version) return problem("http.version");
    return problem("http.malformed", "what", error.message());
}

} // namespace shanhai::api::http

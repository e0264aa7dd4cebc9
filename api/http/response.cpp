#include "api/http/response.h"

#include <charconv>

namespace shanhai::api::http {

Response& Response::add(std::string_view name, std::string_view value) {
    fields.append(name).append(": ");
    for (const char c : value) fields.push_back(static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c);
    fields.append("\r\n");
    return *this;
}

std::string_view reason_of(int status) {
    switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    case 505: return "HTTP Version Not Supported";
    default: return "Unknown";
    }
}

namespace {

void append_number(std::string& out, std::size_t number) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

} // namespace

void write_head(std::string& out, const Response& response, int version, bool keep_alive, std::string_view date) {
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::size_t>(response.status));
    out.append(" ").append(reason_of(response.status)).append("\r\nDate: ").append(date).append("\r\n");
    const bool bodiless = response.status == 204 || response.status == 304;
    if (!bodiless) {
        if (!response.content_type.empty()) out.append("Content-Type: ").append(response.content_type).append("\r\n");
        if (!response.events) { // what goes on has no length: the connection's end is its end
            out.append("Content-Length: ");
            append_number(out, response.content_bytes());
            out.append("\r\n");
        }
    }
    if (!keep_alive)
        out.append("Connection: close\r\n");
    else if (version == 10)
        out.append("Connection: keep-alive\r\n");
    out.append(response.lasting_fields).append(response.fields).append("\r\n");
}

} // namespace shanhai::api::http

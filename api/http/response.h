#pragma once

#include "api/http/event_stream.h"
#include "api/http/file_body.h"

#include <memory>
#include <string>
#include <string_view>

namespace shanhai::api::http {

struct Response {
    int status = 200;
    std::string_view content_type = "application/json"; // lives as long as the program; empty: no body of its own
    std::string body;
    std::string_view lasting_body; // bytes that live as long as the program, sent instead of `body` when not empty
    std::shared_ptr<const FileBody> file; // sent instead of either; shared, because answers are copied
    std::shared_ptr<EventStream> events;  // goes on after the head until either side ends it; no other body
    std::string_view lasting_fields;      // field lines that live as long as the program, each ended by CRLF
    std::string fields;                   // further field lines
    bool close = false;                   // end the connection after it

    // Control characters in `value` become spaces: text from a record must not start a field of its own.
    Response& add(std::string_view name, std::string_view value);
    std::string_view content() const { return lasting_body.empty() ? std::string_view(body) : lasting_body; }
    std::size_t content_bytes() const { return file ? static_cast<std::size_t>(file->size()) : content().size(); }
};

std::string_view reason_of(int status);

// Appends the head: status line, fields, empty line. `date` is the Date field's value.
void write_head(std::string& out, const Response& response, int version, bool keep_alive, std::string_view date);

} // namespace shanhai::api::http

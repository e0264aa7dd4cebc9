#pragma once

#include "api/http/uri.h"
#include "api/routing/route.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text_json.h"

#include <optional>
#include <string>
#include <string_view>

// What all routes do with requests and answers.
namespace shanhai::api {

http::Response json_answer(const json::value& body, int status = 200);
http::Response text_answer(std::string body, std::string_view content_type = "text/plain; charset=utf-8",
                           int status = 200);

http::Response no_content(); // 204

// A record as the kernel shows it, and its version as an entity tag (RFC 9110), which is empty when it has none.
http::Response record_answer(const json::object& record, int status = 200);
std::string etag_of(const json::object& record);

// RFC 6266: a plain name for old programs, the real one in UTF-8 behind it.
std::string disposition(bool inline_view, const std::string& name);

// The body as a JSON object; an empty body is an empty object. "json.…".
Result<json::object> object_in(const http::Request& request);
// A member that must be a text. "record.field_required", "record.wrong_kind".
Result<std::string> text_in(const json::object& object, std::string_view name);

// The version that a change is meant for, as `If-Match` says it: "4790", W/"4790"; nothing for * or without one.
// "record.bad_version".
Result<std::optional<std::int64_t>> version_in(const http::Request& request);

// `?as_of=`; a plus sign that the query turned into a space is put back.
Result<std::optional<Moment>> moment_in(const http::Query& query, std::string_view name);
// `?limit=`. "list.bad_limit" outside of 1 … most.
Result<std::size_t> limit_in(const http::Query& query, std::size_t usual, std::size_t most);

using shanhai::as_json; // of texts, beside the one below
json::object as_json(const std::vector<std::pair<std::string, std::string>>& pairs);
json::value or_null(const std::string& text); // null for an empty text

} // namespace shanhai::api

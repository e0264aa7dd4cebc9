#include "api/routes/answers.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace shanhai::api {

namespace {

constexpr JsonLimits request_limits{.bytes = 1 << 20, .depth = 64};

// An answer about records is nobody else's and may have changed a second later.
constexpr std::string_view api_fields = "Cache-Control: no-store\r\n"
                                        "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
                                        "Referrer-Policy: no-referrer\r\n"
                                        "X-Content-Type-Options: nosniff\r\n";

} // namespace

http::Response json_answer(const json::value& body, int status) {
    http::Response response;
    response.status = status;
    response.body = json::serialize(body);
    response.lasting_fields = api_fields;
    return response;
}

std::string etag_of(const json::object& record) {
    const json::value* version = record.if_contains("version");
    return version != nullptr && version->is_string() ? "\"" + std::string(version->get_string()) + "\""
                                                      : std::string();
}

http::Response record_answer(const json::object& record, int status) {
    http::Response response = json_answer(record, status);
    if (const std::string etag = etag_of(record); !etag.empty()) response.add("ETag", etag);
    return response;
}

http::Response text_answer(std::string body, std::string_view content_type, int status) {
    http::Response response;
    response.status = status;
    response.content_type = content_type;
    response.body = std::move(body);
    response.lasting_fields = api_fields;
    return response;
}

http::Response no_content() {
    http::Response response;
    response.status = 204;
    return response;
}

Result<json::object> object_in(const http::Request& request) {
    if (request.body.empty()) return json::object{};
    json::value value = TRY(parse_json(request.body, request_limits));
    if (!value.is_object()) return refuse("json.not_an_object");
    return std::move(value.get_object());
}

Result<std::string> text_in(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    const std::string pointer = "/" + std::string(name);
    if (!value || value->is_null()) return refuse("record.field_required", pointer);
    if (!value->is_string()) return refuse("record.wrong_kind", pointer, {{"kind", "text"}});
    return std::string(value->get_string());
}

Result<std::optional<Moment>> moment_in(const http::Query& query, std::string_view name) {
    const std::string* given = query.find(name);
    if (!given || given->empty()) return std::nullopt;
    std::string text = *given;
    std::ranges::replace(text, ' ', '+');
    return TRY(Moment::parse(text));
}

Result<std::optional<std::int64_t>> version_in(const http::Request& request) {
    std::string_view text = trim(request.field("If-Match"));
    if (text.empty() || text == "*") return std::nullopt;
    if (text.starts_with("W/")) text.remove_prefix(2);
    if (text.size() >= 2 && text.starts_with('"') && text.ends_with('"')) text = text.substr(1, text.size() - 2);
    std::int64_t version = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (error != std::errc{} || end != text.data() + text.size()) return refuse("record.bad_version");
    return version;
}

Result<std::size_t> limit_in(const http::Query& query, std::size_t usual, std::size_t most) {
    const auto given = TRY(query.number("limit"));
    if (!given) return usual;
    if (*given < 1 || *given > most) return refuse("list.bad_limit", {}, {{"most", std::to_string(most)}});
    return static_cast<std::size_t>(*given);
}

json::object as_json(const std::vector<std::pair<std::string, std::string>>& pairs) {
    json::object object;
    object.reserve(pairs.size());
    for (const auto& [name, value] : pairs) object.emplace(name, value);
    return object;
}

json::value or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

std::string disposition(bool inline_view, const std::string& name) {
    std::string plain;
    for (const char c : name)
        plain.push_back(
            static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) > 0x7e || c == '"' || c == '\\' ? '_'
                                                                                                                  : c);
    return std::string(inline_view ? "inline" : "attachment") + "; filename=\"" + plain + "\"; filename*=UTF-8''" +
           percent_encoded(name);
}

} // namespace shanhai::api

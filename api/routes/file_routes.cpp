#include "api/routes/answers.h"
#include "api/routes/context.h"
#include "base/text.h"
#include "kernel/documents/file_content.h"

#include <algorithm>
#include <array>

namespace shanhai::api {

namespace {

constexpr auto largest_file_bytes = static_cast<std::size_t>(kernel::largest_file_bytes);
constexpr std::size_t longest_name = 200;

// What a browser may show in our own pages; everything else is downloaded. No type here can carry a script: an uploaded
// SVG or HTML file would otherwise act with the session of whoever opens it.
constexpr std::array<std::string_view, 7> shown_inline = {"application/pdf", "image/png", "image/jpeg", "image/gif",
                                                          "image/webp",      "image/bmp", "text/plain"};

constexpr std::string_view file_fields = "Cache-Control: private, max-age=31536000, immutable\r\n"
                                         "Referrer-Policy: no-referrer\r\n"
                                         "X-Content-Type-Options: nosniff\r\n"
                                         "Cross-Origin-Resource-Policy: same-origin\r\n";
constexpr std::string_view sandbox = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; "
                                     "frame-ancestors 'self'; sandbox";
// A browser's own PDF viewer does not run in a sandbox; it has no access to the page that frames it either.
constexpr std::string_view for_pdf = "default-src 'none'; object-src 'self'; img-src 'self' data:; "
                                     "style-src 'unsafe-inline'; frame-ancestors 'self'";

// The name without folders and control characters; nothing when none is left.
Result<std::string> name_in(const http::Request& request) {
    const http::Query query = TRY(http::Query::parse(request.query()));
    const std::string given = query.text("name");
    std::string name(trim(given));
    if (name.empty() || code_points(name) > longest_name || name == "." || name == ".." ||
        name.find_first_of("/\\") != std::string::npos)
        return refuse("file.bad_name");
    return name;
}

json::object shown(const kernel::FileStored& file) {
    json::object object{
        {"sha256", file.sha256}, {"name", file.name}, {"size", file.size}, {"media_type", file.media_type}};
    object["thumbnail"] = file.has_thumbnail;
    object["removed"] = json::array(file.removed.begin(), file.removed.end());
    if (!file.scan.empty()) object["scan"] = file.scan;
    return object;
}

bool is_digest(std::string_view text) {
    return text.size() == 64 &&
           std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

// Texts say in what they are written: a table that Excel saved in Chinese is GB 18030.
std::string_view type_of_text(std::string_view bytes) {
    const auto charset = kernel::charset_of(bytes);
    if (charset == "gb18030") return "text/plain; charset=gb18030";
    return charset == "utf-16" ? "text/plain; charset=utf-16" : "text/plain; charset=utf-8";
}

Answer store_file(Context& context, Call& call) {
    kernel::Upload upload{TRY(name_in(call.request)), {}, {}};
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    if (const auto* type = query.find("type")) upload.type = *type;
    if (const auto* field = query.find("field")) upload.field = *field;
    if (call.request.body.empty()) return refuse("file.empty");
    const auto stored = TRY(context.kernel.store_file(call.who(), upload, call.request.body));
    http::Response response = json_answer(shown(stored), 201);
    response.add("Location", "/api/v1/files/" + stored.sha256);
    return response;
}

Answer load_file(Context& context, Call& call) {
    const std::string& sha256 = call.part(0);
    if (!is_digest(sha256)) return refuse("file.unknown");
    const std::string etag = "\"" + sha256 + "\"";
    auto [file, bytes] = TRY(context.kernel.load_file(call.who(), sha256));
    const http::Query query = TRY(http::Query::parse(call.request.query()));
    const std::string* asked = query.find("name");
    const auto type = std::ranges::find(shown_inline, file.media_type);
    const bool inline_view = type != shown_inline.end() && !query.is_set("download");

    http::Response response;
    response.lasting_fields = file_fields;
    response.content_type = type == shown_inline.end() ? "application/octet-stream"
                            : *type == "text/plain"    ? type_of_text(bytes)
                                                       : *type;
    response.add("ETag", etag);
    response.add("Content-Disposition", disposition(inline_view, asked && !asked->empty() ? *asked : file.name));
    response.add("Content-Security-Policy", file.media_type == "application/pdf" ? for_pdf : sandbox);
    if (call.request.field("If-None-Match") == etag)
        response.status = 304;
    else
        response.body = std::move(bytes);
    return response;
}

Answer load_thumbnail(Context& context, Call& call) {
    const std::string& sha256 = call.part(0);
    if (!is_digest(sha256)) return refuse("file.unknown");
    http::Response response;
    response.body = TRY(context.kernel.load_thumbnail(call.who(), sha256));
    response.lasting_fields = file_fields;
    response.content_type = "image/jpeg";
    response.add("Content-Disposition", "inline");
    response.add("Content-Security-Policy", sandbox);
    return response;
}

} // namespace

void add_file_routes(Router& router, Context& context) {
    router.add(
        {.method = http::Method::post,
         .path = "/api/v1/files",
         .name = "upload_file",
         .summary =
             "Keeps a file, which records can then refer to. With the cookie, send the session's csrf in X-Shanhai.",
         .body = Body::bytes,
         .parameters = {{.name = "name", .about = "The file's name, without folders. Its ending must not lie."},
                        {.name = "type", .about = "The record type that it is for."},
                        {.name = "field", .about = "The field that it is for: what that does not accept is refused."}},
         .replies = {{201, "What to put into a record's file field.", "File"}},
         .handler = Slow{[&context](Call& call) { return store_file(context, call); }},
         .body_limit = largest_file_bytes});
    router.add({.method = http::Method::get,
                .path = "/api/v1/files/{sha256}",
                .name = "get_file",
                .summary = "The bytes of a file.",
                .parameters = {{.in = Parameter::In::path, .name = "sha256", .about = "The digest of its content."},
                               {.name = "name", .about = "The name it is saved under."},
                               {.name = "download", .about = "1: never shown in the browser."}},
                .replies = {{200, "The bytes.", "", "application/octet-stream"}},
                .handler = Slow{[&context](Call& call) { return load_file(context, call); }}});
    router.add({.method = http::Method::get,
                .path = "/api/v1/files/{sha256}/thumbnail",
                .name = "get_thumbnail",
                .summary = "A small picture of an image, at most 320 pixels a side.",
                .parameters = {{.in = Parameter::In::path, .name = "sha256", .about = "The digest of the image."}},
                .replies = {{200, "A JPEG.", "", "image/jpeg"}},
                .handler = Slow{[&context](Call& call) { return load_thumbnail(context, call); }}});
}

} // namespace shanhai::api

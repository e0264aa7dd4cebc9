#include "api/pages/static_pages.h"

#include "api/http/uri.h"
#include "api/pages/gzip.h"
#include "assets/assets.h"
#include "base/hash.h"

#include <algorithm>
#include <array>

namespace shanhai::api {

namespace {

constexpr std::size_t worth_compressing_bytes = 1024;

#define SHANHAI_PAGE_FIELDS                                                                                            \
    "Content-Security-Policy: default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "      \
    "object-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'\r\n"                               \
    "Referrer-Policy: same-origin\r\n"                                                                                 \
    "X-Content-Type-Options: nosniff\r\n"                                                                              \
    "Cross-Origin-Opener-Policy: same-origin\r\n"
// Names under assets/ carry a hash of their content: what is there never changes.
constexpr std::string_view hashed_fields = SHANHAI_PAGE_FIELDS "Cache-Control: public, max-age=31536000, immutable\r\n";
constexpr std::string_view page_fields = SHANHAI_PAGE_FIELDS "Cache-Control: no-cache\r\n";
#undef SHANHAI_PAGE_FIELDS

constexpr std::string_view no_pages =
    "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>山海 Shanhai</title>"
    "<p>这个程序里没有网页，只有接口：<a href=\"/api/v1/openapi.json\">/api/v1/openapi.json</a>。"
    "<p>This program was built without its pages; the interface is there.</html>\n";

constexpr std::string_view any_bytes = "application/octet-stream";

std::string_view type_of(std::string_view path) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> types = {{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".geojson", "application/geo+json"},
        {".webmanifest", "application/manifest+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".jpg", "image/jpeg"},
        {".ico", "image/x-icon"},
        {".webp", "image/webp"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain; charset=utf-8"},
        {".map", "application/json"},
        {".xml", "application/xml"},
    }};
    for (const auto& [ending, type] : types)
        if (path.ends_with(ending)) return type;
    return any_bytes;
}

bool shrinks(std::string_view content_type) {
    return content_type.starts_with("text/") || content_type.starts_with("application/json") ||
           content_type.ends_with("+json") || content_type.ends_with("xml");
}

// "/project/12" and "/figures/funds.paid" are addresses of the pages, "/missing.js" a file that is not there.
bool is_page_address(std::string_view path) { return type_of(path) == any_bytes && !path.starts_with("/assets/"); }

} // namespace

LastingText::LastingText(std::string_view bytes, std::string_view content_type, std::string_view fields)
    : bytes_(bytes), content_type_(content_type), fields_(fields),
      compressible_(shrinks(content_type) && bytes.size() >= worth_compressing_bytes) {}

void LastingText::prepare() const {
    etag_ = hex(sha256(bytes_)).substr(0, 20);
    if (compressible_) packed_ = gzipped(bytes_);
}

http::Response LastingText::answer(const http::Request& request) const {
    std::call_once(once_, [this] { prepare(); });
    const bool packed = compressible_ && accepts_gzip(request.field("Accept-Encoding"));
    const std::string etag = "\"" + etag_ + (packed ? "-gz\"" : "\"");
    http::Response response;
    response.content_type = content_type_;
    response.lasting_fields = fields_;
    response.add("ETag", etag);
    if (compressible_) response.add("Vary", "Accept-Encoding");
    if (request.field("If-None-Match") == etag) {
        response.status = 304;
        return response;
    }
    if (packed) response.add("Content-Encoding", "gzip");
    response.lasting_body = packed ? std::string_view(packed_) : bytes_;
    return response;
}

StaticPages::StaticPages() {
    for (const assets::Asset& asset : assets::all()) {
        if (!asset.path.starts_with("web/")) continue;
        const std::string_view path = asset.path.substr(3);
        const auto fields = path.starts_with("/assets/") ? hashed_fields : page_fields;
        pages_.emplace(path, std::make_unique<LastingText>(asset.bytes, type_of(path), fields));
    }
    if (!pages_.contains("/index.html"))
        pages_.emplace("/index.html", std::make_unique<LastingText>(no_pages, type_of(".html"), page_fields));
}

std::optional<http::Response> StaticPages::find(const http::Request& request) const {
    const auto path = http::percent_decoded(request.path());
    if (!path) return std::nullopt;
    auto page = pages_.find(*path);
    if (page == pages_.end() && is_page_address(*path)) page = pages_.find("/index.html");
    if (page == pages_.end()) return std::nullopt;
    return page->second->answer(request);
}

} // namespace shanhai::api

#pragma once

#include "api/http/request.h"
#include "api/http/response.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace shanhai::api {

// A text that is sent often and never changes: compressed and named once, on first use.
class LastingText {
public:
    LastingText(std::string_view bytes, std::string_view content_type, std::string_view fields);

    // 200, or 304 when the client knows it already. `bytes` and the object outlive the response.
    http::Response answer(const http::Request& request) const;

private:
    void prepare() const;

    std::string_view bytes_, content_type_, fields_;
    bool compressible_;
    mutable std::once_flag once_;
    mutable std::string packed_, etag_;
};

// The pages inside the program (assets under web/). A path without a file and without an extension is one of the pages'
// own addresses, and index.html answers for it.
class StaticPages {
public:
    StaticPages();
    // Nothing when there is no such file.
    std::optional<http::Response> find(const http::Request& request) const;

private:
    std::map<std::string, std::unique_ptr<LastingText>, std::less<>> pages_; // by path: "/assets/index-1f3a.js"
};

} // namespace shanhai::api

#pragma once

#include "api/http/awaitable.h"
#include "api/http/request.h"
#include "api/http/response.h"
#include "base/result.h"

#include <optional>

namespace shanhai::api::http {

// What a server serves. Called on all of its threads at once.
class Handler {
public:
    virtual ~Handler() = default;

    // Called when the head is complete and before any of the body is kept. An answer here is the whole answer: the body
    // of a request that is refused anyway is never read into memory. Sets `request.body_limit`.
    virtual std::optional<Response> admit(Request& request) = 0;

    // Called with the whole request. `request` outlives the answer.
    virtual awaitable<Response> handle(Request& request) = 0;

    // The answer to a request that the connection itself refuses ("http.malformed", "http.body_too_large" …), of which
    // only a part may have been read.
    virtual Response refuse(const Problem& problem, const Request& request) = 0;
};

} // namespace shanhai::api::http

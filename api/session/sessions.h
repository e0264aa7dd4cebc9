#pragma once

#include "api/http/request.h"
#include "base/result.h"
#include "kernel/kernel.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace shanhai::api {

// Who is asking. The kernel knows; each thread remembers its answers for a moment, because a client asks often.
class Sessions {
public:
    explicit Sessions(kernel::Kernel& kernel);

    // Who the request's session belongs to. "session.required" without one; "session.cross_site" when a request that
    // changes something carries the cookie but nothing that only our own pages can send.
    Result<kernel::Principal> principal_of(const http::Request& request) const;

    // After a session has ended: no thread may go on believing in it.
    void forget() { epoch_.fetch_add(1, std::memory_order_relaxed); }

    // "shanhai_session=…; HttpOnly; …"; an empty token takes the cookie away.
    static std::string cookie(std::string_view token, std::chrono::seconds lasts, bool https_only);
    // From the Authorization field or the cookie; empty when there is none.
    static std::string_view token_of(const http::Request& request);

private:
    std::optional<kernel::Principal> look_up(std::string_view token) const;

    kernel::Kernel& kernel_;
    std::atomic<std::uint64_t> epoch_;
};

} // namespace shanhai::api

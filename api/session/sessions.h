#pragma once

#include "api/http/request.h"
#include "base/result.h"
#include "kernel/access/accounts.h"
#include "kernel/kernel.h"

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

    // Finds out who asks and writes it into the request. "session.required" when nobody does; "session.cross_site" when
    // a request that changes something carries the cookie but not what only our own pages can send.
    Done identify(http::Request& request) const;

    // False for a request that another site's page makes a browser send.
    static bool is_from_our_site(const http::Request& request);

    // "shanhai_session=…; HttpOnly; …"; an empty token takes the cookie away.
    static std::string cookie(std::string_view token, std::chrono::seconds lasts, bool https_only);
    // From the Authorization field or the cookie; empty when there is none.
    static std::string_view token_of(const http::Request& request);
    // The value of a cookie; empty when there is none.
    static std::string_view cookie_named(const http::Request& request, std::string_view name);

private:
    struct Identity {
        kernel::Principal who;
        std::string session, csrf;
        bool restricted = false, rotation_is_due = false;
    };
    struct Remembered;
    std::optional<Identity> look_up(std::string_view token, const std::string& address) const;
    std::optional<Identity> ask_kernel(std::string_view token, const std::string& address) const;

    kernel::Kernel& kernel_;
    std::uint64_t number_; // of this object, so that none takes what another remembered
};

} // namespace shanhai::api

#include "api/session/sessions.h"

#include "base/text.h"

#include <fmt/format.h>

#include <array>
#include <functional>

namespace shanhai::api {

namespace {

constexpr std::string_view cookie_name = "shanhai_session";
constexpr std::chrono::seconds remembered{5};

struct Remembered {
    std::uint64_t epoch = 0, access = 0;
    std::chrono::steady_clock::time_point until;
    std::string token;
    kernel::Principal who;
};
// A few clients a thread; those whose tokens fall on the same place push each other out.
thread_local std::array<Remembered, 128> memory;

// Epochs of different Sessions objects never meet, so that none takes what another remembered.
std::atomic<std::uint64_t> next_epoch{1};

std::string_view cookie_of(std::string_view cookies) {
    for (std::string_view pair : split(cookies, ';')) {
        pair = trim(pair);
        if (pair.starts_with(cookie_name) && pair.substr(cookie_name.size()).starts_with('='))
            return pair.substr(cookie_name.size() + 1);
    }
    return {};
}

std::string_view bearer_of(const http::Request& request) {
    const std::string_view field = request.field("Authorization");
    if (field.size() < 7 || lower_ascii(field.substr(0, 7)) != "bearer ") return {};
    return trim(field.substr(7));
}

bool changes_something(http::Method method) {
    return method != http::Method::get && method != http::Method::head && method != http::Method::options;
}

// Another site's form can send the cookie, but neither this content type nor this field.
bool is_from_our_pages(const http::Request& request) {
    if (request.field("Sec-Fetch-Site") == "cross-site") return false;
    const std::string_view type = request.field("Content-Type");
    return request.field("X-Shanhai") == "1" || lower_ascii(trim(type.substr(0, type.find(';')))) == "application/json";
}

} // namespace

Sessions::Sessions(kernel::Kernel& kernel) : kernel_(kernel), epoch_(next_epoch.fetch_add(std::uint64_t{1} << 32)) {}

std::string_view Sessions::token_of(const http::Request& request) {
    const std::string_view bearer = bearer_of(request);
    return bearer.empty() ? cookie_of(request.field("Cookie")) : bearer;
}

Result<kernel::Principal> Sessions::principal_of(const http::Request& request) const {
    const std::string_view bearer = bearer_of(request);
    const std::string_view token = bearer.empty() ? cookie_of(request.field("Cookie")) : bearer;
    if (token.empty()) return refuse("session.required");
    if (bearer.empty() && changes_something(request.method) && !is_from_our_pages(request))
        return refuse("session.cross_site");
    auto who = look_up(token);
    if (!who) return refuse("session.required");
    return *std::move(who);
}

std::optional<kernel::Principal> Sessions::look_up(std::string_view token) const {
    const auto now = std::chrono::steady_clock::now();
    // Read before asking the kernel: a session that ends meanwhile must not be remembered under the new epoch.
    const std::uint64_t epoch = epoch_.load(std::memory_order_relaxed);
    // Likewise for rights that are given or taken meanwhile.
    const std::uint64_t access = kernel_.access_version();
    Remembered& slot = memory[std::hash<std::string_view>{}(token) % memory.size()];
    if (slot.epoch == epoch && slot.access == access && slot.until > now && slot.token == token) return slot.who;
    auto who = kernel_.session_principal(token);
    if (who)
        slot = {.epoch = epoch, .access = access, .until = now + remembered, .token = std::string(token), .who = *who};
    return who;
}

std::string Sessions::cookie(std::string_view token, std::chrono::seconds lasts, bool https_only) {
    return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", cookie_name, token,
                       token.empty() ? 0 : lasts.count(), https_only ? "; Secure" : "");
}

} // namespace shanhai::api

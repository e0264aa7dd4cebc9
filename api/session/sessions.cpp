#include "api/session/sessions.h"

#include "base/text.h"
#include "kernel/access/random.h"

#include <fmt/format.h>

#include <array>
#include <functional>

namespace shanhai::api {

namespace {

constexpr std::string_view cookie_name = "shanhai_session";
constexpr std::chrono::seconds remembered{5};

std::atomic<std::uint64_t> next_number{1};

std::string_view bearer_of(const http::Request& request) {
    const std::string_view field = request.field("Authorization");
    if (field.size() < 7 || lower_ascii(field.substr(0, 7)) != "bearer ") return {};
    return trim(field.substr(7));
}

bool changes_something(http::Method method) {
    return method != http::Method::get && method != http::Method::head && method != http::Method::options;
}

} // namespace

struct Sessions::Remembered {
    std::uint64_t number = 0, access = 0, accounts = 0;
    std::chrono::steady_clock::time_point until;
    std::string token, address;
    Identity identity;
};

Sessions::Sessions(kernel::Kernel& kernel) : kernel_(kernel), number_(next_number.fetch_add(1)) {}

std::string_view Sessions::cookie_named(const http::Request& request, std::string_view name) {
    for (std::string_view pair : split(request.field("Cookie"), ';')) {
        pair = trim(pair);
        if (pair.starts_with(name) && pair.substr(name.size()).starts_with('=')) return pair.substr(name.size() + 1);
    }
    return {};
}

std::string_view Sessions::token_of(const http::Request& request) {
    const std::string_view bearer = bearer_of(request);
    return bearer.empty() ? cookie_named(request, cookie_name) : bearer;
}

// Browsers say where a request comes from in two fields that pages cannot forge; programs send neither.
bool Sessions::is_from_our_site(const http::Request& request) {
    const std::string_view site = request.field("Sec-Fetch-Site");
    if (!site.empty() && site != "same-origin" && site != "none") return false;
    const std::string_view origin = request.field("Origin");
    if (origin.empty()) return true;
    const auto scheme = origin.find("://");
    return scheme != std::string_view::npos &&
           lower_ascii(origin.substr(scheme + 3)) == lower_ascii(request.field("Host"));
}

Done Sessions::identify(http::Request& request) const {
    const std::string_view token = token_of(request);
    if (token.empty()) return refuse("session.required");
    auto found = look_up(token, request.address);
    if (!found) return refuse("session.required");
    request.who = found->who.from(request.address); // also when that person is refused: the book names them
    if (bearer_of(request).empty()) {
        // The cookie comes along by itself, so it proves nothing: the page must have read the session's csrf as well.
        const bool proven = is_from_our_site(request) && kernel::same_bytes(request.field("X-Shanhai"), found->csrf);
        if (changes_something(request.method) && !proven) return refuse("session.cross_site");
        request.rotation_is_due = found->rotation_is_due;
    }
    request.session = std::move(found->session);
    request.csrf = std::move(found->csrf);
    request.restricted = found->restricted;
    return {};
}

std::optional<Sessions::Identity> Sessions::look_up(std::string_view token, const std::string& address) const {
    // A few clients a thread; those whose tokens fall on the same place push each other out.
    static thread_local std::array<Remembered, 128> memory;
    const auto now = std::chrono::steady_clock::now();
    // Read before asking the kernel: what ends or is taken meanwhile must not be remembered under the new versions.
    const std::uint64_t access = kernel_.access_version(), accounts = kernel_.accounts().version();
    Remembered& slot = memory[std::hash<std::string_view>{}(token) % memory.size()];
    if (slot.number == number_ && slot.access == access && slot.accounts == accounts && slot.until > now &&
        slot.token == token && slot.address == address)
        return slot.identity;
    auto found = ask_kernel(token, address);
    if (found) {
        slot = {.number = number_,
                .access = access,
                .accounts = accounts,
                .until = now + remembered,
                .token = std::string(token),
                .address = address,
                .identity = *found};
    }
    return found;
}

std::optional<Sessions::Identity> Sessions::ask_kernel(std::string_view token, const std::string& address) const {
    const auto caller = kernel_.accounts().caller(token, address);
    if (!caller) return std::nullopt;
    auto who = kernel_.principal(caller->user);
    if (!who) return std::nullopt;
    if (caller->scope) return Identity{.who = who->limited_to(*caller->scope), .session = {}, .csrf = {}};
    return Identity{.who = *std::move(who),
                    .session = caller->session->id,
                    .csrf = caller->session->csrf,
                    .restricted = caller->session->restricted,
                    .rotation_is_due = caller->rotation_is_due};
}

std::string Sessions::cookie(std::string_view token, std::chrono::seconds lasts, bool https_only) {
    return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Strict{}", cookie_name, token,
                       token.empty() ? 0 : lasts.count(), https_only ? "; Secure" : "");
}

} // namespace shanhai::api

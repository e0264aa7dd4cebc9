#include "api/provider/provider.h"

#include "api/provider/id_token.h"
#include "base/text.h"
#include "kernel/access/random.h"

#include <algorithm>
#include <utility>

namespace shanhai::api {

namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t pending_micros = 10 * 60 * second;
constexpr std::int64_t endpoints_kept_micros = 3600 * second;
constexpr std::int64_t keys_kept_micros = 600 * second;
constexpr std::int64_t keys_asked_again_micros = 30 * second; // for a key that is not among those kept
constexpr std::size_t most_pending = 10'000;

std::string member(const json::value& object, std::string_view name) {
    const auto* value = object.is_object() ? object.get_object().if_contains(name) : nullptr;
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::unexpected<Problem> refused(std::string what) {
    return refuse("session.provider_refused", {}, {{"what", std::move(what)}});
}

// A provider that is reached over TLS does not send anybody to where there is none.
bool is_as_safe_as(const std::string& address, const std::string& issuer) {
    return address.starts_with("https://") || (issuer.starts_with("http://") && address.starts_with(issuer));
}

bool only_takes_secret_in_form(const json::value& about) {
    const auto* methods = about.get_object().if_contains("token_endpoint_auth_methods_supported");
    if (!methods || !methods->is_array()) return false;
    const auto& list = methods->get_array();
    return std::ranges::find(list, json::value("client_secret_basic")) == list.end() &&
           std::ranges::find(list, json::value("client_secret_post")) != list.end();
}

} // namespace

Provider::Provider(kernel::ProviderSettings settings, Fetch fetch, Clock clock)
    : settings_(std::move(settings)), fetch_(std::move(fetch)), clock_(std::move(clock)) {}

Result<Provider::Endpoints> Provider::endpoints() {
    const auto now = clock_();
    {
        const std::scoped_lock lock(guard_);
        if (endpoints_ && now.micros - endpoints_read_.micros < endpoints_kept_micros) return *endpoints_;
    }
    auto root = settings_.issuer;
    if (root.ends_with('/')) root.pop_back();
    const auto about = parse_json(TRY(fetch_({.url = root + "/.well-known/openid-configuration"})));
    if (!about || !about->is_object() || member(*about, "issuer") != settings_.issuer)
        return refused("the provider calls itself something else than " + settings_.issuer);
    Endpoints found{.authorization = member(*about, "authorization_endpoint"),
                    .token = member(*about, "token_endpoint"),
                    .keys = member(*about, "jwks_uri"),
                    .secret_in_form = only_takes_secret_in_form(*about)};
    for (const auto& address : {found.authorization, found.token, found.keys})
        if (!is_as_safe_as(address, root)) return refused("an address of the provider is not https");
    const std::scoped_lock lock(guard_);
    endpoints_ = found;
    endpoints_read_ = now;
    return found;
}

Result<json::value> Provider::keys(const Endpoints& at, bool anew) {
    const auto now = clock_();
    {
        const std::scoped_lock lock(guard_);
        const auto age = now.micros - keys_read_.micros;
        if (keys_ && age < (anew ? keys_asked_again_micros : keys_kept_micros)) return *keys_;
    }
    auto fetched = parse_json(TRY(fetch_({.url = at.keys})));
    if (!fetched) return refused("its keys cannot be read");
    const std::scoped_lock lock(guard_);
    keys_ = *fetched;
    keys_read_ = now;
    return *std::move(fetched);
}

Result<Provider::Begun> Provider::begin(std::string next) {
    const auto at = TRY(endpoints());
    const auto now = clock_();
    const auto state = kernel::random_token(), cookie = kernel::random_token();
    Pending pending{.cookie = sha256(cookie),
                    .nonce = kernel::random_token(),
                    .verifier = kernel::random_token(),
                    .next = std::move(next),
                    .until = {now.micros + pending_micros}};
    const auto challenge = to_base64url(bytes_of(sha256(pending.verifier)));
    std::string address = at.authorization + (at.authorization.contains('?') ? "&" : "?") + "response_type=code";
    for (const auto& [name, value] : {std::pair<std::string, std::string>{"client_id", settings_.client_id},
                                      {"redirect_uri", settings_.callback},
                                      {"scope", join(settings_.scopes, " ")},
                                      {"state", state},
                                      {"nonce", pending.nonce},
                                      {"code_challenge", challenge},
                                      {"code_challenge_method", "S256"}})
        address += "&" + name + "=" + percent_encoded(value);
    const std::scoped_lock lock(guard_);
    std::erase_if(pending_, [&](const auto& item) { return item.second.until < now; });
    if (pending_.size() >= most_pending) return refuse("session.provider_busy");
    pending_[sha256(state)] = std::move(pending);
    return Begun{.address = std::move(address), .cookie = cookie};
}

// Taken out whether it fits or not: nobody tries a state twice.
std::optional<Provider::Pending> Provider::take(const Returned& returned) {
    const std::scoped_lock lock(guard_);
    const auto found = pending_.find(sha256(returned.state));
    if (found == pending_.end()) return std::nullopt;
    auto pending = std::move(found->second);
    pending_.erase(found);
    const bool same_browser = kernel::same_bytes(bytes_of(sha256(returned.cookie)), bytes_of(pending.cookie));
    if (!same_browser || pending.until < clock_()) return std::nullopt;
    return pending;
}

Result<std::string> Provider::exchange(const Endpoints& at, const std::string& code, const std::string& verifier) {
    FetchRequest request{.url = at.token, .form = "grant_type=authorization_code", .user = {}, .password = {}};
    const auto add = [&](const std::string& name, const std::string& value) {
        request.form += "&" + name + "=" + percent_encoded(value);
    };
    add("code", code);
    add("redirect_uri", settings_.callback);
    add("code_verifier", verifier);
    if (settings_.client_secret.empty() || at.secret_in_form) {
        add("client_id", settings_.client_id);
        if (!settings_.client_secret.empty()) add("client_secret", settings_.client_secret);
    } else { // RFC 6749 section 2.3.1: both are encoded before they become Basic authentication
        request.user = percent_encoded(settings_.client_id);
        request.password = percent_encoded(settings_.client_secret);
    }
    const auto answer = fetch_(request);
    if (!answer) return refused("it does not take the code");
    const auto tokens = parse_json(*answer);
    auto token = tokens ? member(*tokens, "id_token") : std::string();
    if (token.empty()) return refused("it gave no ID token");
    return token;
}

Result<json::object> Provider::claims_of(const Endpoints& at, const std::string& token, const std::string& nonce) {
    const IdTokenExpectation expected{
        .issuer = settings_.issuer, .client_id = settings_.client_id, .nonce = nonce, .now = clock_()};
    auto claims = verify_id_token(token, TRY(keys(at, false)), expected);
    if (!claims && claims.error().code == "id_token.unknown_key") // providers change their keys now and then
        claims = verify_id_token(token, TRY(keys(at, true)), expected);
    if (claims) return claims;
    auto what = claims.error().code;
    for (const auto& [name, value] : claims.error().args) what.append(" ").append(value);
    return refused(what);
}

Result<Provider::Vouched> Provider::finish(const Returned& returned) {
    auto pending = take(returned);
    if (!pending) return refuse("session.provider_state");
    if (!returned.issuer.empty() && returned.issuer != settings_.issuer) // RFC 9207
        return refused("the answer is another provider's");
    if (returned.code.empty()) return refused("it sent no code");
    const auto at = TRY(endpoints());
    const auto claims = TRY(claims_of(at, TRY(exchange(at, returned.code, pending->verifier)), pending->nonce));
    auto claim = member(claims, settings_.claim);
    if (claim.empty()) return refused("its word has no " + settings_.claim);
    return Vouched{.claim = std::move(claim), .next = std::move(pending->next)};
}

} // namespace shanhai::api

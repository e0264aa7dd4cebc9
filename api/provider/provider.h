#pragma once

#include "api/provider/fetch.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/json.h"
#include "kernel/access/settings.h"

#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace shanhai::api {

// Log-in through the province's provider: the authorization-code flow of OpenID Connect with PKCE (RFC 7636). The provider
// says who somebody is; which user that is, and what that user may do, is decided here. Safe to call from any thread; waits
// for the provider.
class Provider {
public:
    Provider(kernel::ProviderSettings settings, Fetch fetch, Clock clock);

    struct Begun {
        std::string address; // where the browser goes
        std::string cookie;  // ties the answer to this browser
    };
    // `next`: the page to show afterwards. "session.provider_unreachable", "session.provider_busy".
    Result<Begun> begin(std::string next);

    struct Vouched {
        std::string claim; // the value of the claim that names the user
        std::string next;
    };
    // What came back with the browser. Each state is good once and for ten minutes. "session.provider_state" for a state that
    // is unknown, used, too old or another browser's; "session.provider_refused" (args: what) for a word that does not hold.
    struct Returned {
        std::string state, code, issuer, cookie;
    };
    Result<Vouched> finish(const Returned& returned);

    const kernel::ProviderSettings& settings() const { return settings_; }

private:
    struct Pending {
        Hash cookie{};
        std::string nonce, verifier, next;
        Moment until;
    };
    struct Endpoints {
        std::string authorization, token, keys;
        bool secret_in_form = false;
    };
    Result<Endpoints> endpoints();
    Result<json::value> keys(const Endpoints& at, bool anew);
    std::optional<Pending> take(const Returned& returned);
    Result<std::string> exchange(const Endpoints& at, const std::string& code, const std::string& verifier);
    Result<json::object> claims_of(const Endpoints& at, const std::string& token, const std::string& nonce);

    const kernel::ProviderSettings settings_;
    Fetch fetch_;
    Clock clock_;
    std::mutex guard_;
    std::map<Hash, Pending> pending_; // by the hash of the state
    std::optional<Endpoints> endpoints_;
    std::optional<json::value> keys_;
    Moment endpoints_read_, keys_read_;
};

} // namespace shanhai::api

#pragma once

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"

#include <string>
#include <string_view>

// The word of a provider about somebody: a JSON Web Token (RFC 7519) signed with one of its keys (RFC 7515, 7517).
namespace shanhai::api {

struct IdTokenExpectation {
    std::string issuer, client_id, nonce;
    Moment now;
};

// The claims of an ID token whose signature and claims hold (OpenID Connect Core 1.0 section 3.1.3.7).
// RS256 and ES256 only: what the token itself says about its algorithm must fit the key, and "none" fits no key.
// "id_token.malformed", "id_token.algorithm", "id_token.unknown_key" (the keys may have changed: fetch them anew),
// "id_token.signature", "id_token.claim" (args: claim).
Result<json::object> verify_id_token(std::string_view token, const json::value& keys,
                                     const IdTokenExpectation& expected);

} // namespace shanhai::api

#pragma once

#include "base/clock.h"
#include "base/hash.h"
#include "base/json.h"
#include "kernel/access/principal.h"
#include "kernel/access/store_doors.h"

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace shanhai::kernel {

// A key that a user gives to a program: opens what the user may do at that moment and the scope leaves of it.
struct ApiToken {
    std::string id;
    std::string user;
    std::int64_t person = 0; // the user's record: a later user of the same name does not inherit it
    std::string title;
    TokenScope scope;
    Moment created;
    std::optional<Moment> until;
    std::optional<Moment> used;
    std::string address; // where it was last used from
};

json::object shown(const ApiToken& token);

// Stored as SHA-256 hashes, in memory too: a request costs no query.
class ApiTokens {
public:
    ApiTokens(StoreDoors doors, Clock clock) : doors_(std::move(doors)), clock_(std::move(clock)) {}

    void load(Connection& reader);

    // Told by its beginning, so that it is found when somebody publishes it by mistake.
    static bool looks_like_one(std::string_view token) { return token.starts_with("shanhai_"); }

    // The token's text, which nobody can read again. "token.too_many" beyond 50 a user.
    Result<std::string> create(ApiToken& token);

    // Notes its use. `new_address` when it comes from elsewhere than the last time.
    struct Used {
        ApiToken token;
        bool new_address = false;
    };
    std::optional<Used> use(std::string_view token, const std::string& address);

    std::vector<ApiToken> of(const std::string& user);
    // "token.not_found".
    Done revoke(const std::string& user, const std::string& id);

    std::uint64_t version() const { return version_; }

private:
    StoreDoors doors_;
    Clock clock_;
    std::atomic<std::uint64_t> version_ = 1;
    std::mutex guard_;
    std::map<Hash, ApiToken> tokens_;
};

} // namespace shanhai::kernel

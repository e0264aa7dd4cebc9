#pragma once

#include "base/clock.h"
#include "base/hash.h"
#include "kernel/access/settings.h"
#include "kernel/access/store_doors.h"

#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace shanhai::kernel {

// Where a request comes from.
struct Origin {
    std::string address;
    std::string agent; // as the browser names itself, cut to 200 bytes
};

struct Session {
    std::string id; // by which people tell and end it; opens nothing
    std::string user;
    std::int64_t person = 0; // the user's record: a later user of the same name does not inherit the session
    std::string csrf;        // what a change over the cookie must carry, so that no other site can make one
    std::string how;         // "password", "password+code", "password+recovery", "provider"
    bool restricted = false; // the password was given by somebody else: nothing but choosing an own one is allowed
    Origin origin;
    Moment started, rotated, used;
};

// Who is logged in. The store keeps only hashes of the tokens; memory holds the same, so that a request costs no query.
// A session keeps its id when its token changes.
class Sessions {
public:
    Sessions(StoreDoors doors, Clock clock, const AccessSettings& settings);

    void load(Connection& reader);

    struct Started {
        std::string token;
        Session session;
        Moment expires;
    };
    // "writer.busy", "store.failed". A user's oldest session ends when there are 50.
    Result<Started> start(Session session);

    // The session behind a token that is neither unused for too long nor too old.
    std::optional<Session> find(std::string_view token);
    bool rotation_is_due(const Session& session) const;
    // Another token for the same session; the old one is good for another minute, because requests overtake each other.
    std::optional<Started> rotate(std::string_view token);
    // The same at once and lifting the restriction, after the user's rights or secrets have changed.
    std::optional<Started> renew(std::string_view token);

    std::vector<Session> of(const std::string& user);
    void end(std::string_view token);
    bool end_by_id(const std::string& user, const std::string& id);
    // All of a user but one (by id).
    void end_all(const std::string& user, const std::string& but = {});

    // Changes whenever a session ends: what was remembered of one is then out of date.
    std::uint64_t version() const { return version_; }

private:
    bool is_over(const Session& session, Moment now) const;
    std::optional<Started> replace(std::string_view token, bool lift_restriction, bool keep_old);
    void forget_in_store(const Hash& token);
    void drop_what_is_over(Moment now);
    std::optional<Hash> oldest_of_too_many(const std::string& user) const;

    struct Replaced {
        Hash by{};
        Moment until;
    };
    StoreDoors doors_;
    Clock clock_;
    const AccessSettings& settings_;
    std::atomic<std::uint64_t> version_ = 1;
    std::mutex guard_;
    std::map<Hash, Session> sessions_;
    std::map<Hash, Replaced> replaced_; // tokens of yesterday's minute
};

} // namespace shanhai::kernel

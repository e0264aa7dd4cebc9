#pragma once

#include "base/clock.h"
#include "base/hash.h"
#include "kernel/store/connection.h"

#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace shanhai::kernel {

// argon2id with 64 MiB, as libsodium writes it. Takes about 0.1 s on purpose.
std::string hash_password(const std::string& password);
bool password_matches(const std::string& stored, const std::string& password);
// "session.weak_password": fewer than 10 characters or more than 200.
Done check_password(const std::string& password);

// Who is logged in. The store keeps only hashes of the tokens; memory holds the same, so that a request costs no query.
class Sessions {
public:
    explicit Sessions(Clock clock) : clock_(std::move(clock)) {}

    void load(Connection& reader);

    struct Started {
        std::string token;
        Hash hash{};
        Moment at;
        Moment expires;
    };
    // Nothing is stored yet: the caller writes the row, then calls `add`.
    Started prepare() const;
    void add(const Hash& token, const std::string& user, Moment started);

    // The user behind a token that is neither unused for 2 hours nor older than 12.
    std::optional<std::string> user(std::string_view token);
    void remove(std::string_view token);

    // How long this user must wait before the next attempt, in seconds; 0 when at once. Failures double it from 1 s after
    // the fifth up to 15 minutes.
    int wait_seconds(const std::string& user);
    void failed(const std::string& user);
    void succeeded(const std::string& user);

private:
    struct Session {
        std::string user;
        Moment started;
        Moment used;
    };
    struct Failures {
        int count = 0;
        Moment last;
    };
    Clock clock_;
    std::mutex guard_;
    std::map<Hash, Session> sessions_;
    std::map<std::string, Failures> failures_;
};

} // namespace shanhai::kernel

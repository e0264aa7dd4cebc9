#pragma once

#include "kernel/access/principal.h"
#include "kernel/schema/access_model.h"
#include "kernel/store/connection.h"

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>

namespace shanhai::kernel {

// The users of the store and what was granted to them, by login. In memory, because every request asks; read anew after
// a commit that touched such a record.
class PrincipalIndex {
public:
    explicit PrincipalIndex(const Schema& schema);

    struct Known {
        Principal who;
        std::int64_t record = 0; // of the type of users
    };

    // Nothing for an unknown or disabled user. `reader` begins to read no earlier than this call.
    std::optional<Known> find(const std::string& login, Connection& reader);
    // All active users, by login; read anew likewise.
    std::vector<Principal> everybody(Connection& reader);
    // A commit changed records of these types. Before anybody is answered, so that a right that was taken is gone.
    void changed(const std::set<std::string>& types);
    // Moves whenever users, grants or what scopes are made of do.
    std::uint64_t version() const { return version_.load(std::memory_order_acquire); }

private:
    void bring_up_to_date(Connection& reader);
    void read(Connection& reader);

    const Schema& schema_;
    std::set<std::string> types_; // users, grants, and the trees in which scopes lie
    std::atomic<std::uint64_t> version_ = 1;
    std::mutex guard_;
    std::uint64_t read_ = 0; // the version that `people_` shows
    std::map<std::string, Known> people_;
};

} // namespace shanhai::kernel

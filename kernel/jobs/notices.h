#pragma once

#include "base/json.h"
#include "kernel/access/principal.h"
#include "kernel/access/store_doors.h"
#include "kernel/jobs/carriers.h"
#include "kernel/jobs/jobs.h"
#include "kernel/rights/rights.h"

#include <array>
#include <atomic>
#include <memory>

namespace shanhai::kernel {

// One thing that one person is told. It names a record and says nothing of it: what is shown is looked up when somebody
// looks, with the rights that they then have.
struct Notice {
    std::int64_t id = 0;
    std::string person; // login
    std::string key;    // the same cause tells a person once
    std::string kind;   // todo, todo_more, overdue, job_failed, test
    std::string type;
    std::int64_t record = 0; // 0: of no record
    std::int64_t entry = 0;
    json::object detail; // of todo_more {"count"}; of job_failed {"job"}
    Moment at;
    std::optional<Moment> seen;
};

// What people may choose to be told by a channel.
constexpr std::array<std::string_view, 3> notice_kinds = {"todo", "overdue", "job_failed"};

struct Channel {
    std::string name;   // mail, webhook
    std::string target; // an address; a URL
    std::set<std::string> kinds;
    std::string secret; // of a webhook
};

// A notification on its way out of the house.
struct Delivery {
    std::int64_t id = 0, notice = 0;
    std::string channel;
    std::int64_t tries = 0;
    std::string state; // waiting, sent, given_up
    std::string error; // of the last try
    Moment due;        // of the next try
    std::optional<Moment> ended;
};

// The inbox of every person, and what leaves the house of it. A notification is written with the mark of how far the journal
// has been looked through, in one transaction: whatever happens, each is told once. What leaves the house leaves at least
// once, always under the same id.
class Notices {
public:
    static constexpr std::int64_t most_unseen = 500;  // of a person; more would tell nobody anything
    static constexpr std::size_t most_of_a_kind = 20; // from one look; the rest is one notification with their number
    static constexpr std::int64_t most_waiting = 10'000;   // deliveries
    static constexpr std::int64_t most_mails_an_hour = 60; // to one person

    // How the notices know people.
    struct People {
        std::function<std::vector<Principal>(Connection&)> everybody; // active users
        std::function<std::shared_ptr<const Rights>(const Principal&, Connection&)> rights;
    };

    Notices(StoreDoors doors, Clock clock, const Schema& schema, JobSettings settings, People people);

    // ── the inbox ────────────────────────────────────────────────────────────────────────────────────────────────────

    // The latest first; `before`: an id, 0 for all.
    std::vector<Notice> list(const std::string& person, std::int64_t before, std::size_t limit, bool unseen_only);
    std::int64_t unseen(const std::string& person);
    // Those with the ids; without any, all up to the id `until`.
    Done mark_seen(const std::string& person, const std::vector<std::int64_t>& ids, std::int64_t until);
    // What a notification says, with nothing of the record but its type.
    Text title_of(const Notice& notice) const;
    // Below the address of the pages: "/records/payment/12".
    static std::string path_of(const Notice& notice);

    // ── channels ─────────────────────────────────────────────────────────────────────────────────────────────────────

    bool can_mail() const { return settings_.mail.has_value(); }
    std::vector<Channel> channels(const std::string& person);
    // An empty target removes the channel. A webhook that goes somewhere new gets a new secret, which is in the answer.
    // "notice.no_mail_server", "notice.bad_mail_address", "notice.bad_url", "notice.local_url", "notice.unknown_kind".
    Result<Channel> set_channel(const std::string& person, Channel channel);
    std::vector<Delivery> deliveries(const std::string& person, std::size_t limit);
    // Through every channel that the person has.
    Done send_test(const std::string& person);

    // ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────────

    // In the transaction of whoever calls, and says `moved` when it is committed.
    void add(Connection& writer, Notice notice);
    void add_job_failure(Connection& writer, const JobRun& run);
    // Only after the commit: who was told before it would count the inbox as it was, and never look again.
    void moved() { version_.fetch_add(1, std::memory_order_acq_rel); }
    // Looks through the next entries of the journal for what people wait for; true when there are more. A store that was
    // never looked through begins with what comes.
    Result<bool> look_through();
    // Tries what is due; how many it tried.
    Result<std::size_t> deliver();
    void carry_by(Carriers carriers) { carriers_ = std::move(carriers); }

    // Moves whenever somebody's inbox does.
    std::uint64_t version() const { return version_.load(std::memory_order_acquire); }
    // Forgets what was seen and sent long ago; how many notifications.
    Result<std::int64_t> forget_old();

private:
    struct Due;
    std::vector<Due> due_deliveries();
    Done try_one(const Due& due);
    Done settle(const Due& due, const Done& sent);
    bool may_still_know(const Due& due);

    StoreDoors doors_;
    Clock clock_;
    const Schema& schema_;
    JobSettings settings_;
    People people_;
    Carriers carriers_;
    std::atomic<std::uint64_t> version_ = 1;
};

} // namespace shanhai::kernel

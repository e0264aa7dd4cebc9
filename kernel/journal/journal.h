#pragma once

#include "base/clock.h"
#include "base/hash.h"
#include "base/json.h"
#include "kernel/store/connection.h"

#include <cstdint>
#include <string>
#include <vector>

// The journal: one entry for each change of one record, never edited, hashed into an RFC 9162 tree.
namespace shanhai::kernel {

struct Entry {
    std::int64_t seq = 0;
    Moment at;
    std::string actor;
    std::string type;
    std::int64_t record = 0;
    std::string action;     // create, amend, advance, void, undo, escalate
    std::string transition; // of advance; of undo: the one taken back
    std::string reason;
    std::string number; // of create
    std::string state, state_was;
    std::string deadline, deadline_was;   // of the state's time limit, when the entry moved it
    std::string escalated, escalated_was; // the deadline that was passed on, when the entry changed that
    json::object set;                     // fields after, in the journal's form
    json::object was;                     // the same fields before; absent for create
};

// RFC 8785 text of an entry; what is hashed.
std::string entry_body(const Entry& entry);
// The entry that a body describes, without its seq; throws BrokenInvariant when it is not one.
Entry parse_entry_body(std::string_view body);

// The tree as the store last sealed it; nothing when no entry was ever made.
std::optional<MerkleFrontier> read_tree(Connection& connection);
// The same, or the empty tree of the store's algorithm.
MerkleFrontier current_tree(Connection& connection);
// What the store's journal is hashed with.
HashAlgorithm read_hash_algorithm(Connection& connection);

// The writer's end of the journal. Appends inside the writer's transaction; the tree moves on only when it commits.
class JournalWriter {
public:
    // Goes on where the store stopped.
    explicit JournalWriter(Connection& writer);

    std::int64_t next_seq() const { return static_cast<std::int64_t>(tree_.size() + leaves_.size()) + 1; }
    Moment last_at() const { return last_at_; }
    std::size_t pending() const { return leaves_.size(); }

    void append(const Entry& entry) { append(entry, entry_body(entry)); }
    // `body`: of exactly this entry, perhaps as an older program wrote it (replay).
    void append(const Entry& entry, const std::string& body);
    // Forgets the entries of a refused request, back to `pending` as it was before it.
    void forget(std::size_t pending, Moment last_at);
    // Writes the head of the tree with all entries so far; call just before the commit.
    void seal();
    // After the commit: the sealed entries are part of the tree.
    void committed();
    // After a failed commit.
    void rolled_back();

    const MerkleFrontier& tree() const { return tree_; }
    const MerkleFrontier& sealed() const { return sealed_; } // with the entries that were to be committed last

private:
    Connection& writer_;
    HashAlgorithm algorithm_;
    MerkleFrontier tree_;
    MerkleFrontier sealed_;
    std::vector<Hash> leaves_;
    Moment last_at_;
    Moment committed_at_;
};

} // namespace shanhai::kernel

#pragma once

#include "kernel/engine/applier.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <variant>

namespace shanhai::kernel {

// The one thread that writes. Takes requests from a bounded queue, gives each its own savepoint inside one transaction a
// group, commits, shows the cube what moved, and only then answers.
class Writer {
public:
    struct Observer {
        // After each commit, on the writer's thread, before anybody is answered: the types whose records changed.
        std::function<void(const std::set<std::string>& types, std::int64_t last_entry)> committed;
        // A command was refused for want of rights.
        std::function<void(const Principal& who, Refusal refusal)> refused;
    };

    Writer(std::unique_ptr<Connection> connection, const Schema& schema, Cube& cube, const PersonKeys& keys,
           Clock clock, Observer observer);
    ~Writer(); // finishes what is queued

    // Checked commands and what else the request says.
    struct Work {
        Request request; // its commands have moved into `commands`
        std::vector<PreparedCommand> commands;
        // Of a dry run that goes on behind what is refused: what was already, and which of the request's commands are left.
        std::vector<std::pair<std::size_t, Problem>> refused;
        std::vector<std::size_t> places;
        // Fills in the commands that follow, when there are any.
        std::function<Result<bool>(Work&)> more;
        std::shared_ptr<const Rights> rights;
        std::size_t carried = 0;               // of a trial's part: commands that earlier parts tried already
        std::function<void()> own_part_begins; // behind them
        std::function<void(Result<Reply>)> done;
    };
    // Something beside the journal to write (a session, a file's name, readings), in the same stream. What it refuses is
    // taken back.
    struct Chore {
        std::function<Done(Connection&)> write;
        std::function<void(Done)> done;
    };

    // False when the queue is full or the writer has stopped; `done` is then not called.
    bool submit(Work work);
    bool submit(Chore chore);

    std::size_t queued() const { return queued_.load(std::memory_order_relaxed); }
    std::uint64_t commits() const { return commits_.load(std::memory_order_relaxed); }
    std::uint64_t entries() const { return entries_.load(std::memory_order_relaxed); }

private:
    using Task = std::variant<Work, Chore>;
    struct Answer; // what to tell whom after the commit

    bool enqueue(Task task);
    void run();
    std::optional<std::vector<Task>> next_group();
    void commit_group(std::vector<Task>& group);
    void settle_doubt();
    void show_committed();
    void take_back();
    Result<Reply> perform(Chore& chore);
    Result<Reply> apply(Work& work);
    Result<Reply> apply_request(Work& work, Moment now);
    Result<Reply> try_part(Work& work, class RunningBatch& batch, Moment now);
    Result<Reply> try_carrying_part(Work& work, class RunningBatch& batch, Moment now);
    Result<Reply> record_part(Work& work, const class RunningBatch& batch, Moment now);
    Result<Reply> apply_commands(Work& work, Moment now);
    bool others_wait() const;
    // Into the reply; false when a dry run has seen enough.
    Result<bool> apply_some(Work& work, RecordGate& gate, std::vector<std::int64_t>& made, Reply& reply, Moment now);
    Result<Outcome> apply_command(const Work& work, const PreparedCommand& prepared, RecordGate& gate,
                                  const std::vector<std::int64_t>& made, Moment now);
    // How far the applier has come in memory, beside a savepoint in the store.
    struct Mark {
        std::size_t entries;
        Moment last_at;
        std::size_t movements, balances, search;
    };
    Mark mark();
    void undo_to(const Mark& mark);
    static std::string actor_of(const Work& work); // for whom its idempotency key counts
    // The answer given when this key came before; a refusal when it came with another request.
    std::optional<Result<Reply>> earlier_answer(const Work& work);
    // For whoever asked; what is remembered stays sealed.
    void open_answer(Reply& reply);
    void remember(const Work& work, const Reply& reply, Moment now);
    std::vector<PostingShown> shown_postings(std::size_t first_movement, RecordGate& gate);

    std::unique_ptr<Connection> connection_;
    const Schema& schema_;
    Cube& cube_;
    const PersonKeys& keys_;
    Clock clock_;
    Observer observer_;
    Applier applier_;
    std::uint64_t session_ = 0;  // of the connection, when the store was last known to be as we think
    std::size_t group_size_ = 0; // of the group that is being worked on
    bool in_doubt_ = false;      // the database went away while it was asked to commit

    std::mutex guard_;
    std::condition_variable wake_;
    std::deque<Task> queue_;
    bool stopping_ = false;
    std::atomic<std::size_t> queued_ = 0;
    std::atomic<std::uint64_t> commits_ = 0;
    std::atomic<std::uint64_t> entries_ = 0;
    std::thread thread_;
};

} // namespace shanhai::kernel

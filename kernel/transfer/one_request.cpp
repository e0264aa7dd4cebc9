#include "kernel/transfer/one_request.h"

#include "kernel/transfer/command_channel.h"
#include "kernel/transfer/row_commands.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <future>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

namespace shanhai::kernel {

namespace {

constexpr auto look_every = std::chrono::milliseconds(100);

// Whatever happens to the one who reads, the writer must not wait for him, nor hold what is his.
class Ending {
public:
    Ending(CommandChannel& channel, std::optional<std::future<Result<Reply>>>& answer)
        : channel_(channel), answer_(answer) {}
    Ending(const Ending&) = delete;
    Ending& operator=(const Ending&) = delete;
    ~Ending() {
        channel_.end(false);
        if (answer_ && answer_->valid()) answer_->wait();
    }

private:
    CommandChannel& channel_;
    std::optional<std::future<Result<Reply>>>& answer_;
};

class OneRequest {
public:
    explicit OneRequest(ImportWork& work) : work_(work), checked_(work), commands_(work, work.options.dry_run) {}

    Done run() {
        CommandChannel channel;
        std::optional<std::future<Result<Reply>>> answer;
        const Ending ending(channel, answer);
        const Done read = checked_.for_each([&](std::vector<Draft>& drafts) -> Done {
            tell(watch_.done.load(std::memory_order_relaxed));
            if (!work_.options.dry_run && !work_.report.problems.empty())
                channel.end(false); // others need not wait for a file in vain
            auto commands = commands_.of(checked_, drafts);
            if (commands.empty()) return {};
            if (!answer) answer = send(channel);
            return push(channel, std::move(commands));
        });
        channel.end(read.has_value() && (work_.options.dry_run || work_.report.problems.empty()));
        if (!answer) return read && work_.report.rows == 0 ? no_rows() : read;
        auto reply = wait_for(*answer);
        if (gave_way_) return std::unexpected(std::move(reply.error()));
        if (!read) return read;
        return commands_.take(std::move(reply));
    }

private:
    // Few at a time, however many rows waited for this one: the writer looks at each of them before it looks at who waits.
    Done push(CommandChannel& channel, std::vector<Command> commands) {
        for (std::size_t at = 0; at < commands.size(); at += import_rows_at_once) {
            const auto first = commands.begin() + static_cast<std::ptrdiff_t>(at);
            const auto count = std::min(import_rows_at_once, commands.size() - at);
            std::vector<Command> some(std::make_move_iterator(first),
                                      std::make_move_iterator(first + static_cast<std::ptrdiff_t>(count)));
            // One that is not taken any more has been refused: the answer says why.
            if (!channel.push(std::move(some))) return gave_way_ ? refuse("request.others_wait") : Done{};
        }
        return {};
    }

    std::future<Result<Reply>> send(CommandChannel& channel) {
        Request request;
        request.who = work_.who;
        request.dry_run = work_.options.dry_run;
        request.show = false;
        request.watch = &watch_;
        request.gives_way = true;
        request.more = [&channel] { return channel.pull(); };
        if (work_.options.dry_run) request.most_problems = most_row_problems;
        request.idempotency_key = work_.once_key();
        if (!request.idempotency_key.empty()) request.fingerprint = work_.options.digest;
        auto promise = std::make_shared<std::promise<Result<Reply>>>();
        auto answer = promise->get_future();
        work_.kernel.submit(std::move(request), [this, &channel, promise](Result<Reply> reply) {
            gave_way_ = !reply && reply.error().code == "request.others_wait";
            channel.close();
            promise->set_value(std::move(reply));
        });
        return answer;
    }

    // Tells how far the writer is, and passes on that it is called off.
    Result<Reply> wait_for(std::future<Result<Reply>>& answer) {
        while (answer.wait_for(look_every) != std::future_status::ready)
            tell(watch_.done.load(std::memory_order_relaxed));
        return answer.get();
    }

    void tell(std::size_t done) {
        if (work_.is_cancelled()) watch_.cancelled.store(true, std::memory_order_relaxed);
        work_.tell(done);
    }

    Done no_rows() const {
        return refuse("import.no_rows", {},
                      {{"sheet", work_.report.sheet}, {"row", std::to_string(work_.report.header.row)}});
    }

    ImportWork& work_;
    CheckedRows checked_;
    RowCommands commands_;
    Watch watch_;
    std::atomic<bool> gave_way_ = false; // the writer stopped, because others wait for it
};

} // namespace

Done record_in_one_request(ImportWork& work) { return OneRequest(work).run(); }

} // namespace shanhai::kernel

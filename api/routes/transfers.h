#pragma once

#include "api/http/background.h"
#include "api/routing/route.h"
#include "base/json.h"
#include "kernel/kernel.h"
#include "kernel/transfer/import_progress.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace shanhai::api {

struct Context;

// Imports and exports under way: how far they are, and a way to call them off. Their threads are their own, so that two large
// files never keep a list or a form waiting.
class Transfers {
public:
    struct State {
        std::atomic<std::uint64_t> done{0}, total{0}; // total: 0 while unknown
        std::atomic<const char*> phase{nullptr};      // "reading", "checking", "writing"; none before it has begun
        std::atomic<double> share{0};                 // of the whole
        std::atomic<bool> cancelled{false};
    };

    // What is thrown out of work that was called off.
    struct CalledOff {};

    // One of them; forgotten when this goes.
    class Running {
    public:
        Running(Transfers& all, std::pair<std::string, std::string> name, std::shared_ptr<State> state)
            : all_(&all), name_(std::move(name)), state_(std::move(state)) {}
        Running(Running&& other) noexcept
            : all_(std::exchange(other.all_, nullptr)), name_(std::move(other.name_)), state_(std::move(other.state_)) {
        }
        Running& operator=(Running&&) = delete;
        Running(const Running&) = delete;
        Running& operator=(const Running&) = delete;
        ~Running();

        const std::atomic<bool>& cancelled() const { return state_->cancelled; }
        kernel::Progress progress() const; // of what only writes
        kernel::ImportProgress import_progress() const;
        // The same; throws CalledOff when it is told of progress after it was called off.
        kernel::Progress progress_or_end() const;

    private:
        Transfers* all_;
        std::pair<std::string, std::string> name_;
        std::shared_ptr<State> state_; // shared with whoever asks for it just now
    };

    // `name`: chosen by the caller, to ask by; empty: nobody will ask. "transfer.bad_name", "transfer.name_taken".
    Result<Running> begin(const std::string& user, const std::string& name);
    // Only one's own. "transfer.unknown", also of one that has ended.
    Result<json::object> shown(const std::string& user, const std::string& name) const;
    Done cancel(const std::string& user, const std::string& name);

    http::Background& threads() { return threads_; }

private:
    std::shared_ptr<State> find(const std::string& user, const std::string& name) const;

    mutable std::mutex guard_;
    std::map<std::pair<std::string, std::string>, std::shared_ptr<State>> running_;
    http::Background threads_{2, 16}; // no more can be running or waiting
};

// A route whose work may take long, on a thread of the transfers. "request.cancelled" when it was called off.
Waiting apart(Context& context, Answer (*work)(Context&, Call&));

} // namespace shanhai::api

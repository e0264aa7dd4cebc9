#include "api/routes/transfers.h"

#include "api/routes/context.h"

#include <algorithm>

namespace shanhai::api {

namespace {

constexpr std::size_t longest_name = 64;

bool is_name(const std::string& name) {
    return name.size() <= longest_name && std::ranges::all_of(name, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
           });
}

} // namespace

Transfers::Running::~Running() {
    if (all_ == nullptr || name_.second.empty()) return;
    const std::scoped_lock lock(all_->guard_);
    all_->running_.erase(name_);
}

kernel::Progress Transfers::Running::progress() const {
    return [tell = import_progress()](std::uint64_t done, std::uint64_t total) {
        const auto share = total == 0 ? 0 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
        tell({kernel::ImportPhase::writing, done, total, share});
    };
}

kernel::ImportProgress Transfers::Running::import_progress() const {
    return [state = state_](const kernel::ImportStep& step) {
        state->phase.store(kernel::word_of(step.phase), std::memory_order_relaxed);
        state->done.store(step.done, std::memory_order_relaxed);
        state->total.store(step.total, std::memory_order_relaxed);
        state->share.store(step.share, std::memory_order_relaxed);
    };
}

kernel::Progress Transfers::Running::progress_or_end() const {
    return [tell = progress(), state = state_](std::uint64_t done, std::uint64_t total) {
        if (state->cancelled.load(std::memory_order_relaxed)) throw CalledOff{};
        tell(done, total);
    };
}

Result<Transfers::Running> Transfers::begin(const std::string& user, const std::string& name) {
    if (!is_name(name)) return refuse("transfer.bad_name");
    auto state = std::make_shared<State>();
    std::pair key(user, name);
    if (!name.empty()) {
        const std::scoped_lock lock(guard_);
        if (!running_.try_emplace(key, state).second) return refuse("transfer.name_taken", {}, {{"name", name}});
    }
    return Running(*this, std::move(key), std::move(state));
}

std::shared_ptr<Transfers::State> Transfers::find(const std::string& user, const std::string& name) const {
    const std::scoped_lock lock(guard_);
    const auto found = running_.find({user, name});
    return found == running_.end() ? nullptr : found->second;
}

Result<json::object> Transfers::shown(const std::string& user, const std::string& name) const {
    const auto state = find(user, name);
    if (!state) return refuse("transfer.unknown", {}, {{"name", name}});
    const auto total = state->total.load(std::memory_order_relaxed);
    const auto* phase = state->phase.load(std::memory_order_relaxed);
    return json::object{{"phase", phase == nullptr ? json::value(nullptr) : json::value(phase)},
                        {"share", state->share.load(std::memory_order_relaxed)},
                        {"done", state->done.load(std::memory_order_relaxed)},
                        {"total", total == 0 ? json::value(nullptr) : json::value(total)},
                        {"cancelled", state->cancelled.load(std::memory_order_relaxed)}};
}

Done Transfers::cancel(const std::string& user, const std::string& name) {
    const auto state = find(user, name);
    if (!state) return refuse("transfer.unknown", {}, {{"name", name}});
    state->cancelled.store(true, std::memory_order_relaxed);
    return {};
}

namespace {

http::awaitable<Answer> on_own_thread(Context& context, Call& call, Answer (*work)(Context&, Call&)) {
    co_return co_await context.transfers.threads().run([&]() -> Answer {
        try {
            return work(context, call);
        } catch (const Transfers::CalledOff&) {
            return refuse("request.cancelled");
        }
    });
}

} // namespace

Waiting apart(Context& context, Answer (*work)(Context&, Call&)) {
    return [&context, work](Call& call) { return on_own_thread(context, call, work); };
}

} // namespace shanhai::api

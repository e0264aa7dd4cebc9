#include "api/live/live_hub.h"

#include "base/text.h"
#include "kernel/access/accounts.h"
#include "kernel/jobs/notices.h"
#include "kernel/readings.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <utility>

namespace shanhai::api {

namespace {

constexpr std::chrono::seconds longest_pause{1};
constexpr std::chrono::milliseconds shortest_pause{200}; // what comes close together is told together
constexpr int rounds_between_checks = 10;                // of sessions that may have ended by themselves

std::string rights_key(const kernel::Principal& who) {
    std::string key = who.user();
    if (const auto& token = who.token()) key += "\n" + join(token->operations, " ") + "\n" + join(token->types, " ");
    return key;
}

std::string event(std::string_view name, std::int64_t id, const json::object& data) {
    return fmt::format("id: {}\nevent: {}\ndata: {}\n\n", id, name, json::serialize(data));
}

} // namespace

LiveHub::LiveHub(kernel::Kernel& kernel) : kernel_(kernel) {
    readings_ = kernel_.readings().version();
    watch_ = kernel_.watch([this] {
        {
            const std::scoped_lock lock(guard_);
            if (subscribers_.empty()) return;
            dirty_ = true;
        }
        wake_.notify_one();
    });
    thread_ = std::thread([this] { run(); });
}

LiveHub::~LiveHub() {
    kernel_.unwatch(watch_);
    {
        const std::scoped_lock lock(guard_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
    for (const auto& subscriber : subscribers_) subscriber->stream->end();
}

std::size_t LiveHub::streams() const {
    const std::scoped_lock lock(guard_);
    return subscribers_.size();
}

Result<std::shared_ptr<http::EventStream>> LiveHub::open(Listener listener, std::optional<std::int64_t> after) {
    auto subscriber = std::make_shared<Subscriber>();
    const auto head = kernel_.last_entry();
    subscriber->heard = after.value_or(head);
    subscriber->rights = rights_key(listener.who);
    subscriber->stream = std::make_shared<http::EventStream>();
    subscriber->listener = std::move(listener);
    subscriber->stream->append(fmt::format("retry: 3000\nevent: hello\ndata: {{\"entry\":\"{}\"}}\n\n", head));
    auto stream = subscriber->stream;
    {
        const std::scoped_lock lock(guard_);
        std::erase_if(subscribers_, [](const auto& one) { return one->stream->is_over(); });
        const auto same = std::ranges::count_if(subscribers_, [&](const auto& one) {
            return one->rights == subscriber->rights && one->listener.session == subscriber->listener.session;
        });
        if (subscribers_.size() >= most_streams || static_cast<std::size_t>(same) >= most_of_a_session)
            return refuse("live.too_many");
        subscribers_.push_back(std::move(subscriber));
        dirty_ = true;
    }
    wake_.notify_one();
    return stream;
}

void LiveHub::run() {
    std::unique_lock lock(guard_);
    while (!stopping_) {
        wake_.wait_for(lock, longest_pause, [this] { return stopping_ || dirty_; });
        if (stopping_) return;
        dirty_ = false;
        lock.unlock();
        try {
            round();
        } catch (const std::exception&) { // the store was out of reach: what was not told is told in the next round
        }
        lock.lock();
        wake_.wait_for(lock, shortest_pause, [this] { return stopping_; });
    }
}

void LiveHub::round() {
    drop_those_who_left();
    check_sessions();
    tell_entries();
    tell_readings();
    tell_unseen();
}

void LiveHub::drop_those_who_left() {
    const std::scoped_lock lock(guard_);
    std::erase_if(subscribers_, [](const auto& one) { return one->stream->is_over(); });
}

// Whose session ended, or who may not log in any more, hears nothing more; rights that changed count from here on. Programs
// with a token come back with it.
void LiveHub::check_sessions() {
    const auto accounts = kernel_.accounts().version(), access = kernel_.access_version();
    const bool due = ++rounds_ % rounds_between_checks == 0;
    if (!due && accounts == accounts_ && access == access_) return;
    const bool tokens_changed = accounts_ != 0 && accounts != accounts_;
    accounts_ = accounts;
    access_ = access;
    std::map<std::string, std::set<std::string>> sessions; // by user
    std::map<std::string, std::optional<kernel::Principal>> people;
    std::vector<std::shared_ptr<Subscriber>> all;
    {
        const std::scoped_lock lock(guard_);
        all = subscribers_;
    }
    for (const auto& one : all) {
        const auto user = one->listener.who.user();
        const auto [found, fresh] = sessions.try_emplace(user);
        if (fresh) {
            for (const auto& session : kernel_.accounts().sessions_of(user)) found->second.insert(session.id);
            people[user] = kernel_.principal(user);
        }
        const auto& person = people[user];
        const bool has_gone =
            one->listener.session.empty() ? tokens_changed : !found->second.contains(one->listener.session);
        if (!person || has_gone) {
            one->stream->end();
            continue;
        }
        const auto token = one->listener.who.token();
        one->listener.who = token ? person->limited_to(*token) : *person;
    }
}

std::string LiveHub::told_to(const kernel::Principal& who, std::int64_t after, std::int64_t head, std::int64_t& heard) {
    heard = head;
    if (after > head || head - after > static_cast<std::int64_t>(most_entries)) return event("reset", head, {});
    const auto page = kernel_.moved(who, after, most_entries);
    if (!page) {
        heard = after;
        return {};
    }
    heard = page->until;
    std::string text;
    for (const auto& moved : page->items)
        text += event(
            "entry", moved.entry.value,
            {{"type", moved.type}, {"id", std::to_string(moved.record)}, {"entry", std::to_string(moved.entry.value)}});
    return text + event("figures", heard, {{"entry", std::to_string(heard)}});
}

void LiveHub::tell_entries() {
    const auto head = kernel_.last_entry();
    std::map<std::pair<std::string, std::int64_t>, std::vector<std::shared_ptr<Subscriber>>> alike;
    {
        const std::scoped_lock lock(guard_);
        for (const auto& one : subscribers_)
            if (one->heard != head) alike[{one->rights, one->heard}].push_back(one);
    }
    for (const auto& [key, group] : alike) {
        std::int64_t heard = key.second;
        const auto text = told_to(group.front()->listener.who, key.second, head, heard);
        for (const auto& one : group) {
            one->heard = heard;
            if (!text.empty()) one->stream->append(text);
        }
    }
}

// Of which station is not said: a page that shows one asks for it, and is answered as far as it may be.
void LiveHub::tell_readings() {
    const auto version = kernel_.readings().version();
    if (std::exchange(readings_, version) == version) return;
    const std::scoped_lock lock(guard_);
    for (const auto& one : subscribers_) one->stream->append("event: readings\ndata: {}\n\n");
}

void LiveHub::tell_unseen() {
    const auto version = kernel_.notices().version();
    std::vector<std::shared_ptr<Subscriber>> all;
    {
        const std::scoped_lock lock(guard_);
        for (const auto& one : subscribers_)
            if (version != notices_ || one->unseen < 0) all.push_back(one);
    }
    notices_ = version;
    std::map<std::string, std::int64_t> counts;
    for (const auto& one : all) {
        const auto user = one->listener.who.user();
        const auto [found, fresh] = counts.try_emplace(user, 0);
        if (fresh) found->second = kernel_.notices().unseen(user);
        if (one->unseen == found->second) continue;
        one->unseen = found->second;
        one->stream->append(fmt::format("event: notice\ndata: {{\"unseen\":{}}}\n\n", found->second));
    }
}

} // namespace shanhai::api

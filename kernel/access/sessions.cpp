#include "kernel/access/sessions.h"

#include "kernel/access/random.h"

#include <algorithm>
#include <cstring>

namespace shanhai::kernel {

namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t minute = 60 * second;
constexpr std::int64_t overlap_micros = minute;
constexpr std::int64_t use_is_noted_every_micros = 5 * minute;
constexpr std::size_t most_of_one_user = 50;
constexpr std::size_t longest_agent = 200;

void insert(Connection& writer, const Hash& token, const Session& session) {
    writer
        .prepared("INSERT INTO sys_session (token, id, name, person, csrf, how, restricted, address, agent, started, "
                  "rotated, used) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .bind_bytes(bytes_of(token))
        .bind(session.id)
        .bind(session.user)
        .bind(session.person)
        .bind(session.csrf)
        .bind(session.how)
        .bind(std::int64_t{session.restricted})
        .bind(session.origin.address)
        .bind(session.origin.agent)
        .bind(session.started.micros)
        .bind(session.rotated.micros)
        .bind(session.used.micros)
        .run();
}

void remove(Connection& writer, const Hash& token) {
    writer.prepared("DELETE FROM sys_session WHERE token = ?").bind_bytes(bytes_of(token)).run();
}

} // namespace

Sessions::Sessions(StoreDoors doors, Clock clock, const AccessSettings& settings)
    : doors_(std::move(doors)), clock_(std::move(clock)), settings_(settings) {}

void Sessions::load(Connection& reader) {
    auto& row =
        reader.prepared("SELECT token, id, name, person, csrf, how, restricted, address, agent, started, rotated, "
                        "used FROM sys_session");
    while (row.step()) {
        Hash token{};
        if (row.bytes(0).size() != token.size()) continue;
        std::memcpy(token.data(), row.bytes(0).data(), token.size());
        sessions_[token] = {.id = std::string(row.text(1)),
                            .user = std::string(row.text(2)),
                            .person = row.integer(3),
                            .csrf = std::string(row.text(4)),
                            .how = std::string(row.text(5)),
                            .restricted = row.integer(6) != 0,
                            .origin = {.address = std::string(row.text(7)), .agent = std::string(row.text(8))},
                            .started = {row.integer(9)},
                            .rotated = {row.integer(10)},
                            .used = {row.integer(11)}};
    }
}

bool Sessions::is_over(const Session& session, Moment now) const {
    return now.micros - session.started.micros > settings_.longest_minutes * minute ||
           now.micros - session.used.micros > settings_.idle_minutes * minute;
}

void Sessions::drop_what_is_over(Moment now) {
    std::erase_if(sessions_, [&](const auto& item) { return is_over(item.second, now); });
    std::erase_if(replaced_, [&](const auto& item) { return item.second.until < now; });
}

std::optional<Hash> Sessions::oldest_of_too_many(const std::string& user) const {
    std::optional<Hash> oldest;
    std::size_t count = 0;
    for (const auto& [token, session] : sessions_) {
        if (session.user != user) continue;
        ++count;
        if (!oldest || session.used < sessions_.at(*oldest).used) oldest = token;
    }
    return count < most_of_one_user ? std::nullopt : oldest;
}

Result<Sessions::Started> Sessions::start(Session session) {
    const auto now = clock_();
    session.id = to_hex(random_bytes(8));
    session.csrf = random_token();
    session.started = session.rotated = session.used = now;
    if (session.origin.agent.size() > longest_agent) session.origin.agent.resize(longest_agent);
    if (!is_utf8(session.origin.agent)) session.origin.agent.clear();
    const auto token = random_token();
    const auto hash = sha256(token);
    std::optional<Hash> surplus;
    {
        const std::scoped_lock lock(guard_);
        drop_what_is_over(now);
        surplus = oldest_of_too_many(session.user);
    }
    const auto oldest_start = now.micros - settings_.longest_minutes * minute;
    TRY_DO(doors_.write([&](Connection& writer) {
        insert(writer, hash, session);
        if (surplus) remove(writer, *surplus);
        writer.prepared("DELETE FROM sys_session WHERE started < ?").bind(oldest_start).run();
    }));
    const std::scoped_lock lock(guard_);
    if (surplus && sessions_.erase(*surplus) > 0) ++version_;
    sessions_[hash] = session;
    return Started{token, session, {now.micros + settings_.longest_minutes * minute}};
}

std::optional<Session> Sessions::find(std::string_view token) {
    const auto now = clock_();
    const std::scoped_lock lock(guard_);
    auto hash = sha256(token);
    if (const auto newer = replaced_.find(hash); newer != replaced_.end()) {
        if (newer->second.until < now) return std::nullopt;
        hash = newer->second.by;
    }
    const auto found = sessions_.find(hash);
    if (found == sessions_.end()) return std::nullopt;
    auto& session = found->second;
    if (is_over(session, now)) {
        forget_in_store(hash);
        sessions_.erase(found);
        return std::nullopt;
    }
    if (now.micros / use_is_noted_every_micros != session.used.micros / use_is_noted_every_micros) {
        doors_.write_later([hash, used = now.micros](Connection& writer) {
            writer.prepared("UPDATE sys_session SET used = ? WHERE token = ?")
                .bind(used)
                .bind_bytes(bytes_of(hash))
                .run();
        });
    }
    session.used = std::max(session.used, now);
    return session;
}

bool Sessions::rotation_is_due(const Session& session) const {
    return clock_().micros - session.rotated.micros >= settings_.rotate_minutes * minute;
}

std::optional<Sessions::Started> Sessions::rotate(std::string_view token) { return replace(token, false, true); }
std::optional<Sessions::Started> Sessions::renew(std::string_view token) { return replace(token, true, false); }

std::optional<Sessions::Started> Sessions::replace(std::string_view token, bool lift_restriction, bool keep_old) {
    const auto now = clock_();
    const auto fresh = random_token();
    const auto fresh_hash = sha256(fresh);
    const std::scoped_lock lock(guard_);
    auto old = sha256(token);
    if (const auto newer = replaced_.find(old); newer != replaced_.end()) {
        if (keep_old) return std::nullopt; // another request has done it
        old = newer->second.by;
    }
    const auto found = sessions_.find(old);
    if (found == sessions_.end() || is_over(found->second, now)) return std::nullopt;
    auto session = std::move(found->second);
    sessions_.erase(found);
    session.rotated = session.used = now;
    if (lift_restriction) session.restricted = false;
    sessions_[fresh_hash] = session;
    std::erase_if(replaced_, [&](const auto& item) { return item.second.by == old; });
    if (keep_old) replaced_[old] = {fresh_hash, {now.micros + overlap_micros}};
    ++version_;
    doors_.write_later([old, fresh_hash, session](Connection& writer) {
        remove(writer, old);
        insert(writer, fresh_hash, session);
    });
    return Started{fresh, session, {session.started.micros + settings_.longest_minutes * minute}};
}

std::vector<Session> Sessions::of(const std::string& user) {
    const auto now = clock_();
    const std::scoped_lock lock(guard_);
    std::vector<Session> result;
    for (const auto& [token, session] : sessions_)
        if (session.user == user && !is_over(session, now)) result.push_back(session);
    std::ranges::sort(result, [](const Session& a, const Session& b) { return a.used > b.used; });
    return result;
}

// A row that stays, because the queue is full, ends by its age.
void Sessions::forget_in_store(const Hash& token) {
    doors_.write_later([token](Connection& writer) { remove(writer, token); });
}

void Sessions::end(std::string_view token) {
    const std::scoped_lock lock(guard_);
    auto hash = sha256(token);
    if (const auto newer = replaced_.find(hash); newer != replaced_.end()) hash = newer->second.by;
    if (sessions_.erase(hash) == 0) return;
    ++version_;
    forget_in_store(hash);
}

bool Sessions::end_by_id(const std::string& user, const std::string& id) {
    const std::scoped_lock lock(guard_);
    const auto found = std::ranges::find_if(
        sessions_, [&](const auto& item) { return item.second.user == user && item.second.id == id; });
    if (found == sessions_.end()) return false;
    forget_in_store(found->first);
    sessions_.erase(found);
    ++version_;
    return true;
}

void Sessions::end_all(const std::string& user, const std::string& but) {
    const std::scoped_lock lock(guard_);
    std::erase_if(sessions_, [&](const auto& item) {
        if (item.second.user != user || item.second.id == but) return false;
        forget_in_store(item.first);
        return true;
    });
    ++version_;
}

} // namespace shanhai::kernel

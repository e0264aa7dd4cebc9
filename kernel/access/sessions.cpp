#include "kernel/access/sessions.h"

#include "base/check.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>

namespace shanhai::kernel {

namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t hour = 3600 * second;
constexpr std::int64_t idle_micros = 2 * hour;
constexpr std::int64_t absolute_micros = 12 * hour;
constexpr int free_attempts = 5;
constexpr int longest_wait_seconds = 900;
constexpr std::size_t most_remembered_failures = 10'000;

void start_sodium() {
    static const int started = sodium_init();
    check(started >= 0, "libsodium starts");
}

} // namespace

std::string hash_password(const std::string& password) {
    start_sodium();
    std::string stored(crypto_pwhash_STRBYTES, '\0');
    const int done = crypto_pwhash_str(stored.data(), password.data(), password.size(),
                                       crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE);
    check(done == 0, "there is memory to hash a password");
    return stored.c_str();
}

bool password_matches(const std::string& stored, const std::string& password) {
    start_sodium();
    static std::mutex one_at_a_time; // each takes 64 MiB
    const std::scoped_lock lock(one_at_a_time);
    return crypto_pwhash_str_verify(stored.c_str(), password.data(), password.size()) == 0;
}

Done check_password(const std::string& password) {
    if (!is_utf8(password) || code_points(password) < 10 || password.size() > 200)
        return refuse("session.weak_password", "/password");
    return {};
}

void Sessions::load(Connection& reader) {
    auto& statement = reader.prepared("SELECT token, user, started, used FROM sys_session");
    while (statement.step()) {
        Hash token{};
        if (statement.bytes(0).size() != token.size()) continue;
        std::memcpy(token.data(), statement.bytes(0).data(), token.size());
        sessions_[token] = {std::string(statement.text(1)), {statement.integer(2)}, {statement.integer(3)}};
    }
}

Sessions::Started Sessions::prepare() const {
    start_sodium();
    std::string bytes(32, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    Started started;
    started.token = to_base64url(bytes);
    started.hash = sha256(started.token);
    started.at = clock_();
    started.expires = {started.at.micros + absolute_micros};
    return started;
}

void Sessions::add(const Hash& token, const std::string& user, Moment started) {
    const std::scoped_lock lock(guard_);
    const auto now = clock_();
    std::erase_if(sessions_,
                  [&](const auto& item) { return now.micros - item.second.started.micros > absolute_micros; });
    sessions_[token] = {user, started, started};
}

std::optional<std::string> Sessions::user(std::string_view token) {
    const auto hash = sha256(token);
    const auto now = clock_();
    const std::scoped_lock lock(guard_);
    const auto found = sessions_.find(hash);
    if (found == sessions_.end()) return std::nullopt;
    auto& session = found->second;
    if (now.micros - session.started.micros > absolute_micros || now.micros - session.used.micros > idle_micros) {
        sessions_.erase(found);
        return std::nullopt;
    }
    session.used = now;
    return session.user;
}

void Sessions::remove(std::string_view token) {
    const std::scoped_lock lock(guard_);
    sessions_.erase(sha256(token));
}

int Sessions::wait_seconds(const std::string& user) {
    const std::scoped_lock lock(guard_);
    const auto found = failures_.find(user);
    if (found == failures_.end() || found->second.count < free_attempts) return 0;
    const int doublings = std::min(found->second.count - free_attempts, 10);
    const int wait = std::min(1 << doublings, longest_wait_seconds);
    const auto passed = (clock_().micros - found->second.last.micros) / second;
    return passed >= wait ? 0 : static_cast<int>(wait - passed);
}

void Sessions::failed(const std::string& user) {
    const std::scoped_lock lock(guard_);
    if (failures_.size() > most_remembered_failures) failures_.clear();
    auto& failures = failures_[user];
    ++failures.count;
    failures.last = clock_();
}

void Sessions::succeeded(const std::string& user) {
    const std::scoped_lock lock(guard_);
    failures_.erase(user);
}

} // namespace shanhai::kernel

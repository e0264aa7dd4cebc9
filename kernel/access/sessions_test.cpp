#include "kernel/access/sessions.h"
#include "kernel/store/tables.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <set>
#include <thread>
#include <vector>

namespace shanhai::kernel {
namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t hour = 3600 * second;

class SessionsOnATrialClock : public ::testing::Test {
protected:
    // Somebody who has logged in; the token.
    std::string log_in(const std::string& user) {
        const auto started = sessions_.prepare();
        sessions_.add(started.hash, user, started.at);
        return started.token;
    }

    void pass(std::int64_t micros) { now_ += micros; }

    std::atomic<std::int64_t> now_ = 1'700'000'000 * second;
    Sessions sessions_{[this] { return Moment{now_}; }};
};

TEST_F(SessionsOnATrialClock, a_token_names_its_user_and_no_other) {
    const auto token = log_in("admin");
    EXPECT_EQ(sessions_.user(token), "admin");
    EXPECT_EQ(sessions_.user(token + "x"), std::nullopt);
    EXPECT_EQ(sessions_.user(token.substr(1)), std::nullopt);
    EXPECT_EQ(sessions_.user(""), std::nullopt);
    const auto hash = sha256(token);
    EXPECT_EQ(sessions_.user({reinterpret_cast<const char*>(hash.data()), hash.size()}), std::nullopt)
        << "who has read the store's hashes cannot log in with them";
}

TEST_F(SessionsOnATrialClock, tokens_are_long_and_never_the_same) {
    std::set<std::string> tokens;
    for (int i = 0; i < 1000; ++i) {
        const auto started = sessions_.prepare();
        EXPECT_EQ(started.token.size(), 43U) << "32 random bytes";
        EXPECT_EQ(started.hash, sha256(started.token));
        EXPECT_EQ(started.expires.micros - started.at.micros, 12 * hour);
        tokens.insert(started.token);
    }
    EXPECT_EQ(tokens.size(), 1000U);
}

TEST_F(SessionsOnATrialClock, what_is_only_prepared_is_no_session) {
    EXPECT_EQ(sessions_.user(sessions_.prepare().token), std::nullopt);
}

TEST_F(SessionsOnATrialClock, two_idle_hours_end_a_session) {
    const auto token = log_in("admin");
    pass(2 * hour);
    EXPECT_EQ(sessions_.user(token), "admin");
    pass(2 * hour + 1);
    EXPECT_EQ(sessions_.user(token), std::nullopt);
    pass(-hour);
    EXPECT_EQ(sessions_.user(token), std::nullopt) << "and for good";
}

TEST_F(SessionsOnATrialClock, twelve_hours_end_a_session_however_busy) {
    const auto token = log_in("admin");
    for (int i = 0; i < 12; ++i) {
        pass(hour);
        EXPECT_EQ(sessions_.user(token), "admin") << i;
    }
    pass(1);
    EXPECT_EQ(sessions_.user(token), std::nullopt);
}

TEST_F(SessionsOnATrialClock, logging_out_ends_one_session_only) {
    const auto one = log_in("admin"), other = log_in("admin");
    sessions_.remove(one);
    EXPECT_EQ(sessions_.user(one), std::nullopt);
    EXPECT_EQ(sessions_.user(other), "admin");
    sessions_.remove("nobody's");
}

TEST_F(SessionsOnATrialClock, failures_make_one_wait_longer_each_time) {
    for (int i = 0; i < 4; ++i) {
        sessions_.failed("admin");
        EXPECT_EQ(sessions_.wait_seconds("admin"), 0);
    }
    for (const int wait : {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
        sessions_.failed("admin");
        EXPECT_EQ(sessions_.wait_seconds("admin"), wait);
        EXPECT_EQ(sessions_.wait_seconds("other"), 0) << "the others need not wait";
        pass((wait - 1) * second);
        EXPECT_EQ(sessions_.wait_seconds("admin"), 1);
        pass(second);
        EXPECT_EQ(sessions_.wait_seconds("admin"), 0);
    }
    sessions_.succeeded("admin");
    sessions_.failed("admin");
    EXPECT_EQ(sessions_.wait_seconds("admin"), 0);
}

TEST_F(SessionsOnATrialClock, remembered_failures_are_bounded) {
    for (int i = 0; i < 30'000; ++i) sessions_.failed("user" + std::to_string(i));
    for (int i = 0; i < 5; ++i) sessions_.failed("admin");
    EXPECT_EQ(sessions_.wait_seconds("admin"), 1);
}

TEST_F(SessionsOnATrialClock, sessions_outlive_the_program) {
    const auto folder = std::filesystem::temp_directory_path() / ("shanhai-sessions-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    {
        const auto store = open_sqlite(folder / "store.db");
        const auto writer = store->connect_writer();
        create_system_tables(*writer);
        const auto started = sessions_.prepare();
        const auto insert = [&](std::string_view token) {
            writer->prepared("INSERT INTO sys_session (token, user, started, used) VALUES (?, 'admin', ?, ?)")
                .bind_bytes(token)
                .bind(started.at.micros)
                .bind(started.at.micros)
                .run();
        };
        insert({reinterpret_cast<const char*>(started.hash.data()), started.hash.size()});
        insert("not a hash");
        Sessions later([this] { return Moment{now_}; });
        later.load(*store->connect_reader());
        EXPECT_EQ(later.user(started.token), "admin");
        pass(13 * hour);
        Sessions much_later([this] { return Moment{now_}; });
        much_later.load(*store->connect_reader());
        EXPECT_EQ(much_later.user(started.token), std::nullopt);
    }
    std::filesystem::remove_all(folder);
}

TEST_F(SessionsOnATrialClock, many_threads_may_ask_at_once) {
    const auto token = log_in("admin");
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&, i] {
            for (int round = 0; round < 200; ++round) {
                wrong += sessions_.user(token) != "admin";
                const auto mine = log_in(std::to_string(i));
                wrong += sessions_.user(mine) != std::to_string(i);
                sessions_.remove(mine);
                sessions_.failed(std::to_string(i));
                sessions_.wait_seconds("admin");
                pass(1);
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
}

TEST(Passwords, only_the_password_matches_its_hash) {
    const auto stored = hash_password("correct horse 山海");
    EXPECT_TRUE(stored.starts_with("$argon2id$")) << stored;
    EXPECT_TRUE(password_matches(stored, "correct horse 山海"));
    EXPECT_FALSE(password_matches(stored, "correct horse 山"));
    EXPECT_FALSE(password_matches(stored, ""));
    EXPECT_FALSE(password_matches(stored, std::string("correct horse 山海\0", 21)));
    EXPECT_NE(hash_password("correct horse 山海"), stored) << "salted";
    for (const std::string broken : {"", "x", "$argon2id$", "$argon2id$v=19$m=65536,t=2,p=1$"})
        EXPECT_FALSE(password_matches(broken, "correct horse 山海")) << broken;
}

TEST(Passwords, weak_ones_are_refused) {
    for (const auto& password : {std::string("short"), std::string(9, 'x'), std::string(201, 'x'),
                                 std::string("\xC3\x28 not text"), std::string("山山山山山山山山山")})
        EXPECT_EQ(check_password(password).error().code, "session.weak_password") << password;
    for (const auto& password : {std::string(10, 'x'), std::string(200, 'x'), std::string("山海山海山海山海山海")})
        EXPECT_TRUE(check_password(password).has_value()) << password;
}

} // namespace
} // namespace shanhai::kernel

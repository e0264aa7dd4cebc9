#include "kernel/access/trial_accounts_test.h"

#include <set>
#include <thread>
#include <vector>

namespace shanhai::kernel {
namespace {

class SessionsOnATrialClock : public TrialAccounts {
protected:
    SessionsOnATrialClock() {
        people_ = {{"zhang", 7}, {"wang", 9}};
        for (int i = 0; i < 100; ++i) people_["user" + std::to_string(i)] = 100 + i;
    }
};

TEST_F(SessionsOnATrialClock, a_token_names_its_user_and_no_other) {
    const auto token = token_of("zhang");
    EXPECT_EQ(user_of(token), "zhang");
    EXPECT_EQ(user_of(token + "x"), "");
    EXPECT_EQ(user_of(token.substr(1)), "");
    EXPECT_EQ(user_of(""), "");
    const auto hash = sha256(token);
    EXPECT_EQ(user_of({reinterpret_cast<const char*>(hash.data()), hash.size()}), "")
        << "who has read the store's hashes cannot log in with them";
}

TEST_F(SessionsOnATrialClock, tokens_are_long_and_never_the_same) {
    std::set<std::string> tokens, proofs, ids;
    for (int i = 0; i < 100; ++i) {
        const auto started = accounts_->start_session("user" + std::to_string(i), "password", false, here);
        EXPECT_EQ(started->token.size(), 43U) << "32 random bytes";
        EXPECT_EQ(started->expires.micros - now_, 12 * 60 * minute);
        tokens.insert(started->token);
        proofs.insert(started->session.csrf);
        ids.insert(started->session.id);
    }
    EXPECT_EQ(tokens.size(), 100U);
    EXPECT_EQ(proofs.size(), 100U);
    EXPECT_EQ(ids.size(), 100U);
}

TEST_F(SessionsOnATrialClock, the_store_holds_no_token) {
    const auto token = token_of("zhang");
    const auto row = reader_->prepare("SELECT token, id, csrf FROM sys_session");
    ASSERT_TRUE(row->step());
    const auto hash = sha256(token);
    EXPECT_EQ(row->bytes(0), std::string_view(reinterpret_cast<const char*>(hash.data()), hash.size()));
    EXPECT_NE(row->text(1), token);
    EXPECT_NE(row->text(2), token);
}

TEST_F(SessionsOnATrialClock, thirty_idle_minutes_end_a_session) {
    const auto token = token_of("zhang");
    pass(30 * minute);
    EXPECT_EQ(user_of(token), "zhang");
    pass(30 * minute + 1);
    EXPECT_EQ(user_of(token), "");
    pass(-20 * minute);
    EXPECT_EQ(user_of(token), "") << "and for good";
    restart();
    EXPECT_EQ(user_of(token), "");
}

TEST_F(SessionsOnATrialClock, twelve_hours_end_a_session_however_busy) {
    const auto token = token_of("zhang");
    for (int i = 0; i < 36; ++i) {
        pass(20 * minute);
        EXPECT_EQ(user_of(token), "zhang") << i;
    }
    pass(1);
    EXPECT_EQ(user_of(token), "");
}

TEST_F(SessionsOnATrialClock, sessions_outlive_the_program_and_so_does_their_use) {
    const auto token = token_of("zhang"), idle = token_of("zhang");
    pass(20 * minute);
    EXPECT_EQ(user_of(token), "zhang");
    pass(20 * minute);
    restart();
    EXPECT_EQ(user_of(token), "zhang") << "it was used 20 minutes ago";
    EXPECT_EQ(user_of(idle), "");
}

TEST_F(SessionsOnATrialClock, a_session_ends_with_its_user_and_a_namesake_does_not_inherit_it) {
    const auto token = token_of("zhang");
    people_.erase("zhang");
    EXPECT_EQ(user_of(token), "");
    people_["zhang"] = 8;
    EXPECT_EQ(user_of(token), "");
    people_["zhang"] = 7;
    EXPECT_EQ(user_of(token), "zhang");
}

TEST_F(SessionsOnATrialClock, a_row_that_is_no_hash_is_passed_over) {
    writer_->execute(
        "INSERT INTO sys_session VALUES ('not a hash', 'a', 'zhang', 7, 'b', 'password', 0, '', '', 0, 0, 0)");
    restart();
    EXPECT_TRUE(accounts_->sessions_of("zhang").empty());
}

TEST_F(SessionsOnATrialClock, a_cookie_is_replaced_when_it_is_old_and_the_session_goes_on) {
    const auto first = token_of("zhang");
    EXPECT_FALSE(accounts_->caller(first, "")->rotation_is_due);
    pass(15 * minute);
    const auto before = accounts_->caller(first, "");
    EXPECT_TRUE(before->rotation_is_due);
    const auto second_token = accounts_->rotate(first)->token;
    EXPECT_NE(second_token, first);
    const auto after = accounts_->caller(second_token, "");
    EXPECT_EQ(after->session->id, before->session->id);
    EXPECT_EQ(after->session->csrf, before->session->csrf) << "pages that are open go on";
    EXPECT_FALSE(after->rotation_is_due);
    EXPECT_EQ(user_of(first), "zhang") << "requests overtake each other";
    EXPECT_FALSE(accounts_->rotate(first).has_value()) << "but it is replaced once only";
    pass(minute + 1);
    EXPECT_EQ(user_of(first), "");
    EXPECT_EQ(user_of(second_token), "zhang");
    EXPECT_EQ(accounts_->sessions_of("zhang").size(), 1U);
    restart();
    EXPECT_EQ(user_of(first), "");
    EXPECT_EQ(user_of(second_token), "zhang");
}

TEST_F(SessionsOnATrialClock, a_rotated_session_is_as_old_as_it_was) {
    auto token = token_of("zhang");
    for (int i = 0; i < 36; ++i) {
        pass(20 * minute);
        const auto next = accounts_->rotate(token);
        ASSERT_TRUE(next.has_value()) << i;
        token = next->token;
    }
    pass(1);
    EXPECT_EQ(user_of(token), "");
}

TEST_F(SessionsOnATrialClock, logging_out_ends_one_session_only) {
    const auto one = token_of("zhang"), other = token_of("zhang");
    const auto version = accounts_->version();
    accounts_->log_out(one, here);
    EXPECT_EQ(user_of(one), "");
    EXPECT_EQ(user_of(other), "zhang");
    EXPECT_NE(accounts_->version(), version) << "who remembers sessions must look again";
    accounts_->log_out("nobody's", here);
    restart();
    EXPECT_EQ(user_of(one), "");
}

TEST_F(SessionsOnATrialClock, a_log_out_with_the_replaced_cookie_ends_the_session) {
    const auto first = token_of("zhang");
    pass(15 * minute);
    const auto next = accounts_->rotate(first)->token;
    accounts_->log_out(first, here);
    EXPECT_EQ(user_of(next), "");
}

TEST_F(SessionsOnATrialClock, one_sees_and_ends_ones_own_sessions_only) {
    const auto mine = token_of("zhang");
    const auto elsewhere = token_of("zhang");
    const auto hers = token_of("wang");
    const auto sessions = accounts_->sessions_of("zhang");
    ASSERT_EQ(sessions.size(), 2U);
    EXPECT_EQ(sessions[0].origin.address, "192.0.2.7");
    EXPECT_EQ(sessions[0].origin.agent, "a browser");
    const auto her_id = accounts_->sessions_of("wang").front().id;
    EXPECT_EQ(accounts_->end_session("zhang", her_id, "zhang", here).error().code, "session.not_found");
    const auto elsewhere_id = accounts_->caller(elsewhere, "")->session->id;
    EXPECT_TRUE(accounts_->end_session("zhang", elsewhere_id, "zhang", here).has_value());
    EXPECT_EQ(user_of(elsewhere), "");
    token_of("zhang");
    EXPECT_TRUE(accounts_->end_sessions("zhang", accounts_->caller(mine, "")->session->id, "zhang", here).has_value());
    EXPECT_EQ(accounts_->sessions_of("zhang").size(), 1U);
    EXPECT_EQ(user_of(mine), "zhang");
    EXPECT_EQ(user_of(hers), "wang");
    restart();
    EXPECT_EQ(accounts_->sessions_of("zhang").size(), 1U);
}

TEST_F(SessionsOnATrialClock, a_user_has_a_bounded_number_of_sessions) {
    const auto first = token_of("zhang");
    for (int i = 0; i < 50; ++i) {
        pass(second);
        token_of("zhang");
    }
    EXPECT_EQ(accounts_->sessions_of("zhang").size(), 50U);
    EXPECT_EQ(user_of(first), "") << "the one unused for longest has ended";
}

TEST_F(SessionsOnATrialClock, what_a_browser_says_of_itself_is_cut_and_must_be_text) {
    accounts_->start_session("zhang", "password", false, {.address = "x", .agent = std::string(5000, 'x')});
    accounts_->start_session("wang", "password", false, {.address = "x", .agent = "\xC3\x28"});
    EXPECT_EQ(accounts_->sessions_of("zhang").front().origin.agent.size(), 200U);
    EXPECT_EQ(accounts_->sessions_of("wang").front().origin.agent, "");
}

} // namespace
} // namespace shanhai::kernel

#include "kernel/access/totp.h"
#include "kernel/access/trial_accounts_test.h"

namespace shanhai::kernel {
namespace {

class TheAccounts : public TrialAccounts {
protected:
    // The code that an authenticator shows now, or some steps later.
    std::string code_now(std::int64_t later = 0) {
        const auto secret = read_credential(*reader_, "zhang")->totp_secret;
        return hotp(secret, static_cast<std::uint64_t>(totp_step({now_}) + later));
    }
    // zhang with a second factor; the recovery codes.
    std::vector<std::string> with_code() {
        add_user("zhang");
        token_ = token_of("zhang");
        EXPECT_TRUE(accounts_->offer_code("zhang", password, here).has_value());
        auto on = accounts_->confirm_code(token_, code_now(), here);
        EXPECT_TRUE(on.has_value()) << on.error().code;
        token_ = on->session.token;
        return on->recovery_codes;
    }
    static ApiToken token(const std::string& user, TokenScope scope = {}) {
        ApiToken made;
        made.user = user;
        made.title = "nightly export";
        made.scope = std::move(scope);
        return made;
    }

    std::string token_;
};

TEST_F(TheAccounts, only_the_right_password_opens) {
    add_user("zhang");
    EXPECT_EQ(log_in("zhang", password), "password");
    EXPECT_EQ(log_in("zhang", "peach trees in June"), "session.refused");
    EXPECT_EQ(log_in("wang", password), "session.refused");
    EXPECT_EQ(log_in("zhang", ""), "session.refused");
    EXPECT_EQ(log_in("", ""), "session.refused");
    EXPECT_EQ(events_of("zhang"), "session.started session.refused session.refused ");
    EXPECT_EQ(events_of("wang"), "session.refused ");
}

TEST_F(TheAccounts, who_is_no_user_any_more_cannot_come_in_and_a_namesake_inherits_nothing) {
    with_code();
    auto key = token("zhang");
    const auto text = accounts_->create_token(key, "zhang", here);
    ASSERT_TRUE(text.has_value());
    people_.erase("zhang");
    EXPECT_EQ(log_in("zhang", password), "session.refused");
    EXPECT_EQ(user_of(*text), "");
    people_["zhang"] = 8; // another record of the same name
    EXPECT_EQ(log_in("zhang", password), "session.refused");
    EXPECT_EQ(user_of(*text), "");
    EXPECT_FALSE(accounts_->standing("zhang")->has_password);
    EXPECT_FALSE(accounts_->standing("zhang")->has_code);
    ASSERT_TRUE(accounts_->set_password("zhang", "plum trees in March", false, "admin", here).has_value());
    EXPECT_EQ(log_in("zhang", "plum trees in March"), "password") << "the second factor was the other one's";
    EXPECT_EQ(accounts_->standing("zhang")->recovery_codes, 0);
}

TEST_F(TheAccounts, guessing_has_to_wait_even_after_a_restart) {
    add_user("zhang");
    for (int i = 0; i < 5; ++i) EXPECT_EQ(log_in("zhang", "guess " + std::to_string(i)), "session.refused");
    EXPECT_EQ(log_in("zhang", password), "session.too_many_attempts") << "the right one, too";
    restart();
    EXPECT_EQ(log_in("zhang", password), "session.too_many_attempts");
    pass(second);
    EXPECT_EQ(log_in("zhang", "guess"), "session.refused");
    pass(second);
    EXPECT_EQ(log_in("zhang", password), "session.too_many_attempts") << "now it takes two";
    pass(second);
    EXPECT_EQ(log_in("zhang", password), "password");
    restart();
    EXPECT_EQ(log_in("zhang", "guess"), "session.refused") << "forgotten with the success";
    EXPECT_NE(events_of("zhang").find("session.locked"), std::string::npos);
}

TEST_F(TheAccounts, one_address_that_guesses_at_many_is_slowed_down) {
    add_user("zhang");
    for (int i = 0; i < 50; ++i) accounts_->log_in({"user" + std::to_string(i), std::string(801, 'x'), ""}, here);
    EXPECT_EQ(log_in("zhang", password), "session.too_many_attempts");
    EXPECT_TRUE(accounts_->log_in({"zhang", password, ""}, {.address = "192.0.2.8", .agent = ""}).has_value());
    const auto rows = reader_->prepare("SELECT count(*) FROM sys_lockout");
    ASSERT_TRUE(rows->step());
    EXPECT_EQ(rows->integer(0), 0) << "names that somebody made up are not stored";
}

TEST_F(TheAccounts, names_that_are_too_long_are_not_remembered) {
    EXPECT_EQ(log_in(std::string(100'000, 'x'), password), "session.refused");
    EXPECT_EQ(events_of(std::string(100'000, 'x')), "");
}

TEST_F(TheAccounts, a_changed_password_ends_the_other_sessions_and_renews_ones_own) {
    add_user("zhang");
    const auto mine = token_of("zhang"), elsewhere = token_of("zhang");
    const auto change = [&](const std::string& old_password, const std::string& fresh) {
        const auto changed = accounts_->change_password(mine, old_password, fresh, here);
        return changed ? changed->token : changed.error().code;
    };
    EXPECT_EQ(change("wrong", "plum trees in March"), "account.wrong_password");
    EXPECT_EQ(change(password, "short"), "session.weak_password");
    EXPECT_EQ(change(password, password), "account.same_password");
    EXPECT_EQ(user_of(elsewhere), "zhang");
    const auto renewed = change(password, "plum trees in March");
    EXPECT_EQ(user_of(renewed), "zhang");
    EXPECT_EQ(user_of(mine), "") << "at once, not after a minute";
    EXPECT_EQ(user_of(elsewhere), "");
    EXPECT_EQ(log_in("zhang", password), "session.refused");
    EXPECT_EQ(log_in("zhang", "plum trees in March"), "password");
    restart();
    EXPECT_EQ(user_of(elsewhere), "");
    EXPECT_EQ(user_of(renewed), "zhang");
}

TEST_F(TheAccounts, a_given_password_opens_nothing_but_the_choice_of_another) {
    people_["zhang"] = 7;
    const auto given = accounts_->give_temporary_password("zhang", "admin", here);
    ASSERT_TRUE(given.has_value());
    EXPECT_TRUE(accounts_->standing("zhang")->must_change);
    const auto started = accounts_->log_in({"zhang", *given, ""}, here);
    ASSERT_TRUE(started.has_value());
    EXPECT_TRUE(started->session.restricted);
    const auto changed = accounts_->change_password(started->token, *given, "plum trees in March", here);
    ASSERT_TRUE(changed.has_value());
    EXPECT_FALSE(changed->session.restricted);
    EXPECT_FALSE(accounts_->caller(changed->token, "")->session->restricted);
    EXPECT_FALSE(accounts_->standing("zhang")->must_change);
    EXPECT_EQ(accounts_->give_temporary_password("nobody", "admin", here).error().code, "account.unknown");
    const auto events = accounts_->events({.user = "zhang", .what = "password.given", .before = 0, .limit = 10});
    EXPECT_EQ(events->at("items").at(0).at("by").as_string(), "admin");
}

TEST_F(TheAccounts, with_the_second_factor_the_password_alone_does_not_open) {
    with_code();
    pass(minute);
    EXPECT_EQ(log_in("zhang", password), "session.code_required");
    EXPECT_EQ(log_in("zhang", "wrong", code_now()), "session.refused") << "the code alone opens nothing";
    EXPECT_EQ(log_in("zhang", password, "000000"), "session.code_refused");
    EXPECT_EQ(log_in("zhang", password, code_now()), "password+code");
    EXPECT_EQ(log_in("zhang", password, code_now()), "session.code_refused") << "each code opens once";
    EXPECT_EQ(log_in("zhang", password, code_now(1)), "password+code");
    restart();
    EXPECT_EQ(log_in("zhang", password, code_now(1)), "session.code_refused");
}

TEST_F(TheAccounts, the_code_that_confirms_does_not_open_again) {
    with_code();
    EXPECT_EQ(log_in("zhang", password, code_now()), "session.code_refused");
}

TEST_F(TheAccounts, a_recovery_code_opens_once) {
    const auto codes = with_code();
    ASSERT_EQ(codes.size(), 10U);
    EXPECT_EQ(log_in("zhang", password, codes[3]), "password+recovery");
    EXPECT_EQ(log_in("zhang", password, codes[3]), "session.code_refused");
    EXPECT_EQ(accounts_->standing("zhang")->recovery_codes, 9);
    restart();
    EXPECT_EQ(log_in("zhang", password, codes[4]), "password+recovery");
    const auto row = reader_->prepare("SELECT code FROM sys_recovery_code");
    while (row->step())
        for (const auto& code : codes) EXPECT_NE(row->text(0), plain_recovery_code(code)) << "kept as hashes";
}

TEST_F(TheAccounts, guessing_codes_has_to_wait) {
    with_code();
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(log_in("zhang", password, "12345" + std::to_string(i)), "session.code_refused");
    EXPECT_EQ(log_in("zhang", password, code_now(1)), "session.too_many_attempts");
}

TEST_F(TheAccounts, a_secret_counts_only_once_a_code_confirms_it) {
    add_user("zhang");
    token_ = token_of("zhang");
    EXPECT_EQ(accounts_->confirm_code(token_, "123456", here).error().code, "account.no_code_offered");
    EXPECT_EQ(accounts_->offer_code("zhang", "wrong", here).error().code, "account.wrong_password");
    const auto offer = accounts_->offer_code("zhang", password, here);
    ASSERT_TRUE(offer.has_value());
    EXPECT_NE(offer->uri.find("secret=" + offer->secret), std::string::npos);
    EXPECT_EQ(log_in("zhang", password), "password");
    EXPECT_EQ(accounts_->confirm_code(token_, "123456", here).error().code, "session.code_refused");
    const auto elsewhere = token_of("zhang");
    const auto on = accounts_->confirm_code(token_, code_now(), here);
    ASSERT_TRUE(on.has_value());
    EXPECT_EQ(user_of(on->session.token), "zhang");
    EXPECT_EQ(user_of(token_), "");
    EXPECT_EQ(user_of(elsewhere), "");
    EXPECT_EQ(accounts_->offer_code("zhang", password, here).error().code, "account.code_is_on");
}

TEST_F(TheAccounts, the_second_factor_goes_with_the_password_or_by_an_administrator) {
    with_code();
    EXPECT_EQ(accounts_->drop_code(token_, "wrong", here).error().code, "account.wrong_password");
    const auto dropped = accounts_->drop_code(token_, password, here);
    ASSERT_TRUE(dropped.has_value());
    EXPECT_EQ(log_in("zhang", password), "password");
    EXPECT_EQ(accounts_->drop_code(dropped->token, password, here).error().code, "account.code_is_off");
    pass(minute);
    with_code();
    ASSERT_TRUE(accounts_->reset_code("zhang", "admin", here).has_value());
    EXPECT_EQ(log_in("zhang", password), "password");
    EXPECT_EQ(user_of(token_), "");
    EXPECT_NE(events_of("zhang").find("code.reset"), std::string::npos);
}

TEST_F(TheAccounts, a_token_opens_what_its_scope_says_until_it_ends) {
    add_user("zhang");
    auto made = token("zhang", {.operations = {"read"}, .types = {"payment"}});
    made.until = Moment{now_ + 10 * minute};
    const auto text = accounts_->create_token(made, "zhang", here);
    ASSERT_TRUE(text.has_value());
    EXPECT_TRUE(text->starts_with("shanhai_"));
    restart();
    const auto caller = accounts_->caller(*text, "192.0.2.9");
    ASSERT_TRUE(caller.has_value());
    EXPECT_EQ(caller->user, "zhang");
    EXPECT_FALSE(caller->session.has_value());
    EXPECT_EQ(caller->scope->operations, std::vector<std::string>{"read"});
    EXPECT_EQ(caller->scope->types, std::vector<std::string>{"payment"});
    EXPECT_EQ(accounts_->tokens_of("zhang").front().address, "192.0.2.9");
    EXPECT_EQ(accounts_->tokens_of("zhang").front().used, Moment{now_});
    EXPECT_EQ(user_of(*text + "x"), "");
    pass(10 * minute + 1);
    EXPECT_EQ(user_of(*text), "");
    EXPECT_EQ(events_of("zhang"), "token.created token.new_address ");
    const auto row = reader_->prepare("SELECT token FROM sys_token");
    ASSERT_TRUE(row->step());
    EXPECT_EQ(row->bytes(0).size(), 32U) << "the store keeps its hash";
}

TEST_F(TheAccounts, a_revoked_token_is_gone_for_good) {
    add_user("zhang");
    add_user("wang", 9);
    auto made = token("zhang");
    const auto text = accounts_->create_token(made, "zhang", here);
    EXPECT_EQ(accounts_->revoke_token("wang", made.id, "wang", here).error().code, "token.not_found");
    EXPECT_EQ(user_of(*text), "zhang");
    const auto version = accounts_->version();
    EXPECT_TRUE(accounts_->revoke_token("zhang", made.id, "zhang", here).has_value());
    EXPECT_NE(accounts_->version(), version);
    EXPECT_EQ(user_of(*text), "");
    restart();
    EXPECT_EQ(user_of(*text), "");
}

TEST_F(TheAccounts, tokens_are_named_and_bounded) {
    add_user("zhang");
    auto nameless = token("zhang");
    nameless.title = "";
    EXPECT_EQ(accounts_->create_token(nameless, "zhang", here).error().code, "token.bad_title");
    auto over = token("zhang");
    over.until = Moment{now_};
    EXPECT_EQ(accounts_->create_token(over, "zhang", here).error().code, "token.over_already");
    for (int i = 0; i < 50; ++i) {
        auto made = token("zhang");
        EXPECT_TRUE(accounts_->create_token(made, "zhang", here).has_value()) << i;
    }
    auto more = token("zhang");
    EXPECT_EQ(accounts_->create_token(more, "zhang", here).error().code, "token.too_many");
}

TEST_F(TheAccounts, the_provider_lets_in_only_whom_an_administrator_has_bound) {
    people_["admin"] = 0;
    people_["zhang"] = 7;
    people_["wang"] = 9;
    EXPECT_EQ(accounts_->log_in_from_provider("subject-1", here).error().code, "session.provider_unknown_user");
    ASSERT_TRUE(accounts_->bind_subject("zhang", "subject-1", "admin", here).has_value());
    EXPECT_EQ(accounts_->log_in_from_provider("subject-1", here)->session.user, "zhang");
    EXPECT_EQ(accounts_->bind_subject("wang", "subject-1", "admin", here).error().code, "account.subject_taken");
    EXPECT_EQ(accounts_->log_in_from_provider("zhang", here).error().code, "session.provider_unknown_user");
    EXPECT_EQ(accounts_->log_in_from_provider("", here).error().code, "session.provider_unknown_user");
    ASSERT_TRUE(accounts_->bind_subject("admin", "subject-0", "admin", here).has_value());
    EXPECT_EQ(accounts_->log_in_from_provider("subject-0", here).error().code, "session.provider_unknown_user");
    people_["zhang"] = 8; // a namesake
    EXPECT_EQ(accounts_->log_in_from_provider("subject-1", here).error().code, "session.provider_unknown_user");
}

TEST_F(TheAccounts, the_provider_may_name_the_user_when_the_settings_say_so) {
    settings_.provider = ProviderSettings{};
    settings_.provider->claim = "preferred_username";
    restart();
    people_["admin"] = 0;
    people_["zhang"] = 7;
    EXPECT_EQ(accounts_->log_in_from_provider("zhang", here)->session.how, "provider");
    EXPECT_EQ(accounts_->log_in_from_provider("wang", here).error().code, "session.provider_unknown_user");
    EXPECT_EQ(accounts_->log_in_from_provider("admin", here).error().code, "session.provider_unknown_user");
}

TEST_F(TheAccounts, a_flood_of_refusals_is_noted_in_part) {
    for (int i = 0; i < 1000; ++i)
        accounts_->note({.what = "access.refused", .user = "zhang", .by = {}, .address = {}, .detail = {}});
    const auto page = accounts_->events({.user = {}, .what = {}, .before = 0, .limit = 500});
    EXPECT_EQ(page->at("items").as_array().size(), 120U);
    pass(minute);
    accounts_->note(
        {.what = "access.refused", .user = "wang", .by = {}, .address = {}, .detail = std::string(999, 'x')});
    EXPECT_EQ(events_of("wang"), "access.refused ");
}

TEST_F(TheAccounts, events_are_read_page_by_page_newest_first) {
    for (int i = 0; i < 7; ++i)
        accounts_->note(
            {.what = "access.refused", .user = "u" + std::to_string(i), .by = {}, .address = {}, .detail = {}});
    const auto first = accounts_->events({.user = {}, .what = {}, .before = 0, .limit = 3});
    EXPECT_EQ(first->at("items").at(0).at("user").as_string(), "u6");
    EXPECT_EQ(first->at("next").as_string(), "5");
    const auto last = accounts_->events({.user = {}, .what = {}, .before = 2, .limit = 3});
    EXPECT_EQ(last->at("items").as_array().size(), 1U);
    EXPECT_TRUE(last->at("next").is_null());
}

} // namespace
} // namespace shanhai::kernel

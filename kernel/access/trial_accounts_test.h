#pragma once

#include "kernel/access/accounts.h"
#include "kernel/store/tables.h"

#include <gtest/gtest.h>
#include <sodium.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <map>

namespace shanhai::kernel {

// A store with accounts in it and a clock that is turned by hand. Users are whoever stands in `people_`.
class TrialAccounts : public ::testing::Test {
protected:
    static constexpr std::int64_t second = 1'000'000;
    static constexpr std::int64_t minute = 60 * second;
    static constexpr const char* password = "peach trees in May";

    TrialAccounts() {
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        store_ = open_sqlite(folder_ / "store.db");
        writer_ = store_->connect_writer();
        create_system_tables(*writer_);
        reader_ = store_->connect_reader();
        accounts_ = opened();
    }
    ~TrialAccounts() override {
        accounts_.reset();
        reader_.reset();
        writer_.reset();
        store_.reset();
        std::filesystem::remove_all(folder_);
    }

    StoreDoors doors() {
        return {.write =
                    [this](const auto& write) {
                        write(*writer_);
                        return Done{};
                    },
                .write_later = [this](const auto& write) { write(*writer_); },
                .read = [this](const auto& read) { read(*reader_); }};
    }
    Clock clock() {
        return [this] { return Moment{now_}; };
    }

    // As after a start of the program.
    std::unique_ptr<Accounts> opened() {
        auto accounts = std::make_unique<Accounts>(
            doors(), clock(), settings_, [this](const std::string& user) -> std::optional<std::int64_t> {
                const auto found = people_.find(user);
                return found == people_.end() ? std::nullopt : std::optional(found->second);
            });
        accounts->load(*reader_);
        return accounts;
    }
    void restart() { accounts_ = opened(); }
    void pass(std::int64_t micros) { now_ += micros; }

    // A user with the password above, hashed at the lowest cost: what costs time on purpose is tested elsewhere.
    void add_user(const std::string& user, std::int64_t person = 7) {
        static const std::string hashed = [] {
            std::string stored(crypto_pwhash_STRBYTES, '\0');
            const int done = crypto_pwhash_str(stored.data(), password, std::string_view(password).size(),
                                               crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN);
            EXPECT_EQ(done, 0);
            return std::string(stored.c_str());
        }();
        people_[user] = person;
        Credential credential;
        credential.user = user;
        credential.person = person;
        credential.password = hashed;
        write_credential(*writer_, credential);
    }
    std::string token_of(const std::string& user) {
        return accounts_->start_session(user, "password", false, here)->token;
    }
    std::string user_of(const std::string& token) {
        const auto caller = accounts_->caller(token, here.address);
        return caller ? caller->user : "";
    }
    std::string log_in(const std::string& user, const std::string& given, const std::string& code = {}) {
        const auto started = accounts_->log_in({.user = user, .password = given, .code = code}, here);
        return started ? started->session.how : started.error().code;
    }
    // What was noted of a user, oldest first.
    std::string events_of(const std::string& user) {
        std::string all;
        const auto events = accounts_->events({.user = user, .what = {}, .before = 0, .limit = 100});
        for (const auto& event : events->at("items").as_array())
            all = std::string(event.at("what").as_string()) + " " + all;
        return all;
    }

    const Origin here{.address = "192.0.2.7", .agent = "a browser"};
    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("shanhai-accounts-" + std::to_string(::getpid()));
    std::atomic<std::int64_t> now_ = 1'700'000'000 * second;
    AccessSettings settings_;
    std::map<std::string, std::int64_t> people_;
    std::unique_ptr<Store> store_;
    std::unique_ptr<Connection> writer_, reader_;
    std::unique_ptr<Accounts> accounts_;
};

} // namespace shanhai::kernel

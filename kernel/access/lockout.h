#pragma once

#include "base/clock.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace shanhai::kernel {

// Who guesses has to wait, longer each time. Counted apart for the user whose password is guessed and for the address
// that guesses: the one stops many addresses from guessing one password, the other stops one address from trying one
// password on many users, or from keeping everybody out.
class Lockout {
public:
    struct Rule {
        int free_attempts = 5; // failures that cost no time
        std::int64_t longest_s = std::int64_t{15} * 60;
        std::int64_t forgotten_s = std::int64_t{24} * 3600; // after so long without a failure
        std::size_t most_remembered = 10'000;
    };

    Lockout(Clock clock, Rule rule) : clock_(std::move(clock)), rule_(rule) {}

    struct Failures {
        std::int64_t count = 0;
        Moment last;
    };

    // How long `who` must wait before the next attempt, in seconds; 0 when at once. Doubles from 1 s.
    std::int64_t wait_seconds(const std::string& who);
    // Another failure; what is known of `who` now, for the store to remember.
    Failures failed(const std::string& who);
    void succeeded(const std::string& who);
    // What the store remembered.
    void restore(const std::string& who, Failures failures);

private:
    void make_room();

    Clock clock_;
    Rule rule_;
    std::mutex guard_;
    std::map<std::string, Failures> failures_;
};

} // namespace shanhai::kernel

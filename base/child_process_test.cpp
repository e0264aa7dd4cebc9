#include "base/child_process.h"

#include <gtest/gtest.h>
#include <spawn.h>

#include <csignal>

namespace shanhai {
namespace {

pid_t started(const char* script) {
    pid_t child = 0;
    char shell[] = "/bin/sh", flag[] = "-c";
    std::string text = script;
    char* const arguments[] = {shell, flag, text.data(), nullptr};
    EXPECT_EQ(::posix_spawn(&child, shell, nullptr, nullptr, arguments, nullptr), 0);
    return child;
}

std::chrono::steady_clock::time_point in(std::chrono::milliseconds time) {
    return std::chrono::steady_clock::now() + time;
}

TEST(ChildProcess, says_how_it_ended) {
    EXPECT_EQ(exit_status_of(started("exit 0"), in(std::chrono::minutes(1))), 0);
    EXPECT_EQ(exit_status_of(started("exit 3"), in(std::chrono::minutes(1))), 3);
    EXPECT_EQ(exit_status_of(started("kill -9 $$"), in(std::chrono::minutes(1))), std::nullopt);
    EXPECT_EQ(exit_status_of(started("exec sleep 60"), in(std::chrono::milliseconds(20))), std::nullopt);
}

// A server inherits the ignored signal from whoever started it: then the system forgets how its children ended.
TEST(ChildProcess, what_nobody_can_say_is_not_taken_for_success) {
    const auto before = std::signal(SIGCHLD, SIG_IGN);
    EXPECT_EQ(exit_status_of(started("exit 0"), in(std::chrono::minutes(1))), std::nullopt);
    std::signal(SIGCHLD, before);
}

} // namespace
} // namespace shanhai

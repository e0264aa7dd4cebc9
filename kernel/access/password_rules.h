#pragma once

#include "base/result.h"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

// What a password must be. Length and "not known to attackers" are what helps; demands for capitals and signs do not, and
// are not made (NIST SP 800-63B section 5.1.1.2).
namespace shanhai::kernel {

struct PasswordRules {
    std::size_t at_least = 12; // characters, not bytes
    // Hashes of passwords that have leaked, a line each in ascending order, as Have I Been Pwned's downloader writes
    // them: 40 (SHA-1) or 64 (SHA-256) hexadecimal digits, and ":COUNT" or nothing. Empty: none.
    std::filesystem::path breach_list;
    // A program and its arguments, run without a shell. It reads one line, the SHA-1 of the password in capital
    // hexadecimal digits; exit status 0: not known, 1: known. Empty: none.
    std::vector<std::string> breach_command;
    std::chrono::milliseconds breach_command_limit_ms{5000};
};

inline constexpr std::size_t longest_password_characters = 200;

// "session.weak_password" (args: at_least), "session.password_is_name", "session.password_leaked",
// "session.breach_check_failed" (args: what) when the list or the command cannot say: a check that was asked for and
// does not work must not let everything pass.
Done check_password(const PasswordRules& rules, const std::string& user, const std::string& password);

// Whether a list as above holds the password. "session.breach_check_failed".
Result<bool> is_in_breach_list(const std::filesystem::path& list, const std::string& password);

} // namespace shanhai::kernel

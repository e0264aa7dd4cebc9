#include "kernel/access/password_rules.h"

#include "base/child_process.h"
#include "base/hash.h"
#include "base/text.h"

#include <openssl/sha.h>
#include <spawn.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <fstream>
#include <tuple>

namespace shanhai::kernel {

namespace {

constexpr std::size_t sha1_digits = 40, sha256_digits = 64, longest_line = 100;

std::string sha1_hex(std::string_view text) {
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
    SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
    return to_hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::unexpected<Problem> failed(std::string what) {
    return refuse("session.breach_check_failed", {}, {{"what", std::move(what)}});
}

// A sorted file of lines, of which single ones are read.
class SortedLines {
public:
    explicit SortedLines(const std::filesystem::path& path) : file_(path, std::ios::binary) {
        file_.seekg(0, std::ios::end);
        size_ = file_ ? static_cast<std::int64_t>(file_.tellg()) : -1;
    }

    std::int64_t size() const { return size_; } // of the file in bytes; -1 when it cannot be read

    // The hash at the beginning of the first line that begins at `at` or later, and where the line ends. Empty at the end.
    std::string hash_from(std::int64_t at, std::int64_t& end) {
        // A line begins at `at` when the byte before ends one.
        file_.clear();
        file_.seekg(std::max<std::int64_t>(at - 1, 0));
        std::string line;
        if (at > 0) std::getline(file_, line);
        end = size_;
        if (!file_ || !std::getline(file_, line)) return {};
        if (!file_.eof()) end = static_cast<std::int64_t>(file_.tellg());
        line.resize(std::min(line.size(), longest_line));
        return lower_ascii(trim(std::string_view(line).substr(0, line.find(':'))));
    }

private:
    std::ifstream file_;
    std::int64_t size_ = -1;
};

bool is_hash(std::string_view text) {
    return (text.size() == sha1_digits || text.size() == sha256_digits) &&
           std::ranges::all_of(text, [](unsigned char c) { return std::isxdigit(c) != 0; });
}

// What the command says about one line on its standard input.
class BreachCommand {
public:
    explicit BreachCommand(const PasswordRules& rules) : rules_(rules) {}

    Result<bool> knows(const std::string& line) {
        std::array<int, 2> ends{}; // sockets and no pipe: writing to a program that has ended raises no signal
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return failed("socketpair");
        const auto started = start(ends[0]);
        ::close(ends[0]);
        const std::string sent = line + "\n"; // shorter than a socket holds: this never blocks
        // A program that does not read it ends as it likes.
        if (started) std::ignore = ::send(ends[1], sent.data(), sent.size(), MSG_NOSIGNAL);
        ::close(ends[1]);
        if (!started) return failed(rules_.breach_command.front());
        return ended();
    }

private:
    bool start(int input) {
        std::vector<char*> arguments;
        for (const auto& word : rules_.breach_command) arguments.push_back(const_cast<char*>(word.c_str()));
        arguments.push_back(nullptr);
        posix_spawn_file_actions_t actions{};
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
        const int error = posix_spawnp(&child_, arguments.front(), &actions, nullptr, arguments.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        return error == 0;
    }

    Result<bool> ended() const {
        const auto status = exit_status_of(child_, std::chrono::steady_clock::now() + rules_.breach_command_limit_ms);
        if (status && *status <= 1) return *status == 1;
        return failed(rules_.breach_command.front() + (status ? " failed" : " did not end by itself in time"));
    }

    const PasswordRules& rules_;
    pid_t child_ = -1;
};

} // namespace

Result<bool> is_in_breach_list(const std::filesystem::path& list, const std::string& password) {
    SortedLines lines(list);
    if (lines.size() < 0) return failed(list.string());
    std::int64_t end = 0;
    const auto first = lines.hash_from(0, end);
    if (!is_hash(first)) return failed(list.string() + " holds no hashes");
    const auto wanted = first.size() == sha1_digits ? sha1_hex(password) : hex(sha256(password));
    // Of all lines that begin in [low, high) the wanted one, if it is there.
    std::int64_t low = 0, high = lines.size();
    while (low < high) {
        const auto middle = low + (high - low) / 2;
        const auto found = lines.hash_from(middle, end);
        if (found == wanted) return true;
        if (found.empty() || found > wanted)
            high = middle;
        else
            low = end;
    }
    return false;
}

Done check_password(const PasswordRules& rules, const std::string& user, const std::string& password) {
    const bool readable = is_utf8(password) && !password.contains('\0');
    const auto characters = readable ? code_points(password) : 0;
    if (characters < rules.at_least || characters > longest_password_characters)
        return refuse("session.weak_password", "/password", {{"at_least", std::to_string(rules.at_least)}});
    if (!user.empty() && lower_ascii(password).contains(lower_ascii(user)) &&
        characters < user.size() + rules.at_least / 2)
        return refuse("session.password_is_name", "/password");
    const bool listed = !rules.breach_list.empty() && TRY(is_in_breach_list(rules.breach_list, password));
    if (listed) return refuse("session.password_leaked", "/password");
    if (rules.breach_command.empty()) return {};
    auto digest = sha1_hex(password);
    std::ranges::transform(digest, digest.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (TRY(BreachCommand(rules).knows(digest))) return refuse("session.password_leaked", "/password");
    return {};
}

} // namespace shanhai::kernel

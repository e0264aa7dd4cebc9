#include "apps/shanhai/password.h"

#include "apps/shanhai/texts.h"
#include "base/text.h"
#include "kernel/access/random.h"

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iostream>

namespace shanhai::apps {

namespace {

constexpr std::string_view demo_password = "shanhai-demo";

Result<std::string> first_line_of(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    if (!file || !std::getline(file, line)) return refuse("file.unreadable", {}, {{"path", path}});
    if (line.ends_with('\r')) line.pop_back();
    return line;
}

// Reads a line from the terminal without showing it.
std::string asked_for(const std::string& question) {
    fmt::print(stderr, "{}", question);
    termios before{};
    const bool silent = tcgetattr(STDIN_FILENO, &before) == 0;
    if (silent) {
        termios quiet = before;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
    }
    std::string line;
    std::getline(std::cin, line);
    if (silent) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
    fmt::print(stderr, "\n");
    return line;
}

// Asked for twice where somebody can answer, else made up.
Result<ChosenPassword> asked_for_or_made_up(const std::string& question) {
    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO))
        return ChosenPassword{.text = kernel::random_words(), .must_be_shown = true};
    ChosenPassword chosen{.text = asked_for(question)};
    if (chosen.text != asked_for(say("init.ask_again"))) return refuse("command.passwords_differ");
    return chosen;
}

} // namespace

Result<ChosenPassword> choose_password(const std::string& file, bool demo) {
    if (!file.empty()) return ChosenPassword{.text = TRY(first_line_of(file))};
    if (const char* given = std::getenv("SHANHAI_PASSWORD"); given && *given) return ChosenPassword{.text = given};
    if (demo) return ChosenPassword{.text = std::string(demo_password), .must_be_shown = true};
    return asked_for_or_made_up(say("init.ask_password"));
}

Result<ChosenPassword> choose_user_password(const std::string& file, const std::string& user) {
    if (!file.empty()) return ChosenPassword{.text = TRY(first_line_of(file))};
    return asked_for_or_made_up(say("user.ask_password", {{"user", user}}));
}

} // namespace shanhai::apps

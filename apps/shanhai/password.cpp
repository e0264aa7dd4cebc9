#include "apps/shanhai/password.h"

#include "apps/shanhai/texts.h"
#include "base/text.h"

#include <fmt/format.h>
#include <sodium.h>
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

// 80 bits without letters that are taken for others.
std::string made_up() {
    static constexpr std::string_view letters = "abcdefghijkmnpqrstuvwxyz23456789";
    std::string password;
    for (int i = 0; i < 16; ++i) {
        if (i > 0 && i % 4 == 0) password.push_back('-');
        password.push_back(letters[randombytes_uniform(static_cast<std::uint32_t>(letters.size()))]);
    }
    return password;
}

} // namespace

Result<ChosenPassword> choose_password(const std::string& file, bool demo) {
    if (!file.empty()) return ChosenPassword{.text = TRY(first_line_of(file))};
    if (const char* given = std::getenv("SHANHAI_PASSWORD"); given && *given) return ChosenPassword{.text = given};
    if (demo) return ChosenPassword{.text = std::string(demo_password), .must_be_shown = true};
    if (isatty(STDIN_FILENO) && isatty(STDERR_FILENO)) {
        ChosenPassword chosen{.text = asked_for(say("init.ask_password"))};
        if (chosen.text != asked_for(say("init.ask_again"))) return refuse("command.passwords_differ");
        return chosen;
    }
    if (sodium_init() < 0) return refuse("command.password_missing");
    return ChosenPassword{.text = made_up(), .must_be_shown = true};
}

} // namespace shanhai::apps

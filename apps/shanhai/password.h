#pragma once

#include "base/result.h"

#include <string>

namespace shanhai::apps {

struct ChosenPassword {
    std::string text;
    bool must_be_shown = false; // the person has not seen it yet
};

// The administrator's password for a new store: from the file, else SHANHAI_PASSWORD, else the demo's well-known one,
// else asked for twice at the terminal, else made up.
Result<ChosenPassword> choose_password(const std::string& file, bool demo);

// A user's password: from the file, else asked for twice at the terminal, else made up.
Result<ChosenPassword> choose_user_password(const std::string& file, const std::string& user);

} // namespace shanhai::apps

#pragma once

#include "kernel/kernel.h"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <vector>

namespace shanhai::apps {

// `--where giver=山东省 --where year=2023 --by receiver --as-of 2024-12-31`, as several commands take them.
struct SliceOptions {
    std::vector<std::string> where_texts;
    std::vector<std::string> by_texts;
    std::string as_of_text;

    void add_to(CLI::App& command, bool with_by);
    Result<kernel::Where> where() const;
    std::vector<std::string> by() const;
    Result<std::optional<Moment>> as_of() const;
};

} // namespace shanhai::apps

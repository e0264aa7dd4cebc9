#pragma once

#include "kernel/kernel.h"

#include <string>
#include <string_view>

namespace shanhai::governance {

// The Chinese title of a choice; the choice itself when the field does not know it.
inline std::string choice_title(const kernel::Kernel& kernel, std::string_view type, std::string_view field,
                                const std::string& choice) {
    for (const auto& known : kernel.schema().type(type)->field(field)->choices)
        if (known.name == choice) return known.title.zh;
    return choice;
}

} // namespace shanhai::governance

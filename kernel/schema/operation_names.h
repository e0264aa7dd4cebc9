#pragma once

#include "kernel/schema/access_model.h"

#include <algorithm>

namespace shanhai::kernel {

// Whether records of these types (none: of any) know an operation of that name: a common one or one of their transitions.
inline bool is_operation(const Schema& schema, const std::vector<std::string>& types, std::string_view name) {
    if (std::ranges::find(operations, name) != operations.end()) return true;
    return std::ranges::any_of(schema.types, [&](const auto& type) {
        const bool meant = types.empty() || std::ranges::find(types, type->name) != types.end();
        return meant && type->transition(name) != nullptr;
    });
}

} // namespace shanhai::kernel

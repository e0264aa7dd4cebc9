#pragma once

#include <string_view>

namespace shanhai::kernel {

// Where a grant holds: everywhere, or for records that lie in a division or an organisation (each with all below it) or
// in a programme.
enum class ScopeKind { whole, division, organisation, programme };

constexpr std::string_view name_of(ScopeKind kind) {
    switch (kind) {
    case ScopeKind::whole: return "whole";
    case ScopeKind::division: return "division";
    case ScopeKind::organisation: return "organisation";
    case ScopeKind::programme: return "programme";
    }
    return "";
}

} // namespace shanhai::kernel

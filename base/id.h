#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace shanhai {

// An integer that names one kind of thing and cannot be mistaken for another kind's.
template <class Tag>
struct Id {
    std::int64_t value = 0;
    constexpr explicit operator bool() const { return value != 0; }
    constexpr auto operator<=>(const Id&) const = default;
};

} // namespace shanhai

template <class Tag>
struct std::hash<shanhai::Id<Tag>> {
    std::size_t operator()(shanhai::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};

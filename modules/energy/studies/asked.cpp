#include "modules/energy/studies/asked.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace shanhai::energy {

namespace {

const json::value* member_of(const json::object& asked, std::string_view member) {
    const auto* value = asked.if_contains(member);
    return value == nullptr || value->is_null() ? nullptr : value;
}

std::unexpected<Problem> bad(std::string_view member, std::string expected) {
    return refuse("study.bad_member", fmt::format("/{}", member),
                  {{"member", std::string(member)}, {"expected", std::move(expected)}});
}

} // namespace

Done only_members(const json::object& asked, std::initializer_list<std::string_view> known) {
    for (const auto& [name, value] : asked)
        if (std::ranges::find(known, std::string_view(name)) == known.end())
            return refuse("study.unknown_member", fmt::format("/{}", std::string_view(name)),
                          {{"member", std::string(name)},
                           {"known", join(std::vector<std::string>(known.begin(), known.end()), ", ")}});
    return {};
}

Result<std::optional<std::string>> asked_text(const json::object& asked, std::string_view member) {
    const auto* value = member_of(asked, member);
    if (value == nullptr) return std::nullopt;
    if (!value->is_string()) return bad(member, "a text");
    return std::string(value->get_string());
}

Result<std::optional<Date>> asked_day(const json::object& asked, std::string_view member) {
    const auto text = TRY(asked_text(asked, member));
    if (!text) return std::nullopt;
    const auto day = Date::parse(*text);
    if (!day) return bad(member, "YYYY-MM-DD");
    return *day;
}

Result<double> asked_number(const json::object& asked, std::string_view member, double usual, double least,
                            double most) {
    const auto* value = member_of(asked, member);
    if (value == nullptr) return usual;
    if (!value->is_number() || value->to_number<double>() < least || value->to_number<double>() > most)
        return bad(member, fmt::format("{} … {}", least, most));
    return value->to_number<double>();
}

} // namespace shanhai::energy

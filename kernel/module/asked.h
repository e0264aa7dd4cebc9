#pragma once

#include "base/date.h"
#include "base/json.h"
#include "base/result.h"
#include "base/text.h"
#include "kernel/kernel.h"
#include "kernel/module/shown_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a study is asked, member by member.
namespace shanhai::kernel {

// `expected`: what would have been understood, in no language: "YYYY-MM-DD", "0–366", "pdf, html".
inline std::unexpected<Problem> bad_member(std::string_view member, std::string expected) {
    return refuse("study.bad_member", "/" + std::string(member),
                  {{"member", std::string(member)}, {"expected", std::move(expected)}});
}

// Some of those that could be named, as far as `who` may read them: "A, B, C".
inline std::string some_of(Kernel& kernel, const Principal& who, const std::string& type, const char* field) {
    ListQuery query;
    query.limit = 5;
    const auto page = kernel.list(who, type, query);
    std::vector<std::string> names;
    for (const auto& record : page ? page->items : json::array()) names.push_back(text_of(record.as_object(), field));
    return names.empty() ? type : join(names, ", ");
}

// "study.unknown_member" for the first member that is not among the known ones.
inline Done only_members(const json::object& asked, const std::vector<std::string>& known) {
    for (const auto& [key, value] : asked) {
        const std::string name(key);
        if (std::ranges::find(known, name) == known.end())
            return refuse("study.unknown_member", "/" + name, {{"member", name}, {"known", join(known, ", ")}});
    }
    return {};
}

inline const json::value* asked_value(const json::object& asked, std::string_view member) {
    const auto* value = asked.if_contains(member);
    return value == nullptr || value->is_null() ? nullptr : value;
}

// Nothing when the member is absent or null. "study.bad_member" when it is no text, day or number within the bounds.
inline Result<std::optional<std::string>> asked_text(const json::object& asked, std::string_view member) {
    const auto* value = asked_value(asked, member);
    if (value == nullptr) return std::nullopt;
    if (value->is_number()) return json::serialize(*value); // a command line does not tell 17 from "17"
    if (!value->is_string()) return bad_member(member, "\"…\"");
    return std::string(value->get_string());
}

inline Result<std::optional<Date>> asked_day(const json::object& asked, std::string_view member) {
    const auto text = TRY(asked_text(asked, member));
    if (!text || text->empty()) return std::nullopt;
    const auto day = Date::parse(*text);
    if (!day) return bad_member(member, "YYYY-MM-DD");
    return *day;
}

inline Result<double> asked_number(const json::object& asked, std::string_view member, double usual, double least,
                                   double most) {
    const auto* value = asked_value(asked, member);
    if (value == nullptr) return usual;
    if (!value->is_number() || value->to_number<double>() < least || value->to_number<double>() > most)
        return bad_member(member, fmt::format("{:g}–{:g}", least, most));
    return value->to_number<double>();
}

} // namespace shanhai::kernel

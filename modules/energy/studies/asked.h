#pragma once

#include "base/date.h"
#include "base/json.h"
#include "base/result.h"

#include <initializer_list>
#include <optional>
#include <string>

// What a study is asked, member by member.
namespace shanhai::energy {

// "study.unknown_member" for the first member that is not among the known ones.
Done only_members(const json::object& asked, std::initializer_list<std::string_view> known);

// Nothing when the member is absent or null. "study.bad_member" when it is no text, day, number or within the bounds.
Result<std::optional<std::string>> asked_text(const json::object& asked, std::string_view member);
Result<std::optional<Date>> asked_day(const json::object& asked, std::string_view member);
Result<double> asked_number(const json::object& asked, std::string_view member, double usual, double least,
                            double most);

} // namespace shanhai::energy

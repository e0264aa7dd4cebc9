#include "modules/funds/doubts.h"

#include "kernel/module/asked.h"
#include "kernel/module/every_record.h"
#include "modules/funds/audit_books.h"
#include "modules/funds/idle_money.h"
#include "modules/funds/shown_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <ostream>
#include <tuple>
#include <utility>

namespace shanhai::funds {

namespace {

using kernel::Kernel;
using kernel::Principal;
using kernel::reference_text;
using kernel::text_of;

Result<std::vector<json::object>> open_flags(Kernel& kernel, const Principal& who, const json::object& asked) {
    kernel::ListQuery query;
    query.filters.push_back({"state", "in", "raised,explained"});
    for (const auto& [member, operation] : std::initializer_list<std::pair<const char*, const char*>>{
             {"check", "eq"}, {"programme", "eq"}, {"giver", "under"}, {"region", "under"}})
        if (const auto text = TRY(kernel::asked_text(asked, member)); text && !text->empty())
            query.filters.push_back({member, operation, *text});
    std::vector<json::object> flags;
    TRY_DO(for_each_record(kernel, who, "compliance_flag", std::move(query), [&](json::object& flag) -> Done {
        flags.push_back(std::move(flag));
        return {};
    }));
    std::ranges::sort(flags, {}, [](const json::object& flag) {
        const auto since = text_of(flag, "since");
        return std::tuple(-amount_of(flag, "amount").in_fen(), since.empty() ? text_of(flag, "raised_on") : since,
                          text_of(flag, "number"));
    });
    return flags;
}

json::object told(const json::object& flag, Date today) {
    json::object doubt;
    for (const char* member : {"number", "check", "state", "amount", "since", "raised_on", "project", "programme",
                               "giver", "region", "records", "evidence", "explanation"})
        if (const auto* value = flag.if_contains(member); value != nullptr && !value->is_null()) doubt[member] = *value;
    const auto since = Date::parse(text_of(flag, flag.if_contains("since") != nullptr ? "since" : "raised_on"));
    if (since) doubt["days"] = today - *since;
    return doubt;
}

json::array by_check(const std::vector<json::object>& flags) {
    std::map<std::string, std::pair<std::size_t, Money>> checks;
    for (const auto& flag : flags) {
        auto& [count, amount] = checks.try_emplace(text_of(flag, "check"), 0, Money::fen(0)).first->second;
        ++count;
        amount += amount_of(flag, "amount");
    }
    json::array rows;
    for (const auto& [check, sums] : checks)
        rows.push_back({{"check", check}, {"flags", sums.first}, {"amount", sums.second.plain()}});
    return rows;
}

} // namespace

Result<json::object> open_doubts(Kernel& kernel, const Principal& who, const json::object& asked,
                                 const kernel::Progress& progress) {
    TRY_DO(kernel::only_members(asked, {"check", "programme", "giver", "region"}));
    const auto flags = TRY(open_flags(kernel, who, asked));
    if (progress) progress(1, 2);
    const auto books = TRY(books_of(kernel, who));
    const auto today = last_day_of(books, kernel, kernel.now().day_in_shanghai());
    json::array doubts, bands;
    for (const auto& flag : flags) doubts.push_back(told(flag, today));
    const auto idle = idle_by_age(books, today);
    for (const auto& band : idle.bands)
        bands.push_back({{"from_days", band.from_days}, {"projects", band.projects}, {"amount", band.amount.plain()}});
    return json::object{{"on", today.iso()},
                        {"doubts", std::move(doubts)},
                        {"checks", by_check(flags)},
                        {"lying", std::move(bands)},
                        {"kept_back", idle.kept_back.plain()}};
}

void tell_doubts(const json::object& answer, std::ostream& out) {
    const auto& doubts = answer.at("doubts").as_array();
    out << fmt::format("{} doubts wait, as of {}\n", doubts.size(), text_of(answer, "on"));
    for (const auto& row : answer.at("checks").as_array()) {
        const auto& check = row.as_object();
        out << fmt::format("  {}: {}, {} CNY\n", text_of(check, "check"), check.at("flags").to_number<std::size_t>(),
                           text_of(check, "amount"));
    }
    out << "money that lies with owners, by age in days\n";
    for (const auto& row : answer.at("lying").as_array()) {
        const auto& band = row.as_object();
        out << fmt::format("{:>7} +{:>7} projects{:>18} CNY\n", band.at("from_days").to_number<int>(),
                           band.at("projects").to_number<std::size_t>(), text_of(band, "amount"));
    }
    out << fmt::format("{:>9}{:>33} CNY\n", "kept back", text_of(answer, "kept_back"));
    for (const auto& row : doubts) {
        const auto& doubt = row.as_object();
        const auto* days = doubt.if_contains("days");
        out << fmt::format("{}  {:>16}  {:>5} d  {}  {}  {}\n", text_of(doubt, "number"), text_of(doubt, "amount"),
                           days == nullptr ? 0 : days->to_number<int>(), text_of(doubt, "check"),
                           reference_text(doubt, "project", "label"), text_of(doubt, "evidence"));
    }
}

} // namespace shanhai::funds

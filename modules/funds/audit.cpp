#include "modules/funds/audit.h"

#include "modules/funds/audit_books.h"
#include "modules/funds/shown_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace shanhai::funds {

namespace {

using kernel::Kernel;
using kernel::Principal;
using kernel::text_of;

constexpr std::size_t at_once = 500; // flags entered together
constexpr std::size_t longest_evidence = 1'000, longest_records = 300;

void set_reference(json::object& fields, const char* name, const std::string& id) {
    if (!id.empty()) fields[name] = "#" + id;
}

std::string cut(const std::string& text, std::size_t most) {
    if (text.size() <= most) return text;
    auto end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end; // not within a character
    return text.substr(0, end) + "…";
}

json::object fields_of(const Doubt& doubt, const Books& books, Date today) {
    json::object fields{{"check", doubt.check},
                        {"raised_on", today.iso()},
                        {"evidence", cut(doubt.evidence, longest_evidence)},
                        {"mark", doubt.mark}};
    if (!doubt.records.empty()) fields["records"] = cut(doubt.records, longest_records);
    if (doubt.amount) fields["amount"] = doubt.amount->plain();
    if (doubt.since) fields["since"] = doubt.since->iso();
    set_reference(fields, "project", doubt.project);
    if (const auto project = books.projects.find(doubt.project); project != books.projects.end()) {
        set_reference(fields, "region", project->second.region);
        set_reference(fields, "giver", project->second.giver);
        set_reference(fields, "programme", project->second.programme);
    } else {
        set_reference(fields, "region", doubt.region);
    }
    return fields;
}

// ── the share at county level and below ──────────────────────────────────────────────────────────────────────────────

struct Rule {
    Rational at_least = 80;
    std::string document = "一般规定";
};

// Those of the year, by programme; of several the one that was entered last.
Result<std::map<std::string, Rule>> rules_of(Kernel& kernel, int year) {
    std::map<std::string, Rule> rules;
    TRY_DO(each(kernel, Principal::system(), "share_rule", [&](const json::object& record) {
        if (day_of(record, "from_day").year() > year || day_of(record, "until_day").year() < year) return;
        auto& rule = rules[id_of(record, "programme")];
        rule = {Rational::parse(text_of(record, "at_least")).value_or(rule.at_least), text_of(record, "document")};
    }));
    return rules;
}

// Warns before a rule breaks: from this many percentage points above it on.
constexpr int margin = 2;

Result<std::vector<json::object>> shares(Kernel& kernel, Date today) {
    std::vector<std::pair<std::string, std::string>> programmes; // id, name
    TRY_DO(each(kernel, Principal::system(), "programme", [&](const json::object& record) {
        programmes.emplace_back(text_of(record, "id"), text_of(record, "name"));
    }));
    auto rules = TRY(rules_of(kernel, today.year()));
    std::vector<json::object> flags;
    for (const auto& [id, name] : programmes) {
        const auto cells = TRY(kernel.figure(
            Principal::system(),
            {"funds.county_share", {{"programme", "#" + id}, {"year", std::to_string(today.year())}}, {}, {}}));
        if (cells.empty() || !cells.front().value) continue;
        const auto& rule = rules[id]; // the general one when there is none
        const auto warned_from = add(rule.at_least, Rational(margin));
        if (!warned_from || compare(*cells.front().value, *warned_from) >= 0) continue;
        const bool broken = compare(*cells.front().value, rule.at_least) < 0;
        json::object flag{{"check", "county_share"},
                          {"raised_on", today.iso()},
                          {"evidence", fmt::format("{} 年{}投入县及县以下 {}%，{}（{}要求不低于 {}%）。", today.year(),
                                                   name, cells.front().text, broken ? "低于规定" : "接近规定的下限",
                                                   rule.document, rule.at_least.text(1))},
                          {"mark", fmt::format("county_share/{}/{}/{}", id, today.year(), broken ? "broken" : "near")}};
        set_reference(flag, "programme", id);
        flags.push_back(std::move(flag));
    }
    return flags;
}

// ── what was raised before ───────────────────────────────────────────────────────────────────────────────────────────

struct Raised {
    std::set<std::string, std::less<>> marks;
    // Projects that are being asked about idle money: as it is paid out, what is oldest changes, and the question does not.
    std::set<std::string, std::less<>> asked_for_idle;
};

Result<Raised> flags_of(Kernel& kernel) {
    Raised raised;
    TRY_DO(each(kernel, Principal::system(), "compliance_flag", [&](const json::object& record) {
        raised.marks.insert(text_of(record, "mark"));
        const auto state = text_of(record, "state");
        if (text_of(record, "check") == "idle_money" && (state == "raised" || state == "explained"))
            raised.asked_for_idle.insert(id_of(record, "project"));
    }));
    return raised;
}

} // namespace

Result<kernel::JobOutcome> audit(const kernel::JobCall& call) {
    const auto raised = TRY(flags_of(call.kernel));
    const auto books = TRY(books_of(call.kernel, Principal::system()));
    const auto today = last_day_of(books, call.kernel, call.clock().day_in_shanghai());
    auto flags = TRY(shares(call.kernel, today));
    for (const auto& doubt : doubts_in(books, today))
        if (doubt.check != "idle_money" || !raised.asked_for_idle.contains(doubt.project))
            flags.push_back(fields_of(doubt, books, today));
    std::erase_if(flags, [&](const json::object& flag) { return raised.marks.contains(text_of(flag, "mark")); });

    kernel::JobOutcome outcome{.said = {fmt::format("看了 {} 份合同、{} 笔支付，新增 {} 条疑点。",
                                                    books.contracts.size(), books.payments.size(), flags.size()),
                                        fmt::format("{} contracts and {} payments were looked at; {} new flags.",
                                                    books.contracts.size(), books.payments.size(), flags.size())},
                               .entries = {},
                               .nothing = flags.empty()};
    for (std::size_t from = 0; from < flags.size(); from += at_once) {
        kernel::Request request;
        request.who = Principal::system();
        request.idempotency_key = fmt::format("{}/{}", call.key, from);
        request.show = false;
        for (auto i = from; i < std::min(from + at_once, flags.size()); ++i) {
            kernel::Command command;
            command.type = "compliance_flag";
            command.fields = std::move(flags[i]);
            request.commands.push_back(std::move(command));
        }
        for (const auto& made : TRY(call.kernel.execute(std::move(request))).outcomes)
            outcome.entries.push_back(made.entry);
    }
    return outcome;
}

} // namespace shanhai::funds

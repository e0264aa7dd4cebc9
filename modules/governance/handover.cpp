#include "modules/governance/handover.h"

#include "kernel/module/shown_record.h"
#include "modules/governance/work_groups.h"

#include <fmt/format.h>

#include <array>
#include <set>
#include <utility>

namespace shanhai::governance {

namespace {

using kernel::Kernel;
using kernel::text_of;

// A type of record that belongs to a work group, and when it is open.
struct Open {
    const char* type;
    const char* kind; // of the item
    const char* states;
    bool moves; // the successors become answerable for it
    const char* amount = nullptr;
};
constexpr std::array<Open, 10> open_matters{{
    {"project", "project",
     "(proposed,feasible,designed,reviewed,approved,started,in_progress,suspended,completed,accepted)", true, "budget"},
    {"task", "task", "(listed,started)", true},
    {"directive", "directive", "(received,assigned,reported)", true},
    {"supervision_slip", "slip", "(draft,issued,asked,answered,verified)", false}, // what was issued is not amended
    {"decision", "decision", "(decided,tasked)", true},
    {"major_matter", "matter", "(draft,asked)", true},
    {"promise", "promise", "(open)", true},
    {"accord", "accord", "(draft,signed)", true},
    {"regulation", "rule", "(draft,in_force)", true},
    {"suggestion", "suggestion", "(heard,adopted)", true},
}};

struct Balance {
    const char* figure;
    const char* title;
};
constexpr std::array<Balance, 4> balances{{{"funds.invested", "已下达资金"},
                                           {"funds.disbursed", "已拨付资金"},
                                           {"funds.paid", "已支付资金"},
                                           {"funds.idle", "拨付未支付资金"}}};

class List {
public:
    List(Kernel& kernel, const json::object& handover, Date today)
        : kernel_(kernel), handover_(handover), group_(id_of(handover, "from_group")), today_(today) {}

    Result<std::vector<kernel::Command>> made() && {
        for (const auto& open : open_matters) TRY_DO(add_records(open));
        TRY_DO(add_money());
        for (const auto& owner : owners_) {
            const auto contact = TRY(kernel_.get(kernel::Principal::system(), "organisation", owner));
            add("contact", text_of(contact, "name"), "organisation/" + text_of(contact, "code"));
        }
        add("paper", "项目、资金和会议档案", "");
        items_.push_back(step("handover", id_of(handover_), "complete_list"));
        return std::move(items_);
    }

private:
    void add(const std::string& kind, const std::string& name, const std::string& record,
             const std::string& amount = {}, const std::string& note = {}) {
        json::object fields{{"handover", id_of(handover_)}, {"date", today_.iso()}, {"kind", kind}, {"name", name}};
        if (!record.empty()) fields["record"] = record;
        if (!amount.empty()) fields["amount"] = amount;
        if (!note.empty()) fields["note"] = note;
        items_.push_back(creation("handover_item", std::move(fields)));
    }

    Done add_records(const Open& open) {
        const auto* type = kernel_.schema().type(open.type);
        for (const auto& record :
             TRY(all_records(kernel_, open.type, {{"work_group", "eq", group_}, {"state", "in", open.states}}))) {
            const auto* state = type->state(text_of(record, "state"));
            add(open.kind, text_of(record, "name"), std::string(open.type) + "/" + text_of(record, "number"),
                open.amount == nullptr ? "" : text_of(record, open.amount), state == nullptr ? "" : state->title.zh);
            if (auto owner = id_of(record, "owner"); !owner.empty()) owners_.insert(std::move(owner));
        }
        return {};
    }

    // Balances of the pair of places that the group stands between: what was there before its term, too.
    Done add_money() {
        const auto group = TRY(kernel_.get(kernel::Principal::system(), "work_group", group_));
        for (const auto& balance : balances) {
            const auto cells =
                TRY(kernel_.figure(kernel::Principal::system(), {balance.figure,
                                                                 {{"programme", id_of(group, "programme")},
                                                                  {"giver", id_of(group, "giver")},
                                                                  {"region", id_of(group, "region")}},
                                                                 {},
                                                                 {}}));
            if (!cells.empty() && cells.front().value && compare(*cells.front().value, Rational(0)) >= 0)
                add("money", balance.title, std::string("figures/") + balance.figure, cells.front().text);
        }
        return {};
    }

    Kernel& kernel_;
    const json::object& handover_;
    std::string group_;
    Date today_;
    std::vector<kernel::Command> items_;
    std::set<std::string> owners_; // ids of organisations
};

// "task/RW-2024-00001" of a type that moves; nothing of others.
std::optional<std::pair<std::string, std::string>> moving(const std::string& record) {
    const auto slash = record.find('/');
    if (slash == std::string::npos) return std::nullopt;
    for (const auto& open : open_matters)
        if (open.moves && record.substr(0, slash) == open.type)
            return std::pair(record.substr(0, slash), record.substr(slash + 1));
    return std::nullopt;
}

Result<std::vector<kernel::Command>> moves_of(Kernel& kernel, const json::object& handover, Date today) {
    const auto reason = "交接 " + text_of(handover, "number");
    std::vector<kernel::Command> commands;
    for (const auto& item :
         TRY(all_records(kernel, "handover_item", {{"handover", "eq", id_of(handover)}, {"state", "eq", "taken"}}))) {
        const auto record = moving(text_of(item, "record"));
        if (!record) continue;
        const auto now = TRY(kernel.get(kernel::Principal::system(), record->first, record->second));
        if (id_of(now, "work_group") != id_of(handover, "from_group")) continue; // it has gone elsewhere since
        commands.push_back(
            amendment(record->first, record->second, {{"work_group", id_of(handover, "to_group")}}, reason));
    }
    commands.push_back(amendment("handover", id_of(handover), {{"moved_on", today.iso()}}, reason));
    return commands;
}

} // namespace

Result<kernel::JobOutcome> work_on_handovers(const kernel::JobCall& call) {
    const auto today = call.clock().day_in_shanghai();
    Opening opening(call);
    std::size_t items = 0, moved = 0;
    for (const auto& handover : TRY(all_records(call.kernel, "handover", {{"state", "eq", "opened"}}))) {
        auto commands = TRY(List(call.kernel, handover, today).made());
        items += commands.size() - 1;
        opening.write("list/" + text_of(handover, "id"), text_of(handover, "number"), std::move(commands));
    }
    for (const auto& handover :
         TRY(all_records(call.kernel, "handover", {{"state", "eq", "signed"}, {"moved_on", "null", ""}}))) {
        auto commands = TRY(moves_of(call.kernel, handover, today));
        moved += commands.size() - 1;
        opening.write("move/" + text_of(handover, "id"), text_of(handover, "number"), std::move(commands));
    }
    return std::move(opening).outcome(
        {fmt::format("列出 {} 项待交接，{} 项转入接任工作组。", items, moved),
         fmt::format("{} items were listed, {} matters moved to the successors.", items, moved)});
}

} // namespace shanhai::governance

#include "modules/governance/handover_paper.h"

#include "base/text.h"
#include "kernel/bulletins/office_style.h"
#include "kernel/module/asked.h"
#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"
#include "modules/governance/asked_record.h"
#include "modules/governance/assessment_rules.h"
#include "modules/governance/choice_title.h"
#include "modules/governance/office_paper.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <utility>

namespace shanhai::governance {

namespace {

using kernel::Kernel;
using kernel::PaperBlock;
using kernel::Principal;
using kernel::reference_text;
using kernel::text_of;

// For a pen.
constexpr const char* signature_line = "签字：　　　　　　　　　　年　　月　　日";

struct Item {
    std::string kind, name, amount, note, state;
    std::string given, taken; // who and when: "group.jinan 2025-06-25"
};

struct Dossier {
    json::object handover;
    std::vector<Item> items; // by kind, as the type has them
    std::size_t given = 0, taken = 0;

    double complete_percent() const {
        return items.empty() ? 0
                             : std::floor(1000.0 * static_cast<double>(taken) / static_cast<double>(items.size())) / 10;
    }
};

// The last step of a kind that was not undone by a return: who signed, and on which day.
std::string signature(const json::array& entries, std::string_view transition) {
    std::string signature;
    for (const auto& value : entries) {
        const auto& entry = value.as_object();
        const auto step = text_of(entry, "transition");
        if (step == "doubt" || text_of(entry, "action") == "undo") signature.clear();
        if (step != transition || text_of(entry, "action") != "advance") continue;
        const auto at = Moment::parse(text_of(entry, "at"));
        signature = text_of(entry, "actor") + (at ? " " + at->day_in_shanghai().iso() : "");
    }
    return signature;
}

Result<Item> item_of(Kernel& kernel, const Principal& who, const json::object& record) {
    Item item{.kind = text_of(record, "kind"),
              .name = text_of(record, "name"),
              .amount = text_of(record, "amount"),
              .note = text_of(record, "note"),
              .state = text_of(record, "state"),
              .given = {},
              .taken = {}};
    if (item.state == "listed") {
        item.note = text_of(record, "question").empty() ? item.note : "疑问：" + text_of(record, "question");
        return item;
    }
    const auto history = TRY(kernel.history(who, "handover_item", "#" + text_of(record, "id"), {}));
    item.given = signature(history.at("entries").as_array(), "give");
    if (item.state == "taken") item.taken = signature(history.at("entries").as_array(), "take");
    return item;
}

Result<Dossier> dossier_of(Kernel& kernel, const Principal& who, const std::string& name,
                           const kernel::Progress& progress) {
    Dossier dossier{.handover = TRY(kernel.get(who, "handover", name)), .items = {}};
    kernel::ListQuery query;
    query.filters = {{"handover", "eq", "#" + text_of(dossier.handover, "id")}};
    query.order = {"id"};
    TRY_DO(for_each_record(kernel, who, "handover_item", std::move(query), [&](const json::object& record) -> Done {
        dossier.items.push_back(TRY(item_of(kernel, who, record)));
        const auto& state = dossier.items.back().state;
        dossier.given += state != "listed";
        dossier.taken += state == "taken";
        if (progress && dossier.items.size() % 50 == 0) progress(dossier.items.size(), dossier.items.size() + 50);
        return {};
    }));
    const auto& choices = kernel.schema().type("handover_item")->field("kind")->choices;
    std::ranges::sort(dossier.items, {}, [&](const Item& item) {
        return std::pair(std::ranges::find(choices, item.kind, &kernel::Choice::name), item.name);
    });
    return dossier;
}

// ── the paper ────────────────────────────────────────────────────────────────────────────────────────────────────────

PaperBlock table_of(const std::vector<Item>& items) {
    PaperBlock block;
    block.kind = kernel::BlockKind::table;
    block.columns = {"事项", "金额和说明", "移交人", "接收人"};
    for (const auto& item : items) {
        auto about = item.amount.empty() ? std::string() : kernel::office_number(item.amount, "CNY", "zh");
        if (!item.note.empty()) about += (about.empty() ? "" : "；") + item.note;
        block.rows.push_back(
            {{item.name, about, item.given.empty() ? "未移交" : item.given, item.taken.empty() ? "未接收" : item.taken},
             {}});
    }
    return block;
}

std::string progress_words(const Dossier& dossier) {
    const auto due = kernel::office_date(text_of(dossier.handover, "due_on"), "zh");
    auto words = fmt::format("共{}项，已移交{}项，已接收{}项，完整度{:.1f}%。", dossier.items.size(), dossier.given,
                             dossier.taken, dossier.complete_percent());
    if (const auto open = dossier.items.size() - dossier.taken; open > 0)
        words += fmt::format("还有{}项没有双方签字，须在{}前签完。", open, due);
    return words;
}

void add_kinds(const Kernel& kernel, const Dossier& dossier, int& place, std::vector<PaperBlock>& blocks) {
    for (std::size_t from = 0; from < dossier.items.size();) {
        std::vector<Item> items;
        std::size_t taken = 0;
        const auto& kind = dossier.items[from].kind;
        for (; from < dossier.items.size() && dossier.items[from].kind == kind; ++from) {
            items.push_back(dossier.items[from]);
            taken += items.back().state == "taken";
        }
        blocks.push_back(heading(fmt::format("{}、{}（接收{}/{}）", number_words(++place),
                                             choice_title(kernel, "handover_item", "kind", items.front().kind), taken,
                                             items.size())));
        blocks.push_back(table_of(items));
    }
}

kernel::Bulletin paper_of(const Kernel& kernel, const Dossier& dossier) {
    const auto& handover = dossier.handover;
    kernel::Bulletin bulletin{
        .id = text_of(handover, "id"), .state = text_of(handover, "state"), .paper = {}, .sealed = {}};
    auto& paper = bulletin.paper;
    paper.number = text_of(handover, "number");
    paper.office = "交接书";
    paper.title = reference_text(handover, "from_group", "label") + "与" +
                  reference_text(handover, "to_group", "label") + "交接书";
    paper.date = text_of(handover, text_of(handover, "signed_on").empty() ? "date" : "signed_on");
    int place = 0;
    paper.blocks.push_back(heading(number_words(++place) + "、完成情况"));
    paper.blocks.push_back(paragraph(progress_words(dossier)));
    add_kinds(kernel, dossier, place, paper.blocks);
    if (const auto lessons = text_of(handover, "lessons"); !lessons.empty()) {
        paper.blocks.push_back(heading(number_words(++place) + "、经验教训"));
        paper.blocks.push_back(paragraph(lessons));
    }
    paper.blocks.push_back(heading(number_words(++place) + "、签字"));
    for (const auto& [side, group] : {std::pair("移交方", "from_group"), std::pair("接收方", "to_group")}) {
        paper.blocks.push_back(paragraph(fmt::format("{}：{}", side, reference_text(handover, group, "label"))));
        paper.blocks.push_back(paragraph(signature_line));
    }
    paper.blocks.push_back(paragraph("监交人"));
    paper.blocks.push_back(paragraph(signature_line));
    return bulletin;
}

json::array unsigned_items(const Kernel& kernel, const Dossier& dossier) {
    json::array rows;
    for (const auto& item : dossier.items)
        if (item.state != "taken")
            rows.push_back({{"kind", choice_title(kernel, "handover_item", "kind", item.kind)},
                            {"name", item.name},
                            {"state", item.state},
                            {"note", item.note}});
    return rows;
}

} // namespace

Result<json::object> handover_study(Kernel& kernel, const Principal& who, const json::object& asked,
                                    const kernel::Progress& progress) {
    TRY_DO(kernel::only_members(asked, {"handover", "form"}));
    const auto name = TRY(asked_record(kernel, who, asked, "handover", "handover"));
    const auto form = TRY(asked_form(asked));
    const auto dossier = TRY(dossier_of(kernel, who, name, progress));
    const auto bulletin = paper_of(kernel, dossier);
    const auto number = text_of(dossier.handover, "number");
    const auto foot = "本交接书由台账生成，移交人、接收人和日期按日志。编号：" + number;
    const auto bytes = TRY(kernel::printed({bulletin, {}, foot}, form));
    return json::object{{"number", number},
                        {"from", reference_text(dossier.handover, "from_group", "label")},
                        {"to", reference_text(dossier.handover, "to_group", "label")},
                        {"state", text_of(dossier.handover, "state")},
                        {"due_on", text_of(dossier.handover, "due_on")},
                        {"items", dossier.items.size()},
                        {"given", dossier.given},
                        {"taken", dossier.taken},
                        {"complete_percent", dossier.complete_percent()},
                        {"unsigned", unsigned_items(kernel, dossier)},
                        {"file", "交接书 " + number + std::string(kernel::ending_of(form))},
                        {"media_type", kernel::media_type_of(form)},
                        {"bytes", to_base64(bytes)}};
}

void tell_handover(const json::object& answer, std::ostream& out) {
    out << fmt::format("{}  {} → {}\n{} / {} taken over, {:.1f} %, to be signed by {}\n", text_of(answer, "number"),
                       text_of(answer, "from"), text_of(answer, "to"), answer.at("taken").to_number<std::size_t>(),
                       answer.at("items").to_number<std::size_t>(), answer.at("complete_percent").to_number<double>(),
                       text_of(answer, "due_on"));
    for (const auto& row : answer.at("unsigned").as_array()) {
        const auto& item = row.as_object();
        out << fmt::format("  {}  {}  {}  {}\n", text_of(item, "state"), text_of(item, "kind"), text_of(item, "name"),
                           text_of(item, "note"));
    }
}

} // namespace shanhai::governance

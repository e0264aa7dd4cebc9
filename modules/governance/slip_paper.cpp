#include "modules/governance/slip_paper.h"

#include "base/text.h"
#include "kernel/bulletins/zip_parts.h"
#include "kernel/module/asked.h"
#include "kernel/module/shown_record.h"
#include "modules/governance/asked_record.h"
#include "modules/governance/assessment_rules.h"
#include "modules/governance/choice_title.h"
#include "modules/governance/office_paper.h"

#include <fmt/format.h>

#include <ostream>
#include <utility>

namespace shanhai::governance {

namespace {

using kernel::Kernel;
using kernel::Principal;
using kernel::reference_text;
using kernel::text_of;

constexpr std::size_t most_slips = 500; // of one archive

// What stands on the paper: labels as the form has them, and words. Empty ones are left out.
std::vector<std::pair<std::string, std::string>> rows_of(const Kernel& kernel, const json::object& slip) {
    std::vector<std::pair<std::string, std::string>> rows;
    const auto& type = *kernel.schema().type("supervision_slip");
    for (const char* name : {"name", "cause", "project", "goal", "measures", "due_on", "lead", "answer", "answered_on",
                             "verification", "verified_on", "closed_on"}) {
        const auto* field = type.field(name);
        auto words = reference_text(slip, name, "label");
        if (words.empty()) words = text_of(slip, name);
        if (std::string_view(name) == "cause") words = choice_title(kernel, "supervision_slip", name, words);
        if (!words.empty()) rows.emplace_back(field->label.zh, std::move(words));
    }
    return rows;
}

kernel::Bulletin paper_of(const Kernel& kernel, const json::object& slip) {
    kernel::Bulletin bulletin{.id = text_of(slip, "id"), .state = text_of(slip, "state"), .paper = {}, .sealed = {}};
    auto& paper = bulletin.paper;
    paper.number = text_of(slip, "number");
    paper.title = text_of(slip, "name");
    paper.office = "督办单";
    paper.date = text_of(slip, "issued_on");
    paper.addressees = reference_text(slip, "work_group", "label");
    int place = 0;
    const auto& name = kernel.schema().type("supervision_slip")->field("name")->label.zh;
    for (const auto& [label, words] : rows_of(kernel, slip)) {
        if (label == name) continue; // it is the heading of the paper
        paper.blocks.push_back(heading(number_words(++place) + "、" + label));
        paper.blocks.push_back(paragraph(words));
    }
    return bulletin;
}

std::string foot_of(const json::object& slip) {
    return fmt::format("请于{}前书面答复，并附佐证。编号：{}", text_of(slip, "due_on"), text_of(slip, "number"));
}

bool is_issued(const json::object& slip) {
    const auto state = text_of(slip, "state");
    return state != "draft" && state != "withdrawn";
}

Result<std::string> printed_slip(const Kernel& kernel, const json::object& slip, kernel::PaperForm form) {
    const auto bulletin = paper_of(kernel, slip);
    return kernel::printed({bulletin, {}, foot_of(slip)}, form);
}

} // namespace

Result<json::object> slip_study(Kernel& kernel, const Principal& who, const json::object& asked,
                                const kernel::Progress&) {
    TRY_DO(kernel::only_members(asked, {"slip", "form"}));
    const auto name = TRY(asked_record(kernel, who, asked, "slip", "supervision_slip"));
    const auto form = TRY(asked_form(asked));
    const auto slip = TRY(kernel.get(who, "supervision_slip", name));
    if (!is_issued(slip)) return refuse("governance.slip_not_issued", "/slip", {{"name", name}});
    const auto bytes = TRY(printed_slip(kernel, slip, form));
    json::array rows;
    for (const auto& [label, words] : rows_of(kernel, slip)) rows.push_back({{"label", label}, {"words", words}});
    return json::object{{"number", text_of(slip, "number")},
                        {"to", reference_text(slip, "work_group", "label")},
                        {"issued_on", text_of(slip, "issued_on")},
                        {"foot", foot_of(slip)},
                        {"rows", std::move(rows)},
                        {"file", "督办单 " + text_of(slip, "number") + std::string(kernel::ending_of(form))},
                        {"media_type", kernel::media_type_of(form)},
                        {"bytes", to_base64(bytes)}};
}

void tell_slip(const json::object& answer, std::ostream& out) {
    out << "督办单 " << text_of(answer, "number") << "  " << text_of(answer, "to") << "  "
        << text_of(answer, "issued_on") << "\n";
    for (const auto& row : answer.at("rows").as_array())
        out << text_of(row.as_object(), "label") << "：" << text_of(row.as_object(), "words") << "\n";
    out << text_of(answer, "foot") << "\n";
}

Result<json::object> write_slips(Kernel& kernel, const Principal& who, std::ostream& out,
                                 const kernel::Progress& progress) {
    kernel::ListQuery query;
    query.filters = {{"state", "in", "(issued,asked,answered,verified,closed)"}};
    query.order = {"-issued_on", "-id"};
    query.limit = most_slips;
    std::vector<std::pair<std::string, std::string>> parts;
    const auto page = TRY(kernel.list(who, "supervision_slip", query));
    for (const auto& listed : page.items) {
        if (progress) progress(parts.size(), page.items.size());
        const auto slip = TRY(kernel.get(who, "supervision_slip", text_of(listed.as_object(), "id")));
        parts.emplace_back(text_of(slip, "number") + ".pdf", TRY(printed_slip(kernel, slip, kernel::PaperForm::pdf)));
    }
    const auto bytes = TRY(kernel::zipped(parts));
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return json::object{{"slips", parts.size()}};
}

} // namespace shanhai::governance

#include "modules/governance/evidence_pack.h"

#include "base/csv.h"
#include "base/money.h"
#include "base/text.h"
#include "kernel/bulletins/zip_parts.h"
#include "kernel/module/asked.h"
#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"
#include "modules/governance/asked_record.h"
#include "modules/governance/assessment.h"

#include <fmt/format.h>

#include <ostream>
#include <utility>

namespace shanhai::governance {

namespace {

using kernel::Kernel;
using kernel::Principal;
using kernel::text_of;

constexpr std::size_t most_bytes = std::size_t{200} << 20; // the archive is made in memory
constexpr std::size_t most_postings = 1'000;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF"; // without it Excel takes UTF-8 for something else

// Folders and files of the pack, bounded together.
class Pack {
public:
    Done add(std::string name, std::string bytes) {
        bytes_ += bytes.size();
        if (bytes_ > most_bytes)
            return refuse("governance.pack_too_large", {}, {{"limit", std::to_string(most_bytes >> 20) + " MB"}});
        parts_.emplace_back(std::move(name), std::move(bytes));
        return {};
    }
    const std::vector<std::pair<std::string, std::string>>& parts() const { return parts_; }

private:
    std::vector<std::pair<std::string, std::string>> parts_;
    std::size_t bytes_ = 0;
};

std::string row_of(std::initializer_list<std::string> cells) {
    std::vector<std::string> written;
    for (const auto& cell : cells) written.push_back(csv_cell(cell));
    return join(written, ",") + "\r\n";
}

// What somebody wrote. Spreadsheets run a text that begins like a formula: an apostrophe keeps it a text, as in exported lists.
std::string words(std::string text) {
    if (!text.empty() && std::string_view("=+-@\t\r").contains(text.front())) text.insert(text.begin(), '\'');
    return text;
}

std::string points_text(const std::optional<std::int64_t>& points) { return points ? scaled_text(*points, 2) : ""; }

std::string scores_table(const Assessed& all) {
    std::string table(byte_order_mark);
    table += row_of({"编号", "指标", "分值", "自评得分", "按规则得分", "取数指标", "取数", "单位", "理由", "佐证"});
    for (const auto& one : all.indicators)
        table += row_of({one.number, words(one.name), scaled_text(one.points, 2), points_text(one.entered),
                         points_text(one.by_rule), one.figure, one.value, one.unit, words(one.because),
                         words(text_of(one.evidence, "name"))});
    return table;
}

Result<std::string> lineage_table(Kernel& kernel, const Principal& who, const Assessed& all,
                                  const ScoredIndicator& one) {
    std::string table(byte_order_mark);
    table += row_of({"日志条目", "日期", "记录", "编号", "名称", "度量", "值", "单位", "录入人", "录入时间"});
    kernel::LineageQuery query{.figure = one.figure,
                               .where = one.where,
                               .as_of = all.frozen_at,
                               .operand = {},
                               .limit = most_postings,
                               .after = {}};
    const auto lineage = TRY(kernel.lineage(who, query));
    for (const auto& posting : lineage.postings)
        table += row_of({std::to_string(posting.entry.value), posting.day.iso(), text_of(posting.record, "type"),
                         text_of(posting.record, "number"), words(text_of(posting.record, "label")), posting.measure,
                         posting.value, posting.unit, words(posting.actor), posting.at.iso()});
    if (lineage.next) table += row_of({"…", "", "", "", "", "", "", "", "", ""});
    return table;
}

// A slash would open a folder of its own.
std::string file_name(std::string name) { return replace_all(replace_all(std::move(name), "/", "_"), "\\", "_"); }

// Answers the assessment's number, which is the name of its folder.
Result<std::string> add_assessment(Kernel& kernel, const Principal& who, const std::string& assessment, Pack& pack) {
    const auto all = TRY(assessed(kernel, who, assessment));
    auto number = text_of(all.assessment, "number");
    const auto folder = number + "/";
    TRY_DO(pack.add(folder + "自评得分.csv", scores_table(all)));
    for (const auto& one : all.indicators) {
        if (!one.value.empty())
            TRY_DO(pack.add(folder + "取数/" + one.number + ".csv", TRY(lineage_table(kernel, who, all, one))));
        const auto hash = text_of(one.evidence, "sha256");
        if (hash.empty()) continue;
        auto [stored, bytes] = TRY(kernel.load_file(who, hash));
        TRY_DO(
            pack.add(folder + "佐证/" + one.number + " " + file_name(text_of(one.evidence, "name")), std::move(bytes)));
    }
    return number;
}

} // namespace

Result<json::object> write_evidence_pack(Kernel& kernel, const Principal& who, std::ostream& out,
                                         const kernel::Progress& progress) {
    Pack pack;
    std::size_t assessments = 0;
    TRY_DO(for_each_record(kernel, who, "self_assessment", {}, [&](const json::object& listed) -> Done {
        if (progress) progress(assessments, 0);
        ++assessments;
        TRY(add_assessment(kernel, who, text_of(listed, "id"), pack));
        return {};
    }));
    const auto bytes = TRY(kernel::zipped(pack.parts()));
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return json::object{{"assessments", assessments}, {"files", pack.parts().size()}};
}

Result<json::object> evidence_study(Kernel& kernel, const Principal& who, const json::object& asked,
                                    const kernel::Progress&) {
    TRY_DO(kernel::only_members(asked, {"assessment"}));
    const auto name = TRY(asked_record(kernel, who, asked, "assessment", "self_assessment"));
    Pack pack;
    const auto number = TRY(add_assessment(kernel, who, name, pack));
    json::array files;
    for (const auto& [path, bytes] : pack.parts()) files.emplace_back(path.substr(number.size() + 1));
    return json::object{{"assessment", number},
                        {"files", std::move(files)},
                        {"file", "考核佐证 " + number + ".zip"},
                        {"media_type", "application/zip"},
                        {"bytes", to_base64(TRY(kernel::zipped(pack.parts())))}};
}

void tell_evidence(const json::object& answer, std::ostream& out) {
    out << text_of(answer, "file") << "\n";
    for (const auto& file : answer.at("files").as_array()) out << "  " << std::string_view(file.as_string()) << "\n";
}

} // namespace shanhai::governance

#include "kernel/transfer/list_export.h"

#include "base/csv.h"
#include "base/date.h"
#include "base/text.h"
#include "kernel/transfer/list_columns.h"
#include "kernel/transfer/workbook_writer.h"

#include <charconv>
#include <fstream>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace shanhai::kernel {

namespace {

constexpr std::int64_t most_sheet_rows = 1'000'000; // spreadsheets end at 1,048,576
constexpr std::int64_t most_text_rows = 10'000'000;
constexpr std::size_t rows_at_once = 500;        // held, so that what they refer to is asked about together
constexpr std::int32_t spreadsheet_day = 25'569; // 1970-01-01
constexpr std::size_t exact_digits = 15;         // that a spreadsheet's number holds
constexpr unsigned header_fill = 0xD9E8F6;

// What the file says of itself: label and text, in the order they are read.
using About = std::vector<std::pair<std::string, std::string>>;

class ListFile {
public:
    virtual ~ListFile() = default;
    virtual void begin(const WalkHead& head) = 0;
    // These are added next.
    virtual void look_ahead(std::span<const json::object> /*records*/) {}
    virtual void add(const json::object& record) = 0;
    virtual Done finish() = 0;
};

class Question {
public:
    Question(const Kernel& kernel, const Principal& who, const RecordType& type, const ListExport& wanted)
        : demo_(kernel.is_demo()), who_(who.user()), type_(type), wanted_(wanted), text_(question_text(wanted.query)) {}

    About about(const WalkHead& head) const {
        const bool english = wanted_.language == "en";
        const auto say = [english](const char* zh, const char* en) { return std::string(english ? en : zh); };
        About about = {{say("记录类型", "Records"), type_.title.in(wanted_.language) + " (" + type_.name + ")"},
                       {say("筛选条件", "Filter"), text_.empty() ? say("无", "none") : text_},
                       {say("条数", "Count"), std::to_string(head.count)},
                       {say("导出时间", "Exported at"), head.at.iso()},
                       {say("导出人", "Exported by"), who_},
                       {say("日志条目数", "Journal entries"), std::to_string(head.tree.size)}};
        if (demo_)
            about.insert(about.begin(),
                         {say("注意", "Note"), say("演示数据，不是真实记录", "Demo data, not real records")});
        const std::string label = say("检查点", "Checkpoint");
        for (const auto line : split(trim(head.checkpoint), '\n')) about.emplace_back(label, line);
        return about;
    }

    json::object about_json(const WalkHead& head) const {
        json::object about{
            {"type", type_.name},
            {"filter", text_},
            {"count", head.count},
            {"at", head.at.iso()},
            {"by", who_},
            {"entries", head.tree.size},
            {"root", to_base64(bytes_of(head.tree.root))},
            {"checkpoint", head.checkpoint.empty() ? json::value(nullptr) : json::value(head.checkpoint)}};
        if (demo_) about["demo"] = true;
        return {{"export", std::move(about)}};
    }

private:
    bool demo_;
    std::string who_;
    const RecordType& type_;
    const ListExport& wanted_;
    std::string text_;
};

// ── csv ──────────────────────────────────────────────────────────────────────────────────────────────────────────

// Spreadsheets run a text that begins like a formula, whoever wrote it into the record: an apostrophe keeps it a text.
std::string csv_text(const std::string& text) {
    const bool runs = !text.empty() && std::string_view("=+-@\t\r").find(text[0]) != std::string_view::npos;
    return csv_cell(runs ? "'" + text : text);
}

class CsvFile final : public ListFile {
public:
    CsvFile(const std::filesystem::path& out, const Question& question, ListColumns& columns)
        : path_(out), file_(out, std::ios::binary | std::ios::trunc), question_(question), columns_(columns) {}

    void begin(const WalkHead& head) override {
        file_ << "\xEF\xBB\xBF";
        for (const auto& [label, text] : question_.about(head))
            file_ << csv_cell(std::string("# ").append(label).append(": ").append(text)) << "\r\n";
        row([](const ListColumns::Column& column) { return csv_text(column.heading); });
    }

    void look_ahead(std::span<const json::object> records) override { columns_.look_up(records); }

    void add(const json::object& record) override {
        row([&](const ListColumns::Column& column) {
            const std::string text = columns_.text_of(column, record);
            return column.look == ListColumns::Look::text ? csv_text(text) : csv_cell(text);
        });
    }

    Done finish() override {
        file_.close();
        return file_ ? Done{} : refuse("file.unwritable", {}, {{"path", path_.string()}});
    }

private:
    template <class Cell>
    void row(Cell cell) {
        bool first = true;
        for (const auto& column : columns_.columns()) {
            if (!std::exchange(first, false)) file_ << ',';
            file_ << cell(column);
        }
        file_ << "\r\n";
    }

    std::filesystem::path path_;
    std::ofstream file_;
    const Question& question_;
    ListColumns& columns_;
};

// ── JSON Lines ───────────────────────────────────────────────────────────────────────────────────────────────────

class JsonLines final : public ListFile {
public:
    JsonLines(const std::filesystem::path& out, const Question& question)
        : path_(out), file_(out, std::ios::binary | std::ios::trunc), question_(question) {}

    void begin(const WalkHead& head) override { file_ << json::serialize(question_.about_json(head)) << '\n'; }
    void add(const json::object& record) override { file_ << json::serialize(record) << '\n'; }
    Done finish() override {
        file_.close();
        return file_ ? Done{} : refuse("file.unwritable", {}, {{"path", path_.string()}});
    }

private:
    std::filesystem::path path_;
    std::ofstream file_;
    const Question& question_;
};

// ── xlsx ─────────────────────────────────────────────────────────────────────────────────────────────────────────

class Workbook final : public ListFile {
public:
    Workbook(const std::filesystem::path& out, const Question& question, ListColumns& columns, const RecordType& type,
             std::string language)
        : writer_(out), question_(question), columns_(columns), type_(type), language_(std::move(language)) {}

    void begin(const WalkHead& head) override {
        about_ = question_.about(head);
        writer_.begin_sheet(type_.title.in(language_));
        int at = 0;
        for (const auto& column : columns_.columns()) {
            const auto width =
                std::min<std::size_t>(std::max<std::size_t>(2 * code_points(column.heading) + 2, 12), 30);
            writer_.column_width(at, at, static_cast<double>(width));
            ++at;
        }
        at = 0;
        for (const auto& column : columns_.columns())
            writer_.text(0, at++, column.heading, {"", true, true, header_fill});
        writer_.freeze(1);
    }

    void look_ahead(std::span<const json::object> records) override { columns_.look_up(records); }

    void add(const json::object& record) override {
        ++row_;
        int at = 0;
        for (const auto& column : columns_.columns()) cell(at++, column, columns_.text_of(column, record));
    }

    Done finish() override {
        writer_.begin_sheet(language_ == "en" ? "About" : "说明");
        writer_.column_width(0, 0, 16);
        writer_.column_width(1, 1, 100);
        int row = 0;
        for (const auto& [label, text] : about_) {
            writer_.text(row, 0, label, {"", true, false, 0});
            writer_.text(row++, 1, text);
        }
        return writer_.close();
    }

private:
    void cell(int at, const ListColumns::Column& column, const std::string& text) {
        using Look = ListColumns::Look;
        if (text.empty()) return;
        if (column.look == Look::date) {
            if (const auto day = Date::parse(text))
                return writer_.number(row_, at, day->days() + spreadsheet_day, {.number_format = "yyyy-mm-dd"});
        }
        double number = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool is_number = column.look != Look::text && column.look != Look::date && text.size() <= exact_digits &&
                               read.ec == std::errc() && read.ptr == text.data() + text.size();
        if (!is_number) return writer_.text(row_, at, text); // more digits than a spreadsheet keeps, too
        const std::string decimals =
            column.decimals > 0 ? "." + std::string(static_cast<std::size_t>(column.decimals), '0') : "";
        writer_.number(row_, at, number, {.number_format = (column.look == Look::amount ? "#,##0" : "0") + decimals});
    }

    WorkbookWriter writer_;
    const Question& question_;
    ListColumns& columns_;
    const RecordType& type_;
    std::string language_;
    About about_;
    int row_ = 0;
};

} // namespace

std::optional<ListForm> list_form_named(std::string_view name) {
    if (name.starts_with('.')) name.remove_prefix(1);
    if (name == "xlsx") return ListForm::xlsx;
    if (name == "csv") return ListForm::csv;
    if (name == "jsonl" || name == "ndjson") return ListForm::jsonl;
    return std::nullopt;
}

std::string_view media_type_of(ListForm form) {
    switch (form) {
    case ListForm::xlsx: return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    case ListForm::csv: return "text/csv; charset=utf-8";
    case ListForm::jsonl: return "application/jsonl; charset=utf-8";
    }
    return "application/octet-stream";
}

std::string question_text(const ListQuery& query) {
    std::vector<std::string> parts;
    for (const ListFilter& filter : query.filters) {
        const bool plain = filter.operation == "null" || filter.operation == "notnull";
        parts.push_back(filter.path + "=" + filter.operation + (plain ? "" : "." + filter.value));
    }
    if (!query.words.empty()) parts.push_back("q=" + query.words);
    if (query.with_void) parts.emplace_back("void=any");
    if (!query.order.empty()) parts.push_back("order=" + join(query.order, ","));
    return join(parts, "&");
}

Result<WalkHead> export_list(Kernel& kernel, const Principal& who, const std::string& type_name,
                             const ListExport& wanted, const std::filesystem::path& out, const Progress& progress) {
    const RecordType* type = kernel.schema().type(type_name);
    if (type == nullptr) return refuse("record.unknown_type", {}, {{"name", type_name}});
    TRY_DO(kernel.permit(who, type->name, "export"));
    const Question question(kernel, who, *type, wanted);
    ListColumns columns(kernel, who, *type, wanted.language);
    std::unique_ptr<ListFile> file;
    switch (wanted.form) {
    case ListForm::xlsx: file = std::make_unique<Workbook>(out, question, columns, *type, wanted.language); break;
    case ListForm::csv: file = std::make_unique<CsvFile>(out, question, columns); break;
    case ListForm::jsonl: file = std::make_unique<JsonLines>(out, question); break;
    }
    const auto most = wanted.form == ListForm::xlsx ? most_sheet_rows : most_text_rows;
    std::uint64_t done = 0;
    std::int64_t total = 0;
    std::vector<json::object> some;
    const auto begin = [&](const WalkHead& head) -> Done {
        if (head.count > most) return refuse("export.too_many_rows", {}, {{"limit", std::to_string(most)}});
        total = head.count;
        file->begin(head);
        return {};
    };
    const auto write_some = [&]() -> Done {
        file->look_ahead(some);
        for (const json::object& record : some) file->add(record);
        done += some.size();
        some.clear();
        if (wanted.cancelled != nullptr && wanted.cancelled->load(std::memory_order_relaxed))
            return refuse("request.cancelled");
        if (progress) progress(done, static_cast<std::uint64_t>(total));
        return {};
    };
    const auto take = [&](json::object& record) -> Done {
        some.push_back(std::move(record));
        return some.size() < rows_at_once ? Done{} : write_some();
    };
    auto head = TRY(kernel.walk(who, type->name, wanted.query, begin, take));
    TRY_DO(write_some());
    TRY_DO(file->finish());
    return head;
}

} // namespace shanhai::kernel

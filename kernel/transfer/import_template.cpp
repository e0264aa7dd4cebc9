#include "kernel/transfer/import_template.h"

#include "base/text.h"
#include "kernel/transfer/table_import.h"
#include "kernel/transfer/workbook_writer.h"

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr int last_row = 5'000;           // that has a drop-down, from 0
constexpr std::size_t most_offered = 500; // records of a type that a drop-down offers
constexpr unsigned header_fill = 0xD9E8F6;

bool can_be_filled_in(const Field& field) {
    return field.kind != FieldKind::file && field.kind != FieldKind::json && !field.hidden;
}

CellStyle style_of(const Field& field) {
    CellStyle style;
    if (field.kind == FieldKind::date) style.number_format = "yyyy-mm-dd";
    if (field.kind == FieldKind::money) style.number_format = "#,##0.00";
    if (field.kind == FieldKind::integer) style.number_format = "0";
    // Digits of identity cards and telephones stay as they are typed.
    if (field.kind == FieldKind::text || field.kind == FieldKind::ref || field.kind == FieldKind::choice)
        style.number_format = "@";
    return style;
}

class Template {
public:
    Template(Kernel& kernel, const Principal& who, const RecordType& type, std::string_view language)
        : kernel_(kernel), who_(who), type_(type), language_(language) {
        for (const Field& field : type.fields)
            if (can_be_filled_in(field)) fields_.push_back(&field);
    }

    Result<std::string> make() {
        for (const Field* field : fields_) offers_.push_back(TRY(offers_of(*field)));
        write_sheet();
        write_explanations();
        write_offers();
        return writer_.finish();
    }

private:
    std::string say(std::string_view zh, std::string_view en) const { return std::string(language_ == "en" ? en : zh); }
    std::string label_of(const Field& field) const {
        const std::string label = field.label.in(language_);
        return label.empty() ? field.name : label;
    }

    Result<std::vector<std::string>> offers_of(const Field& field) {
        std::vector<std::string> offers;
        for (const Choice& choice : field.choices)
            offers.push_back(choice.title.in(language_).empty() ? choice.name : choice.title.in(language_));
        if (field.kind == FieldKind::boolean) offers = {say("是", "yes"), say("否", "no")};
        if (field.kind != FieldKind::ref) return offers;
        const RecordType& target = *kernel_.schema().type(field.ref);
        if (!kernel_.permit(who_, target.name, "read")) return offers;
        ListQuery query;
        query.limit = most_offered;
        query.count = true;
        const auto page = TRY(kernel_.list(who_, target.name, query));
        if (page.count.value_or(0) > static_cast<std::int64_t>(most_offered)) return offers;
        for (const json::value& item : page.items) offers.push_back(name_of_record(target, item.get_object()));
        std::erase(offers, "");
        std::ranges::sort(offers);
        const auto doubled = std::ranges::unique(offers);
        offers.erase(doubled.begin(), doubled.end());
        return offers;
    }

    // What a reference can be found by, for people: the label when it is looked up by, else key or number.
    static std::string name_of_record(const RecordType& type, const json::object& record) {
        const auto text = [&record](const std::string& name) -> std::string {
            const auto* value = name.empty() ? nullptr : record.if_contains(name);
            return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
        };
        const bool by_label = std::ranges::find(type.lookup, type.label) != type.lookup.end();
        for (const std::string& name : {by_label ? type.label : std::string(), type.key, std::string("number")})
            if (std::string found = text(name); !found.empty()) return found;
        return {};
    }

    void write_sheet() {
        writer_.begin_sheet(type_.title.in(language_));
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            const int column = static_cast<int>(i);
            const std::string label = label_of(*fields_[i]);
            const auto width = std::clamp<double>(static_cast<double>(2 * code_points(label)) + 4, 12, 30);
            writer_.column_width(column, column, width, style_of(*fields_[i]));
            if (offers_[i].empty()) continue;
            const std::string letters = column_letters(column);
            std::string range = "=";
            range.append(offers_name()).append("!$").append(letters).append("$1:$").append(letters).append("$");
            range.append(std::to_string(offers_[i].size()));
            writer_.drop_down(column, 1, last_row, range, say("请从下拉列表中选择。", "Choose from the list."));
        }
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            const bool needed = fields_[i]->required && !fields_[i]->initial;
            writer_.text(0, static_cast<int>(i), label_of(*fields_[i]) + (needed ? " *" : ""),
                         {"@", true, true, header_fill});
        }
        writer_.freeze(1);
    }

    void write_explanations() {
        writer_.begin_sheet(say("填表说明", "Explanations"));
        writer_.column_width(0, 1, 20);
        writer_.column_width(2, 3, 14);
        writer_.column_width(4, 4, 80);
        const CellStyle head{"", true, false, header_fill};
        int column = 0;
        for (const auto& title : {say("列", "Column"), say("字段名", "Name"), say("类型", "Kind"),
                                  say("必填", "Required"), say("说明", "About")})
            writer_.text(0, column++, title, head);
        for (std::size_t i = 0; i < fields_.size(); ++i) {
            const Field& field = *fields_[i];
            const int row = static_cast<int>(i) + 1;
            writer_.text(row, 0, label_of(field));
            writer_.text(row, 1, field.name);
            writer_.text(row, 2, kind_of(field));
            writer_.text(row, 3, field.required && !field.initial ? say("是", "yes") : "");
            writer_.text(row, 4, field.help.in(language_) + hint_of(field), {"", false, true, 0});
        }
    }

    std::string kind_of(const Field& field) const {
        switch (field.kind) {
        case FieldKind::integer: return say("整数", "whole number");
        case FieldKind::decimal: return say("数字", "number") + (field.unit.empty() ? "" : " (" + field.unit + ")");
        case FieldKind::money: return say("金额（元）", "amount (yuan)");
        case FieldKind::date: return say("日期", "date");
        case FieldKind::boolean: return say("是/否", "yes/no");
        case FieldKind::choice: return say("选项", "choice");
        case FieldKind::ref: return kernel_.schema().type(field.ref)->title.in(language_);
        default: return say("文字", "text");
        }
    }

    std::string hint_of(const Field& field) const {
        if (field.kind == FieldKind::date)
            return say(" 如 2023-04-03、2023.4.3、2023年4月3日", " as in 2023-04-03, 2023.4.3");
        if (field.kind == FieldKind::money)
            return say(" 如 1200000、1,200,000.00、120万；表头写“（万元）”时按万元计",
                       " as in 1200000 or 1,200,000.00");
        if (field.kind == FieldKind::ref) return say(" 名称、代码或编号", " its name, key or number");
        return {};
    }

    // Drop-downs of more than 255 characters must lie on a sheet.
    std::string offers_name() const { return say("选项", "Choices"); }

    void write_offers() {
        writer_.begin_sheet(offers_name(), true);
        std::size_t rows = 0;
        for (const auto& offers : offers_) rows = std::max(rows, offers.size());
        for (std::size_t row = 0; row < rows; ++row)
            for (std::size_t i = 0; i < offers_.size(); ++i)
                if (row < offers_[i].size()) writer_.text(static_cast<int>(row), static_cast<int>(i), offers_[i][row]);
    }

    Kernel& kernel_;
    const Principal& who_;
    const RecordType& type_;
    std::string language_;
    std::vector<const Field*> fields_;
    std::vector<std::vector<std::string>> offers_;
    WorkbookWriter writer_;
};

} // namespace

Result<std::string> import_template(Kernel& kernel, const Principal& who, const std::string& type_name,
                                    std::string_view language) {
    const RecordType* type = kernel.schema().type(type_name);
    if (type == nullptr) return refuse("record.unknown_type", {}, {{"name", type_name}});
    TRY_DO(kernel.permit(who, type->name, "create"));
    return Template(kernel, who, *type, language).make();
}

} // namespace shanhai::kernel

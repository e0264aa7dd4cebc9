#include "kernel/transfer/workbook_writer.h"

#include "base/text.h"

#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace shanhai::kernel {

namespace {

constexpr std::size_t longest_text = 32'767; // characters, as spreadsheets allow
constexpr std::size_t longest_sheet_name = 31;

// At most so many characters of UTF-8.
std::string cut(std::string_view text, std::size_t most) {
    std::size_t at = 0;
    std::size_t count = 0;
    while (at < text.size() && count < most) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
        ++count;
    }
    return std::string(text.substr(0, at));
}

// XML has no control characters.
std::string printable(std::string_view text) {
    std::string plain = cut(text, longest_text);
    std::erase_if(plain, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'; });
    return plain;
}

std::string sheet_name(std::string_view wanted) {
    std::string name = cut(wanted, longest_sheet_name);
    std::ranges::replace_if(
        name, [](char c) { return std::string_view("[]:*?/\\").find(c) != std::string_view::npos; }, ' ');
    while (name.starts_with('\'')) name.erase(0, 1);
    while (name.ends_with('\'')) name.pop_back();
    return name;
}

std::string temporary_path() {
    std::string path = (std::filesystem::temp_directory_path() / "shanhai-XXXXXX").string();
    const int file = mkstemp(path.data());
    if (file >= 0) close(file);
    return path;
}

} // namespace

WorkbookWriter::WorkbookWriter() : WorkbookWriter(temporary_path()) { temporary_ = true; }

WorkbookWriter::WorkbookWriter(const std::filesystem::path& into) : path_(into.string()), temporary_(false) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    workbook_ = workbook_new_opt(path_.c_str(), &options);
}

WorkbookWriter::~WorkbookWriter() {
    if (workbook_ != nullptr) workbook_close(workbook_);
    std::error_code ignored;
    if (temporary_) std::filesystem::remove(path_, ignored);
}

lxw_format* WorkbookWriter::format_of(const CellStyle& style) {
    if (style == CellStyle{}) return nullptr;
    auto& format = formats_[style];
    if (format != nullptr) return format;
    format = workbook_add_format(workbook_);
    if (!style.number_format.empty()) format_set_num_format(format, style.number_format.c_str());
    if (style.bold) format_set_bold(format);
    if (style.wrap) format_set_text_wrap(format);
    if (style.fill != 0) format_set_bg_color(format, style.fill);
    return format;
}

void WorkbookWriter::begin_sheet(const std::string& name, bool hidden) {
    const std::string mended = sheet_name(name);
    sheet_ = workbook_add_worksheet(workbook_, mended.empty() ? nullptr : mended.c_str());
    if (sheet_ == nullptr) sheet_ = workbook_add_worksheet(workbook_, nullptr); // a name that is taken
    if (hidden) worksheet_hide(sheet_);
}

void WorkbookWriter::text(int row, int column, std::string_view text, const CellStyle& style) {
    worksheet_write_string(sheet_, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column), printable(text).c_str(),
                           format_of(style));
}

void WorkbookWriter::number(int row, int column, double value, const CellStyle& style) {
    worksheet_write_number(sheet_, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column), value,
                           format_of(style));
}

void WorkbookWriter::boolean(int row, int column, bool value, const CellStyle& style) {
    worksheet_write_boolean(sheet_, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column), value ? 1 : 0,
                            format_of(style));
}

void WorkbookWriter::comment(int row, int column, const std::string& text) {
    worksheet_write_comment(sheet_, static_cast<lxw_row_t>(row), static_cast<lxw_col_t>(column),
                            printable(text).c_str());
}

void WorkbookWriter::column_width(int first, int last, double characters, const CellStyle& style) {
    worksheet_set_column(sheet_, static_cast<lxw_col_t>(first), static_cast<lxw_col_t>(last), characters,
                         format_of(style));
}

void WorkbookWriter::freeze(int rows) { worksheet_freeze_panes(sheet_, static_cast<lxw_row_t>(rows), 0); }

void WorkbookWriter::drop_down(int column, int from_row, int to_row, const std::string& range,
                               const std::string& says) {
    lxw_data_validation rule{};
    std::string formula = range;
    std::string message = cut(says, 255);
    rule.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    rule.value_formula = formula.data();
    rule.ignore_blank = LXW_VALIDATION_ON;
    rule.dropdown = LXW_VALIDATION_ON;
    rule.show_error = LXW_VALIDATION_ON;
    rule.error_message = message.empty() ? nullptr : message.data();
    worksheet_data_validation_range(sheet_, static_cast<lxw_row_t>(from_row), static_cast<lxw_col_t>(column),
                                    static_cast<lxw_row_t>(to_row), static_cast<lxw_col_t>(column), &rule);
}

Done WorkbookWriter::close() {
    const auto status = workbook_close(workbook_);
    workbook_ = nullptr;
    return status == LXW_NO_ERROR ? Done{} : refuse("file.unwritable", {}, {{"path", path_}});
}

Result<std::string> WorkbookWriter::finish() {
    TRY_DO(close());
    std::ifstream file(path_, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    if (!file) return refuse("file.unwritable", {}, {{"path", path_}});
    return std::move(bytes).str();
}

} // namespace shanhai::kernel

#include "kernel/sheets/workbook_parts.h"

#include <charconv>

namespace shanhai::kernel {

namespace {

constexpr std::size_t most_sheets = 10'000;
constexpr std::size_t most_styles = 100'000; // Excel ends at 65,490

int number_of(std::optional<std::string_view> text, int otherwise) {
    if (!text) return otherwise;
    int number = otherwise;
    std::from_chars(text->data(), text->data() + text->size(), number);
    return number;
}

bool is_true(std::optional<std::string_view> text) {
    return text && (*text == "1" || *text == "true" || *text == "on");
}

} // namespace

void WorkbookReader::start(std::string_view name, const XmlAttributes& attributes) {
    if (name == "workbook") is_workbook = true;
    if (name == "workbookPr" && is_true(attributes.plain("date1904"))) epoch = Epoch::of_1904;
    if (name == "sheets") in_sheets_ = true;
    if (name != "sheet" || !in_sheets_) return;
    if (sheets.size() >= most_sheets) {
        stop = Problem{"table.bomb", {}, {}, {}, {}};
        return;
    }
    const auto state = attributes.plain("state").value_or("visible");
    sheets.push_back({std::string(attributes.plain("name").value_or("")),
                      std::string(attributes.any("id").value_or("")), state != "visible"});
}

void WorkbookReader::end(std::string_view name) {
    if (name == "sheets") in_sheets_ = false;
}

Styles::Styles() : general_(&formats_.try_emplace(0, NumberFormat::parse("General")).first->second) {}

void Styles::start(std::string_view name, const XmlAttributes& attributes) {
    if (name == "numFmt" && codes_.size() < most_styles) {
        const auto code = attributes.plain("formatCode");
        if (code) codes_.try_emplace(number_of(attributes.plain("numFmtId"), 0), *code);
    }
    if (name == "cellXfs") in_cell_formats_ = true;
    if (name == "xf" && in_cell_formats_ && by_style_.size() < most_styles)
        add_style(number_of(attributes.plain("numFmtId"), 0));
}

void Styles::end(std::string_view name) {
    if (name == "cellXfs") in_cell_formats_ = false;
}

void Styles::add_style(int format_id) {
    auto known = formats_.find(format_id);
    if (known == formats_.end()) {
        const auto own = codes_.find(format_id);
        const std::string_view code = own == codes_.end() ? NumberFormat::built_in(format_id) : own->second;
        known = formats_.try_emplace(format_id, NumberFormat::parse(code)).first;
    }
    by_style_.push_back(&known->second);
}

const NumberFormat* Styles::format(int style) const {
    return style >= 0 && static_cast<std::size_t>(style) < by_style_.size() ? by_style_[static_cast<std::size_t>(style)]
                                                                            : general_;
}

void SharedTexts::start(std::string_view name, const XmlAttributes&) {
    if (name == "si") {
        in_item_ = true;
        current_.begin();
    }
    if (in_item_) current_.start(name);
}

void SharedTexts::end(std::string_view name) {
    if (!in_item_) return;
    current_.end(name);
    if (name != "si") return;
    in_item_ = false;
    all_ += current_.take();
    ends_.push_back(static_cast<std::uint32_t>(all_.size()));
    if (all_.size() + 4 * ends_.size() > limits_.text_bytes) stop = Problem{"table.too_much_text", {}, {}, {}, {}};
}

void SharedTexts::text(std::string_view piece) {
    if (in_item_ && !current_.text(piece, limits_.cell_bytes)) stop = Problem{"table.cell_too_long", {}, {}, {}, {}};
}

std::optional<std::string_view> SharedTexts::at(std::size_t index) const {
    if (index >= ends_.size()) return std::nullopt;
    const std::size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(all_).substr(begin, ends_[index] - begin);
}

} // namespace shanhai::kernel

#include "kernel/bulletins/form.h"

#include "base/text.h"
#include "kernel/bulletins/docx_paper.h"
#include "kernel/bulletins/html_paper.h"
#include "kernel/bulletins/office_style.h"
#include "kernel/bulletins/pdf_paper.h"
#include "kernel/bulletins/text_paper.h"
#include "kernel/bulletins/xlsx_paper.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace shanhai::kernel {

namespace {

struct FormName {
    PaperForm form;
    std::string_view ending, media_type;
};
constexpr std::array forms = {
    FormName{PaperForm::html, ".html", "text/html; charset=utf-8"}, FormName{PaperForm::pdf, ".pdf", "application/pdf"},
    FormName{PaperForm::docx, ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    FormName{PaperForm::xlsx, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    FormName{PaperForm::text, ".txt", "text/plain; charset=utf-8"}};

struct FormWord {
    std::string_view key, zh, en;
};
constexpr std::array form_words = {
    FormWord{"draft", "草稿，未冻结", "Draft, not frozen"},
    FormWord{"notes", "数据说明", "About the numbers"},
    FormWord{"revised", "上期数据更正", "Revised since the bulletin before"},
    FormWord{"figure", "指标", "Figure"},
    FormWord{"slice", "范围", "Of"},
    FormWord{"value", "数值", "Value"},
    FormWord{"unit", "单位", "Unit"},
    FormWord{"shown", "文中写作", "As printed"},
    FormWord{"then", "上期", "Then"},
    FormWord{"now", "现为", "Now"},
    FormWord{"lineage", "来源查询地址", "Where the records are"},
    FormWord{"colon", "：", ": "},
    FormWord{"verify", "扫码核验", "Scan to verify"},
    FormWord{"numbers", "数据", "Numbers"},
    FormWord{"number_sign", "编号", "Number"},
};

constexpr std::array<std::string_view, 5> digits = {"", "一", "二", "三", "四"};

// "2024-Q1" → "2024年第一季度"; other words of the calendar as they stand.
std::string period_words(std::string_view value) {
    std::string text(value);
    if (text.size() == 4 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; })) return text + "年";
    if (text.size() == 7 && text[5] == 'Q' && text[6] >= '1' && text[6] <= '4')
        return fmt::format("{}年第{}季度", text.substr(0, 4), digits[static_cast<std::size_t>(text[6] - '0')]);
    if (text.size() == 7 && text[5] == 'H') return text.substr(0, 4) + (text[6] == '1' ? "年上半年" : "年下半年");
    if (text.size() == 7 && text[4] == '-')
        return fmt::format("{}年{}月", text.substr(0, 4), text[5] == '0' ? text.substr(6) : text.substr(5));
    if (Date::parse(text)) return office_date(text, "zh");
    return text;
}

} // namespace

std::optional<PaperForm> paper_form_named(std::string_view name) {
    for (const auto& form : forms)
        if (name == form.ending || name == form.ending.substr(1)) return form.form;
    return std::nullopt;
}

std::string_view media_type_of(PaperForm form) { return std::ranges::find(forms, form, &FormName::form)->media_type; }
std::string_view ending_of(PaperForm form) { return std::ranges::find(forms, form, &FormName::form)->ending; }

Result<std::string> printed(const Print& print, PaperForm form) {
    switch (form) {
    case PaperForm::html: return html_paper(print);
    case PaperForm::pdf: return pdf_paper(print);
    case PaperForm::docx: return docx_paper(print);
    case PaperForm::xlsx: return xlsx_paper(print);
    case PaperForm::text: break;
    }
    return text_paper(print);
}

std::string form_word(std::string_view key, std::string_view language) {
    const auto found = std::ranges::find(form_words, key, &FormWord::key);
    if (found == form_words.end()) return std::string(key);
    return std::string(language == "en" ? found->en : found->zh);
}

std::optional<QrMatrix> code_of(const Print& print) {
    return print.is_draft() || print.address.empty() ? std::nullopt : qr_matrix(print.address);
}

std::string red_head(const Paper& paper) {
    if (paper.language == "en") return paper.office;
    for (const std::string_view ending : {"文件", "通报", "简报", "公报", "专报", "督办单", "交接书"})
        if (paper.office.ends_with(ending)) return paper.office;
    return paper.office + "文件";
}

std::string reference_of(const Paper& paper) { return paper.reference.empty() ? paper.number : paper.reference; }

std::string slice_words(const std::vector<std::pair<std::string, std::string>>& slice) {
    std::vector<std::string> values;
    for (const auto& [name, value] : slice)
        if (!value.empty()) values.push_back(value);
    return join(values, " · ");
}

std::string sentence_of(const PaperNumber& number, std::string_view language) {
    if (language == "en") {
        const auto slice = slice_words(number.slice);
        return fmt::format("{}{}{}: {}.", number.title, slice.empty() ? "" : ", ", slice, number.shown);
    }
    std::string when, who, whom, rest;
    for (std::size_t i = 0; i < number.where.size() && i < number.slice.size(); ++i) {
        const auto& [dimension, key] = number.where[i];
        const auto& [title, value] = number.slice[i];
        if (is_calendar_word(dimension))
            when += value.empty() ? "" : period_words(key) + "，";
        else if (dimension.starts_with("giver"))
            who += value;
        else if (dimension.starts_with("region"))
            whom += "在" + value;
        else
            rest += fmt::format("（{}：{}）", title, value);
    }
    return fmt::format("{}{}{}{}{}{}。", when, who, whom, number.title, rest, number.shown);
}

std::string digest_words(const Bulletin& bulletin) {
    if (!bulletin.sealed) return {};
    // The fourth line of what was signed; the signature was checked when the bulletin was read.
    const auto lines = split(bulletin.sealed->signature, '\n');
    return lines.size() > 3 ? std::string(lines[3]) : std::string();
}

std::vector<std::string> end_lines(const Print& print) {
    const auto& paper = print.paper();
    const bool english = paper.language == "en";
    if (print.is_draft()) return {form_word("draft", paper.language)};
    if (print.foot) return {*print.foot};
    const auto at = Moment::parse(paper.as_of);
    const std::string day = at ? at->shown() : paper.as_of;
    std::vector<std::string> lines;
    if (english) {
        lines.push_back(fmt::format("The numbers are those of the journal's first {} entries, as of {} (Shanghai).",
                                    paper.entries, day));
        lines.push_back(fmt::format("Approved by {}, frozen by {}. Bulletin {}.", paper.approved_by, paper.frozen_by,
                                    paper.number));
        lines.push_back("Fingerprint: " + digest_words(print.bulletin));
        if (!print.address.empty()) lines.push_back("Verify at: " + print.address);
        return lines;
    }
    lines.push_back(fmt::format("本通报的数取自台账日志，至第{}号条目为止，即北京时间{}。", paper.entries, day));
    lines.push_back(fmt::format("审定：{}　冻结：{}　通报编号：{}", paper.approved_by, paper.frozen_by, paper.number));
    lines.push_back("指纹：" + digest_words(print.bulletin));
    if (!print.address.empty()) lines.push_back("核验地址：" + print.address);
    return lines;
}

const std::string& words_of(const Paper& paper, const PaperPiece& piece) {
    return piece.number ? paper.numbers[*piece.number].shown : piece.words;
}

std::vector<std::vector<PaperPiece>> paragraphs_of(const PaperBlock& block) {
    std::vector<std::vector<PaperPiece>> paragraphs(1);
    for (const auto& piece : block.pieces) {
        if (piece.number) {
            paragraphs.back().push_back(piece);
            continue;
        }
        bool first = true;
        for (const auto part : split(piece.words, '\n')) {
            if (!first) paragraphs.emplace_back();
            first = false;
            if (!part.empty()) paragraphs.back().push_back({std::string(part), std::nullopt});
        }
    }
    std::erase_if(paragraphs, [](const auto& paragraph) { return paragraph.empty(); });
    return paragraphs;
}

} // namespace shanhai::kernel

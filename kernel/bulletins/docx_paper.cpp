#include "kernel/bulletins/docx_paper.h"

#include "base/markup.h"
#include "kernel/bulletins/canvas.h"
#include "kernel/bulletins/office_style.h"
#include "kernel/bulletins/zip_parts.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

namespace shanhai::kernel {

namespace {

constexpr std::string_view declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr const char *document_part = "shanhai/bulletin.json", *signature_part = "shanhai/signature.txt";
constexpr double page_words = 442; // points of text a line
constexpr int table_width = 8844;  // the same in twentieths

// Fonts by the names that offices have; fontTable.xml names the free ones for machines without them.
constexpr std::string_view styles = R"(<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋" w:cs="Times New Roman"/><w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:spacing w:after="0" w:line="578" w:lineRule="exact"/></w:pPr></w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Body"><w:name w:val="Normal"/><w:pPr><w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Head"><w:name w:val="Red head"/><w:basedOn w:val="Body"/><w:pPr><w:spacing w:line="240" w:lineRule="auto"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:eastAsia="方正小标宋简体"/><w:b/><w:color w:val="C8161D"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Reference"><w:name w:val="Reference"/><w:basedOn w:val="Body"/><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="12" w:space="11" w:color="C8161D"/></w:pBdr><w:spacing w:before="578" w:after="578"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Body"/><w:next w:val="Body"/><w:pPr><w:spacing w:after="578" w:line="640" w:lineRule="exact"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:eastAsia="方正小标宋简体"/><w:b/><w:sz w:val="44"/><w:szCs w:val="44"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="To"><w:name w:val="Addressees"/><w:basedOn w:val="Body"/><w:pPr><w:ind w:firstLineChars="0" w:firstLine="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Body"/><w:next w:val="Body"/><w:pPr><w:keepNext/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Body"/><w:next w:val="Body"/><w:pPr><w:keepNext/><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:rFonts w:eastAsia="楷体"/><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Heading3"><w:name w:val="heading 3"/><w:basedOn w:val="Body"/><w:next w:val="Body"/><w:pPr><w:keepNext/><w:outlineLvl w:val="2"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/><w:basedOn w:val="Body"/><w:pPr><w:keepNext/><w:spacing w:before="120" w:line="400"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Cell"><w:name w:val="Cell"/><w:basedOn w:val="Body"/><w:pPr><w:spacing w:line="340"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/></w:pPr><w:rPr><w:sz w:val="24"/><w:szCs w:val="24"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Number"><w:name w:val="Number"/><w:basedOn w:val="Cell"/><w:pPr><w:jc w:val="right"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="CellHead"><w:name w:val="Cell head"/><w:basedOn w:val="Cell"/><w:pPr><w:keepNext/><w:jc w:val="center"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Picture"><w:name w:val="Picture"/><w:basedOn w:val="Body"/><w:pPr><w:keepNext/><w:spacing w:line="240" w:lineRule="auto"/><w:ind w:firstLineChars="0" w:firstLine="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Sign"><w:name w:val="Signature"/><w:basedOn w:val="Body"/><w:pPr><w:ind w:firstLineChars="0" w:firstLine="0" w:rightChars="400" w:right="1280"/><w:jc w:val="right"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="End"><w:name w:val="End"/><w:basedOn w:val="Body"/><w:pPr><w:spacing w:line="320"/><w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/></w:pPr><w:rPr><w:sz w:val="21"/><w:szCs w:val="21"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Body"/><w:pPr><w:ind w:firstLineChars="0" w:firstLine="0"/></w:pPr><w:rPr><w:rFonts w:eastAsia="宋体"/><w:sz w:val="28"/><w:szCs w:val="28"/></w:rPr></w:style>
</w:styles>)";

constexpr std::string_view font_table =
    R"(<w:fonts xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
<w:font w:name="仿宋"><w:altName w:val="FangSong"/><w:charset w:val="86"/><w:family w:val="roman"/></w:font>
<w:font w:name="黑体"><w:altName w:val="Noto Sans CJK SC"/><w:charset w:val="86"/><w:family w:val="swiss"/></w:font>
<w:font w:name="楷体"><w:altName w:val="KaiTi"/><w:charset w:val="86"/><w:family w:val="roman"/></w:font>
<w:font w:name="宋体"><w:altName w:val="Noto Serif CJK SC"/><w:charset w:val="86"/><w:family w:val="roman"/></w:font>
<w:font w:name="方正小标宋简体"><w:altName w:val="Noto Serif CJK SC"/><w:charset w:val="86"/><w:family w:val="roman"/></w:font>
</w:fonts>)";

std::string footer(bool even) {
    return fmt::format(
        "{}<w:ftr xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:p><w:pPr><w:pStyle "
        "w:val=\"Footer\"/><w:ind w:leftChars=\"{}\" w:left=\"{}\" w:rightChars=\"{}\" w:right=\"{}\"/><w:jc w:val=\"{}\"/></w:pPr><w:r><w:t xml:space=\"preserve\">— </w:t></w:r><w:r><w:fldChar "
        "w:fldCharType=\"begin\"/></w:r><w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r><w:r>"
        "<w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"
        "<w:r><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>",
        declaration, even ? 100 : 0, even ? 280 : 0, even ? 0 : 100, even ? 0 : 280, even ? "left" : "right");
}

class Document {
public:
    explicit Document(const Print& print) : print_(print), paper_(print.paper()) {}

    Result<std::string> make() {
        add_head();
        for (const auto& block : paper_.blocks) add_block(block);
        add_revised();
        paragraph("Sign", "");
        paragraph("Sign", paper_.office);
        paragraph("Sign", office_date(paper_.date, paper_.language));
        add_end();
        return zipped(parts());
    }

private:
    template <class... Args>
    void add(fmt::format_string<Args...> format, Args&&... args) {
        fmt::format_to(std::back_inserter(body_), format, std::forward<Args>(args)...);
    }

    static std::string run(std::string_view words) {
        return fmt::format("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped_xml(words));
    }
    void paragraph(std::string_view style, std::string_view words) {
        add("<w:p><w:pPr><w:pStyle w:val=\"{}\"/></w:pPr>{}</w:p>\n", style, words.empty() ? "" : run(words));
    }

    void add_head() {
        if (print_.is_draft()) paragraph("Caption", form_word("draft", paper_.language));
        const std::string head = red_head(paper_);
        // As large as fits one line; half-points.
        const auto letters = std::max<std::size_t>(code_points(head), 1);
        const auto size = std::clamp(static_cast<int>(2 * page_words / static_cast<double>(letters)) - 1, 40, 88);
        add("<w:p><w:pPr><w:pStyle w:val=\"Head\"/></w:pPr><w:r><w:rPr><w:sz w:val=\"{0}\"/><w:szCs "
            "w:val=\"{0}\"/></w:rPr><w:t>{1}</w:t></w:r></w:p>\n",
            size, escaped_xml(head));
        paragraph("Reference", reference_of(paper_));
        paragraph("Title", paper_.title);
        if (!paper_.addressees.empty()) paragraph("To", paper_.addressees + form_word("colon", paper_.language));
    }

    void add_block(const PaperBlock& block) {
        switch (block.kind) {
        case BlockKind::heading: paragraph(fmt::format("Heading{}", block.level), block.title); return;
        case BlockKind::text:
            for (const auto& words : paragraphs_of(block)) {
                body_ += "<w:p>";
                for (const auto& piece : words) body_ += run(words_of(paper_, piece));
                body_ += "</w:p>\n";
            }
            return;
        case BlockKind::figures: add_list(block); return;
        case BlockKind::table: add_table_block(block); return;
        case BlockKind::chart: add_chart(block); return;
        }
    }

    // ── tables ──

    void begin_table(const std::vector<std::string>& head, const std::vector<int>& widths) {
        body_ += "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders>";
        for (const auto* side : {"top", "left", "bottom", "right", "insideH", "insideV"})
            add("<w:{} w:val=\"single\" w:sz=\"6\" w:space=\"0\" w:color=\"444444\"/>", side);
        body_ += "</w:tblBorders><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>";
        for (const int width : widths) add("<w:gridCol w:w=\"{}\"/>", width);
        body_ += "</w:tblGrid>\n<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>";
        for (std::size_t i = 0; i < head.size(); ++i) cell("CellHead", head[i], widths[i]);
        body_ += "</w:tr>\n";
    }
    void cell(std::string_view style, std::string_view words, int width) {
        add("<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/></w:tcPr>", width);
        paragraph(style, words);
        body_ += "</w:tc>";
    }
    void begin_row() { body_ += "<w:tr><w:trPr><w:cantSplit/></w:trPr>"; }
    void end_row() { body_ += "</w:tr>\n"; }
    void end_table() {
        body_ += "</w:tbl>\n";
        paragraph("End", "");
    }

    void add_list(const PaperBlock& block) {
        if (!block.title.empty()) paragraph("Caption", block.title);
        const auto& language = paper_.language;
        const std::vector<int> widths = {3980, 2653, 2211};
        begin_table({form_word("figure", language), form_word("slice", language), form_word("value", language)},
                    widths);
        for (const auto& row : block.rows) {
            const auto& number = paper_.numbers[row.numbers.front()];
            begin_row();
            cell("Cell", row.labels.front(), widths[0]);
            cell("Cell", slice_words(number.slice), widths[1]);
            cell("Number", number.shown, widths[2]);
            end_row();
        }
        end_table();
    }

    void add_table_block(const PaperBlock& block) {
        if (!block.title.empty()) paragraph("Caption", block.title);
        const auto width = table_width / std::max(static_cast<int>(block.columns.size()), 1);
        begin_table(block.columns, std::vector<int>(block.columns.size(), width));
        for (const auto& row : block.rows) {
            begin_row();
            for (const auto& label : row.labels) cell("Cell", label, width);
            for (const auto number : row.numbers) cell("Number", paper_.numbers[number].cell, width);
            end_row();
        }
        end_table();
    }

    void add_revised() {
        if (paper_.revised.empty()) return;
        const auto& language = paper_.language;
        paragraph("Heading1", form_word("revised", language));
        const std::vector<int> widths = {3100, 2200, 1772, 1772};
        begin_table({form_word("figure", language), form_word("slice", language), form_word("then", language),
                     form_word("now", language)},
                    widths);
        for (const auto& one : paper_.revised) {
            begin_row();
            cell("Cell", one.title, widths[0]);
            cell("Cell", slice_words(one.slice), widths[1]);
            cell("Number", one.then, widths[2]);
            cell("Number", one.now, widths[3]);
            end_row();
        }
        end_table();
    }

    // ── pictures ──

    void picture(std::string png, double width, double height, const std::string& words) {
        pictures_.push_back(std::move(png));
        const auto number = pictures_.size();
        const auto across = std::llround(width * 12700), down = std::llround(height * 12700);
        add("<w:p><w:pPr><w:pStyle w:val=\"Picture\"/></w:pPr><w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" "
            "distR=\"0\"><wp:extent cx=\"{0}\" cy=\"{1}\"/><wp:docPr id=\"{2}\" name=\"{2}\" descr=\"{3}\"/><a:graphic><a:graphicData "
            "uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic><pic:nvPicPr><pic:cNvPr id=\"{2}\" "
            "name=\"{2}.png\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"picture{2}\"/><a:stretch><a:fillRect/>"
            "</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{0}\" cy=\"{1}\"/></a:xfrm><a:prstGeom "
            "prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>\n",
            across, down, number, escaped_xml(words));
    }

    void add_chart(const PaperBlock& block) {
        const auto chart = chart_of(paper_, block, page_words);
        std::string words = block.title;
        for (const auto& row : block.rows)
            words += "；" + row.labels.front() + " " + paper_.numbers[row.numbers.front()].shown;
        picture(chart_png(chart), chart.width, chart.height, words);
        paragraph("Caption", block.title);
    }

    void add_end() {
        paragraph("End", "");
        if (const auto code = code_of(print_)) picture(qr_png(*code, 85), 85, 85, form_word("verify", paper_.language));
        for (const auto& line : end_lines(print_)) paragraph("End", line);
    }

    // ── the package ──

    std::string document() const {
        return fmt::format(
            "{}<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
            "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "
            "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" "
            "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
            "xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>\n{}<w:sectPr>"
            "<w:footerReference w:type=\"default\" r:id=\"odd\"/><w:footerReference w:type=\"even\" r:id=\"even\"/>"
            "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1588\" "
            "w:header=\"851\" w:footer=\"1304\" w:gutter=\"0\"/><w:docGrid w:type=\"lines\" w:linePitch=\"579\"/></w:sectPr></w:body></w:document>",
            declaration, body_);
    }

    std::string relationships() const {
        constexpr std::string_view kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
        std::string text =
            fmt::format("{0}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
                        "<Relationship Id=\"styles\" Type=\"{1}styles\" Target=\"styles.xml\"/>"
                        "<Relationship Id=\"settings\" Type=\"{1}settings\" Target=\"settings.xml\"/>"
                        "<Relationship Id=\"fonts\" Type=\"{1}fontTable\" Target=\"fontTable.xml\"/>"
                        "<Relationship Id=\"odd\" Type=\"{1}footer\" Target=\"footer1.xml\"/>"
                        "<Relationship Id=\"even\" Type=\"{1}footer\" Target=\"footer2.xml\"/>",
                        declaration, kind);
        for (std::size_t i = 1; i <= pictures_.size(); ++i)
            fmt::format_to(std::back_inserter(text),
                           "<Relationship Id=\"picture{0}\" Type=\"{1}image\" Target=\"media/picture{0}.png\"/>", i,
                           kind);
        return text + "</Relationships>";
    }

    static std::string content_types() {
        constexpr std::string_view kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
        std::string text = fmt::format(
            "{}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" "
            "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" "
            "ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/><Default Extension=\"json\" "
            "ContentType=\"application/json\"/><Default Extension=\"txt\" ContentType=\"text/plain\"/><Override "
            "PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>",
            declaration);
        for (const auto& [part, type] :
             {std::pair("document", "document.main"), std::pair("styles", "styles"), std::pair("settings", "settings"),
              std::pair("fontTable", "fontTable"), std::pair("footer1", "footer"), std::pair("footer2", "footer")})
            fmt::format_to(std::back_inserter(text), "<Override PartName=\"/word/{}.xml\" ContentType=\"{}{}+xml\"/>",
                           part, kind, type);
        return text + "</Types>";
    }

    std::string package_relationships() const {
        std::string text = fmt::format(
            "{}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"document\" "
            "Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/>"
            "<Relationship Id=\"core\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" "
            "Target=\"docProps/core.xml\"/>",
            declaration);
        if (print_.bulletin.sealed)
            fmt::format_to(std::back_inserter(text),
                           "<Relationship Id=\"bulletin\" Type=\"urn:shanhai:bulletin\" Target=\"{}\"/>"
                           "<Relationship Id=\"signature\" Type=\"urn:shanhai:signature\" Target=\"{}\"/>",
                           document_part, signature_part);
        return text + "</Relationships>";
    }

    std::string core_properties() const {
        return fmt::format(
            "{}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" "
            "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator>"
            "<dc:subject>{}</dc:subject></cp:coreProperties>",
            declaration, escaped_xml(paper_.title), escaped_xml(paper_.office), escaped_xml(paper_.number));
    }

    std::vector<std::pair<std::string, std::string>> parts() const {
        std::vector<std::pair<std::string, std::string>> parts = {
            {"[Content_Types].xml", content_types()},
            {"_rels/.rels", package_relationships()},
            {"docProps/core.xml", core_properties()},
            {"word/document.xml", document()},
            {"word/_rels/document.xml.rels", relationships()},
            {"word/styles.xml", std::string(declaration) + std::string(styles)},
            {"word/fontTable.xml", std::string(declaration) + std::string(font_table)},
            {"word/settings.xml",
             std::string(declaration) +
                 "<w:settings xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
                 "<w:evenAndOddHeaders/></w:settings>"},
            {"word/footer1.xml", footer(false)},
            {"word/footer2.xml", footer(true)}};
        for (std::size_t i = 0; i < pictures_.size(); ++i)
            parts.emplace_back(fmt::format("word/media/picture{}.png", i + 1), pictures_[i]);
        if (print_.bulletin.sealed) {
            parts.emplace_back(document_part, print_.bulletin.sealed->document);
            parts.emplace_back(signature_part, print_.bulletin.sealed->signature);
        }
        return parts;
    }

    const Print& print_;
    const Paper& paper_;
    std::string body_;
    std::vector<std::string> pictures_;
};

} // namespace

Result<std::string> docx_paper(const Print& print) { return Document(print).make(); }

Result<Sealed> seal_in_docx(std::string_view bytes) {
    return Sealed{TRY(part_of_zip(bytes, document_part, std::size_t{4} << 20)),
                  TRY(part_of_zip(bytes, signature_part, std::size_t{64} << 10))};
}

} // namespace shanhai::kernel

#include "kernel/bulletins/html_paper.h"

#include "base/markup.h"
#include "kernel/bulletins/chart.h"
#include "kernel/bulletins/office_style.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace shanhai::kernel {

namespace {

// GB/T 9704 in CSS: A4 with a page of 156 × 225 mm, the body in 3号 仿宋 (16 pt) at 28.9 pt a line, the title in 2号 (22 pt). Fonts of
// offices first, free ones behind them.
constexpr std::string_view style = R"(
@page{size:A4;margin:37mm 26mm 35mm 28mm}
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0 auto;max-width:calc(156mm + 3rem);padding:2rem 1.5rem;background:#fff;color:#111;
 font:16pt/28.9pt FangSong_GB2312,FangSong,仿宋,"Noto Serif CJK SC","Source Han Serif SC",serif}
.head{color:#c8161d;font:700 min(34pt,152mm/var(--letters),88vw/var(--letters))/1.3 FZXiaoBiaoSong-B05S,"Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;text-align:center;margin:0}
.reference{text-align:center;margin:1.2em 0 0}
.rule{border:0;border-top:1.5pt solid #c8161d;margin:4mm 0 1.6em}
h1{font:700 22pt/1.5 FZXiaoBiaoSong-B05S,"Noto Serif CJK SC","Source Han Serif SC",SimSun,serif;text-align:center;margin:0 0 1em}
h2,h3,h4{font-size:16pt;line-height:28.9pt;margin:.4em 0 0;text-indent:2em;break-after:avoid}
h2{font-family:SimHei,黑体,"Noto Sans CJK SC","Source Han Sans SC",sans-serif;font-weight:500}
h3{font-family:KaiTi_GB2312,KaiTi,楷体,"Noto Serif CJK SC",serif;font-weight:600}
h4{font-weight:700}
p{margin:0;text-indent:2em;text-align:justify}
p.to{text-indent:0}
data{white-space:nowrap}
table{width:100%;border-collapse:collapse;margin:.6em 0 1em;font-size:12pt;line-height:1.5;break-inside:auto}
caption,figcaption{font-family:SimHei,黑体,"Noto Sans CJK SC","Source Han Sans SC",sans-serif;font-size:14pt;padding:.3em;text-align:center}
th,td{border:.75pt solid #444;padding:.25em .5em;text-align:left}
thead{display:table-header-group}
thead th{background:#f3f3f3;font-weight:600;text-align:center}
tbody th{font-weight:400}
td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tr{break-inside:avoid}
figure{margin:.6em 0 1em;break-inside:avoid}
figure svg{width:100%;height:auto;display:block}
.sign{margin:2em 4em 1.5em auto;width:max-content;text-align:center}
.end{border-top:.75pt solid #444;margin-top:1.5em;padding-top:.8em;font-size:10.5pt;line-height:1.6;display:flex;gap:1.5em;break-inside:avoid}
.end p{text-indent:0;overflow-wrap:anywhere;text-align:left}
.end figure{flex:none;width:30mm;margin:0;text-align:center}
.end figcaption{font-size:9pt;padding:0}
.draft{background:#fff3cd;color:#5c4400;text-align:center;text-indent:0;padding:.3em;margin-bottom:1em;font-size:12pt}
@media screen and (max-width:40rem){body{padding:1rem;font-size:12.5pt;line-height:1.8}h1{font-size:17pt}h2,h3,h4{font-size:13pt;line-height:1.8}
 .scroll{overflow-x:auto}.end{flex-direction:column}}
@media print{body{padding:0;max-width:none}.draft{border:.75pt solid}}
)";

class WebPage {
public:
    explicit WebPage(const Print& print) : print_(print), paper_(print.paper()) {}

    std::string make() {
        const bool english = paper_.language == "en";
        add("<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
            "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>{}</title>\n"
            "<style>{}</style>\n</head>\n<body>\n",
            english ? "en" : "zh-CN", escaped_xml(paper_.title), style);
        add_head();
        for (const auto& block : paper_.blocks) add_block(block);
        add_revised();
        add("<div class=\"sign\"><div>{}</div><div>{}</div></div>\n", escaped_xml(paper_.office),
            escaped_xml(office_date(paper_.date, paper_.language)));
        page_ += "</main>\n";
        add_end();
        add_seal();
        return page_ + "</body>\n</html>\n";
    }

private:
    template <class... Args>
    void add(fmt::format_string<Args...> format, Args&&... args) {
        fmt::format_to(std::back_inserter(page_), format, std::forward<Args>(args)...);
    }

    void add_head() {
        if (print_.is_draft()) add("<p class=\"draft\" role=\"note\">{}</p>\n", form_word("draft", paper_.language));
        add("<header>\n<p class=\"head\" style=\"text-indent:0;--letters:{}\">{}</p>\n<p class=\"reference\" "
            "style=\"text-indent:0\">{}</p>\n<hr class=\"rule\">\n</header>\n<main>\n<h1>{}</h1>\n",
            std::max<std::size_t>(code_points(red_head(paper_)), 8), escaped_xml(red_head(paper_)),
            escaped_xml(reference_of(paper_)), escaped_xml(paper_.title));
        if (!paper_.addressees.empty())
            add("<p class=\"to\">{}{}</p>\n", escaped_xml(paper_.addressees), form_word("colon", paper_.language));
    }

    // The exact value stays with the number that is printed.
    std::string number(std::size_t place) const {
        const auto& one = paper_.numbers[place];
        return fmt::format("<data value=\"{}\" title=\"{}\">{}</data>", escaped_xml(one.value),
                           escaped_xml(one.title + " · " + slice_words(one.slice)), escaped_xml(one.shown));
    }

    void add_block(const PaperBlock& block) {
        switch (block.kind) {
        case BlockKind::heading: add("<h{0}>{1}</h{0}>\n", block.level + 1, escaped_xml(block.title)); return;
        case BlockKind::text:
            for (const auto& paragraph : paragraphs_of(block)) {
                page_ += "<p>";
                for (const auto& piece : paragraph)
                    page_ += piece.number ? number(*piece.number) : escaped_xml(piece.words);
                page_ += "</p>\n";
            }
            return;
        case BlockKind::figures: add_list(block); return;
        case BlockKind::table: add_table(block); return;
        case BlockKind::chart: add_chart(block); return;
        }
    }

    void add_caption(const std::string& title) {
        if (!title.empty()) add("<caption>{}</caption>\n", escaped_xml(title));
    }

    void add_list(const PaperBlock& block) {
        page_ += "<div class=\"scroll\"><table>\n";
        add_caption(block.title);
        add("<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>\n",
            form_word("figure", paper_.language), form_word("slice", paper_.language),
            form_word("value", paper_.language));
        for (const auto& row : block.rows) {
            const auto place = row.numbers.front();
            add("<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{}</td></tr>\n",
                escaped_xml(row.labels.front()), escaped_xml(slice_words(paper_.numbers[place].slice)), number(place));
        }
        page_ += "</tbody></table></div>\n";
    }

    void add_table(const PaperBlock& block) {
        page_ += "<div class=\"scroll\"><table>\n";
        add_caption(block.title);
        page_ += "<thead><tr>";
        for (const auto& column : block.columns) add("<th scope=\"col\">{}</th>", escaped_xml(column));
        page_ += "</tr></thead>\n<tbody>\n";
        for (const auto& row : block.rows) {
            page_ += "<tr>";
            for (const auto& label : row.labels) add("<th scope=\"row\">{}</th>", escaped_xml(label));
            for (const auto place : row.numbers) {
                const auto& one = paper_.numbers[place];
                add("<td class=\"n\"><data value=\"{}\">{}</data></td>", escaped_xml(one.value), escaped_xml(one.cell));
            }
            page_ += "</tr>\n";
        }
        page_ += "</tbody></table></div>\n";
    }

    void add_chart(const PaperBlock& block) {
        const auto chart = chart_of(paper_, block, 442);
        std::string words = block.title; // for those who hear the page
        for (const auto& row : block.rows)
            words += "；" + row.labels.front() + " " + paper_.numbers[row.numbers.front()].shown;
        add("<figure>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" aria-label=\"{}\">",
            chart.width, chart.height, escaped_xml(words));
        for (const auto& bar : chart.bars)
            add("<path fill=\"#{:06x}\" d=\"M{:.1f} {:.1f}h{:.1f}v{:.1f}h-{:.1f}z\"/>", chart_colour, bar.x, bar.y,
                bar.width, bar.height, bar.width);
        if (!chart.line.empty()) {
            add("<polyline fill=\"none\" stroke=\"#{:06x}\" stroke-width=\"1.8\" points=\"", chart_colour);
            for (const auto& point : chart.line) add("{:.1f},{:.1f} ", point.x, point.y);
            page_ += "\"/>";
            for (const auto& point : chart.line)
                add("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.6\" fill=\"#{:06x}\"/>", point.x, point.y, chart_colour);
        }
        add_axis(chart);
        for (const auto& words_at : chart.words) add_words(chart, words_at);
        add("</svg>\n<figcaption>{}</figcaption>\n</figure>\n", escaped_xml(block.title));
    }

    void add_axis(const Chart& chart) {
        if (chart.axis_is_upright)
            add("<path stroke=\"#777\" d=\"M{0:.1f} {1:.1f}V{2:.1f}\"/>", chart.axis_at, chart.axis_from,
                chart.axis_to);
        else
            add("<path stroke=\"#777\" d=\"M{1:.1f} {0:.1f}H{2:.1f}\"/>", chart.axis_at, chart.axis_from,
                chart.axis_to);
    }

    void add_words(const Chart& chart, const ChartWords& at) {
        const char* anchor = at.anchor == ChartAnchor::start ? "start"
                             : at.anchor == ChartAnchor::end ? "end"
                                                             : "middle";
        add("<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"{:.1f}\" text-anchor=\"{}\" fill=\"{}\">{}</text>", at.x, at.y,
            chart.words_size, anchor, at.quiet ? "#444" : "#111", escaped_xml(at.words));
    }

    void add_revised() {
        if (paper_.revised.empty()) return;
        const auto& language = paper_.language;
        add("<h2>{}</h2>\n<div class=\"scroll\"><table>\n<thead><tr>", form_word("revised", language));
        for (const auto* key : {"figure", "slice", "then", "now"})
            add("<th scope=\"col\">{}</th>", form_word(key, language));
        page_ += "</tr></thead>\n<tbody>\n";
        for (const auto& one : paper_.revised)
            add("<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
                escaped_xml(one.title), escaped_xml(slice_words(one.slice)), escaped_xml(one.then),
                escaped_xml(one.now));
        page_ += "</tbody></table></div>\n";
    }

    void add_end() {
        page_ += "<footer class=\"end\">\n";
        const auto code = code_of(print_);
        if (code) {
            const auto words = form_word("verify", paper_.language);
            add("<figure><a href=\"{}\">{}</a><figcaption>{}</figcaption></figure>\n", escaped_xml(print_.address),
                qr_svg(*code, fmt::format(" role=\"img\" aria-label=\"{}\"", words)), words);
        }
        page_ += "<div>\n";
        for (const auto& line : end_lines(print_)) add("<p>{}</p>\n", escaped_xml(line));
        page_ += "</div>\n</footer>\n";
    }

    // "<" inside of JSON texts as an escape, so that no text can end the element.
    void add_seal() {
        if (!print_.bulletin.sealed) return;
        const auto& sealed = *print_.bulletin.sealed;
        add("<script type=\"application/json\" id=\"shanhai-bulletin\">{}</script>\n"
            "<script type=\"text/plain\" id=\"shanhai-signature\">{}</script>\n",
            replace_all(sealed.document, "<", "\\u003c"), to_base64(sealed.signature));
    }

    const Print& print_;
    const Paper& paper_;
    std::string page_;
};

std::optional<std::string_view> between(std::string_view page, std::string_view from, std::string_view until) {
    const auto begin = page.find(from);
    if (begin == std::string_view::npos) return std::nullopt;
    page.remove_prefix(begin + from.size());
    const auto end = page.find(until);
    if (end == std::string_view::npos) return std::nullopt;
    return page.substr(0, end);
}

} // namespace

std::string html_paper(const Print& print) { return WebPage(print).make(); }

Result<Sealed> seal_in_html(std::string_view page) {
    const auto document = between(page, "<script type=\"application/json\" id=\"shanhai-bulletin\">", "</script>");
    const auto signature = between(page, "<script type=\"text/plain\" id=\"shanhai-signature\">", "</script>");
    auto note = signature ? from_base64(*signature) : std::nullopt;
    if (!document || !note) return refuse("bulletin.no_seal");
    return Sealed{std::string(*document), *std::move(note)};
}

} // namespace shanhai::kernel

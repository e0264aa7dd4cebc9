#include "kernel/bulletins/pdf_paper.h"

#include "kernel/bulletins/canvas.h"
#include "kernel/bulletins/office_style.h"

#include <cairo-pdf.h>
#include <fmt/format.h>

#include <algorithm>

namespace shanhai::kernel {

namespace {

constexpr double mm = 72 / 25.4;
constexpr double page_width = 210 * mm, page_height = 297 * mm;
constexpr double left = 28 * mm, top = 37 * mm, width = 156 * mm, bottom = top + 225 * mm;
constexpr double line_step = 28.9; // 22 lines a page
constexpr unsigned red = 0xC8161D, black = 0x000000;

// The cells of a table's row, each set to the width of its column.
struct Cell {
    std::string words;
    bool right = false;
    bool head = false;
};

class Pages {
public:
    explicit Pages(const Print& print)
        : print_(print), paper_(print.paper()),
          surface_(cairo_pdf_surface_create_for_stream(append, &bytes_, page_width, page_height)),
          context_(cairo_create(surface_.get())) {}

    Result<std::string> make() {
        say_what_it_is();
        draw_head();
        for (const auto& block : paper_.blocks) draw_block(block);
        draw_revised();
        draw_sign();
        draw_end();
        finish_page();
        cairo_surface_finish(surface_.get());
        const auto status = cairo_surface_status(surface_.get());
        if (status != CAIRO_STATUS_SUCCESS)
            return refuse("export.failed", {}, {{"what", cairo_status_to_string(status)}});
        return std::move(bytes_);
    }

private:
    static cairo_status_t append(void* into, const unsigned char* bytes, unsigned length) {
        static_cast<std::string*>(into)->append(reinterpret_cast<const char*>(bytes), length);
        return CAIRO_STATUS_SUCCESS;
    }

    // The dates are the paper's own: the same paper is the same file.
    void say_what_it_is() {
        const auto say = [&](cairo_pdf_metadata_t what, const std::string& words) {
            cairo_pdf_surface_set_metadata(surface_.get(), what, words.c_str());
        };
        say(CAIRO_PDF_METADATA_TITLE, paper_.title);
        say(CAIRO_PDF_METADATA_AUTHOR, paper_.office);
        say(CAIRO_PDF_METADATA_SUBJECT, paper_.number);
        say(CAIRO_PDF_METADATA_KEYWORDS, digest_words(print_.bulletin));
        const std::string day = Date::parse(paper_.date) ? paper_.date : "2000-01-01";
        say(CAIRO_PDF_METADATA_CREATE_DATE, day + "T00:00:00Z");
        say(CAIRO_PDF_METADATA_MOD_DATE, day + "T00:00:00Z");
    }

    // ── pages ──

    void finish_page() {
        const auto layout = set_words(context_.get(), fmt::format("— {} —", page_), {Face::number, 14, false});
        // Inner and outer side of paper printed on both sides: right on odd pages, one character from the edge.
        const double x = page_ % 2 == 1 ? left + width - 14 - width_of(layout.get()) : left + 14;
        use_colour(context_.get(), black);
        cairo_move_to(context_.get(), x, bottom + 7 * mm);
        pango_cairo_show_layout(context_.get(), layout.get());
        cairo_show_page(context_.get());
    }

    void need(double height) {
        if (y_ + height <= bottom || y_ == top) return;
        finish_page();
        ++page_;
        y_ = top;
    }

    // ── words ──

    // Line by line on the grid, over pages where need be.
    void draw_paragraph(const std::string& words, const Font& font, double indent, double step) {
        const auto layout = set_words(context_.get(), words, font, width);
        pango_layout_set_indent(layout.get(), static_cast<int>(indent * PANGO_SCALE));
        pango_layout_set_justify(layout.get(), TRUE);
        PangoLayoutIter* lines = pango_layout_get_iter(layout.get());
        do {
            need(step);
            PangoRectangle extents;
            pango_layout_iter_get_line_extents(lines, nullptr, &extents);
            const double ascent = static_cast<double>(pango_layout_iter_get_baseline(lines) - extents.y) / PANGO_SCALE;
            const double height = static_cast<double>(extents.height) / PANGO_SCALE;
            use_colour(context_.get(), black);
            cairo_move_to(context_.get(), left + static_cast<double>(extents.x) / PANGO_SCALE,
                          y_ + (step - height) / 2 + ascent);
            pango_cairo_show_layout_line(context_.get(), pango_layout_iter_get_line_readonly(lines));
            y_ += step;
        } while (pango_layout_iter_next_line(lines));
        pango_layout_iter_free(lines);
    }

    void draw_centred(const std::string& words, const Font& font, unsigned colour) {
        const auto layout = set_words(context_.get(), words, font, width);
        pango_layout_set_alignment(layout.get(), PANGO_ALIGN_CENTER);
        need(height_of(layout.get()));
        use_colour(context_.get(), colour);
        cairo_move_to(context_.get(), left, y_);
        pango_cairo_show_layout(context_.get(), layout.get());
        y_ += height_of(layout.get());
    }

    void draw_head() {
        if (print_.is_draft()) draw_centred(form_word("draft", paper_.language), {Face::heading, 12, false}, 0x8A6100);
        // As large as fits one line, up to what the standard allows.
        const std::string words = red_head(paper_);
        double size = 44;
        while (size > 20 && width_of(set_words(context_.get(), words, {Face::title, size, true}).get()) > width)
            size -= 1;
        draw_centred(words, {Face::title, size, true}, red);
        y_ += line_step;
        draw_centred(reference_of(paper_), {Face::body, 16, false}, black);
        y_ += 4 * mm;
        use_colour(context_.get(), red);
        cairo_rectangle(context_.get(), left, y_, width, 1.5);
        cairo_fill(context_.get());
        y_ += 2 * line_step;
        draw_centred(paper_.title, {Face::title, 22, true}, black);
        y_ += line_step;
        if (!paper_.addressees.empty())
            draw_paragraph(paper_.addressees + form_word("colon", paper_.language), {}, 0, line_step);
    }

    void draw_block(const PaperBlock& block) {
        switch (block.kind) {
        case BlockKind::heading: draw_heading(block.title, block.level); return;
        case BlockKind::text:
            for (const auto& paragraph : paragraphs_of(block)) {
                std::string words;
                for (const auto& piece : paragraph) words += words_of(paper_, piece);
                draw_paragraph(words, {}, 32, line_step);
            }
            return;
        case BlockKind::figures: draw_list(block); return;
        case BlockKind::table: draw_table_block(block); return;
        case BlockKind::chart: draw_chart_block(block); return;
        }
    }

    void draw_heading(const std::string& words, int level) {
        need(2 * line_step); // never alone at the foot of a page
        const Face face = level == 1 ? Face::heading : level == 2 ? Face::second : Face::body;
        draw_paragraph(words, {face, 16, level > 1}, 32, line_step);
    }

    // ── tables ──

    void draw_caption(const std::string& words) {
        if (words.empty()) return;
        need(3 * line_step);
        y_ += 4;
        draw_centred(words, {Face::heading, 14, false}, black);
        y_ += 4;
    }

    Layout set_cell(const Cell& cell, double cell_width) {
        auto layout = set_words(context_.get(), cell.words, {Face::body, 12, cell.head}, cell_width - 8);
        if (cell.head) pango_layout_set_alignment(layout.get(), PANGO_ALIGN_CENTER);
        if (cell.right) pango_layout_set_alignment(layout.get(), PANGO_ALIGN_RIGHT);
        return layout;
    }

    double height_of_row(const std::vector<Cell>& row, const std::vector<double>& widths) {
        double height = 0;
        for (std::size_t i = 0; i < row.size(); ++i)
            height = std::max(height, height_of(set_cell(row[i], widths[i]).get()));
        return height + 6;
    }

    void draw_row(const std::vector<Cell>& row, const std::vector<double>& widths, double height) {
        double x = left;
        cairo_set_line_width(context_.get(), 0.75);
        for (std::size_t i = 0; i < row.size(); ++i) {
            if (row[i].head) {
                use_colour(context_.get(), 0xF3F3F3);
                cairo_rectangle(context_.get(), x, y_, widths[i], height);
                cairo_fill(context_.get());
            }
            use_colour(context_.get(), 0x444444);
            cairo_rectangle(context_.get(), x, y_, widths[i], height);
            cairo_stroke(context_.get());
            const auto layout = set_cell(row[i], widths[i]);
            use_colour(context_.get(), black);
            cairo_move_to(context_.get(), x + 4, y_ + (height - height_of(layout.get())) / 2);
            pango_cairo_show_layout(context_.get(), layout.get());
            x += widths[i];
        }
        y_ += height;
    }

    // The head again on every page that the table reaches. `parts`: of the width.
    void draw_table(const std::vector<Cell>& head, const std::vector<std::vector<Cell>>& rows,
                    const std::vector<double>& parts) {
        std::vector<double> widths;
        double whole = 0;
        for (const double part : parts) whole += part;
        for (const double part : parts) widths.push_back(width * part / whole);
        const double head_height = height_of_row(head, widths);
        need(head_height + line_step);
        draw_row(head, widths, head_height);
        for (const auto& row : rows) {
            const double height = height_of_row(row, widths);
            if (y_ + height > bottom) {
                need(bottom);
                draw_row(head, widths, head_height);
            }
            draw_row(row, widths, height);
        }
        y_ += 10;
    }

    void draw_list(const PaperBlock& block) {
        draw_caption(block.title);
        const auto& language = paper_.language;
        std::vector<std::vector<Cell>> rows;
        for (const auto& row : block.rows) {
            const auto& number = paper_.numbers[row.numbers.front()];
            rows.push_back({{row.labels.front(), false, false},
                            {slice_words(number.slice), false, false},
                            {number.shown, true, false}});
        }
        draw_table({{form_word("figure", language), false, true},
                    {form_word("slice", language), false, true},
                    {form_word("value", language), false, true}},
                   rows, {4.5, 3, 2.5});
    }

    void draw_table_block(const PaperBlock& block) {
        draw_caption(block.title);
        std::vector<Cell> head;
        for (const auto& column : block.columns) head.push_back({column, false, true});
        std::vector<std::vector<Cell>> rows;
        for (const auto& row : block.rows) {
            std::vector<Cell> cells;
            for (const auto& label : row.labels) cells.push_back({label, false, false});
            for (const auto number : row.numbers) cells.push_back({paper_.numbers[number].cell, true, false});
            rows.push_back(std::move(cells));
        }
        draw_table(head, rows, std::vector<double>(block.columns.size(), 1.0));
    }

    void draw_chart_block(const PaperBlock& block) {
        const auto chart = chart_of(paper_, block, width);
        // A chart taller than a page is made to fit one.
        const double scale = std::min(1.0, (bottom - top - 40) / std::max(chart.height, 1.0));
        need(chart.height * scale + 30);
        y_ += 6;
        cairo_save(context_.get());
        cairo_translate(context_.get(), left, y_);
        cairo_scale(context_.get(), scale, scale);
        kernel::draw_chart(context_.get(), chart, 0, 0);
        cairo_restore(context_.get());
        y_ += chart.height * scale;
        draw_centred(block.title, {Face::heading, 14, false}, black);
        y_ += 10;
    }

    void draw_revised() {
        if (paper_.revised.empty()) return;
        const auto& language = paper_.language;
        draw_heading(form_word("revised", language), 1);
        std::vector<Cell> head;
        for (const auto* key : {"figure", "slice", "then", "now"})
            head.push_back({form_word(key, language), false, true});
        std::vector<std::vector<Cell>> rows;
        for (const auto& one : paper_.revised)
            rows.push_back({{one.title, false, false},
                            {slice_words(one.slice), false, false},
                            {one.then, true, false},
                            {one.now, true, false}});
        draw_table(head, rows, {3.5, 2.5, 2, 2});
    }

    // ── the end ──

    // Office and day below each other, four characters from the right edge.
    void draw_sign() {
        need(4 * line_step);
        y_ += line_step;
        const auto office = set_words(context_.get(), paper_.office, {});
        const auto day = set_words(context_.get(), office_date(paper_.date, paper_.language), {});
        const double middle = left + width - 64 - std::max(width_of(office.get()), width_of(day.get())) / 2;
        use_colour(context_.get(), black);
        for (const auto* layout : {&office, &day}) {
            cairo_move_to(context_.get(), middle - width_of(layout->get()) / 2, y_);
            pango_cairo_show_layout(context_.get(), layout->get());
            y_ += line_step;
        }
        y_ += line_step / 2;
    }

    void draw_end() {
        const double size = 30 * mm;
        const auto code = code_of(print_);
        const double x = code ? left + size + 8 : left;
        const double room = left + width - x;
        std::vector<Layout> lines;
        double height = 8;
        for (const auto& words : end_lines(print_)) {
            lines.push_back(set_words(context_.get(), words, {Face::body, 10.5, false}, room));
            height += height_of(lines.back().get()) + 1;
        }
        need(std::max(height, code ? size : 0));
        use_colour(context_.get(), 0x444444);
        cairo_rectangle(context_.get(), left, y_, width, 0.75);
        cairo_fill(context_.get());
        if (code) draw_linked_qr(*code, size);
        double y = y_ + 6;
        use_colour(context_.get(), black);
        for (const auto& line : lines) {
            cairo_move_to(context_.get(), x, y);
            pango_cairo_show_layout(context_.get(), line.get());
            y += height_of(line.get()) + 1;
        }
        y_ += std::max(height, size);
    }

    void draw_linked_qr(const std::vector<std::vector<bool>>& code, double size) {
        std::string target = print_.address;
        std::erase_if(target, [](char c) { return c == '\'' || c == '\\' || static_cast<unsigned char>(c) <= 0x20; });
        cairo_tag_begin(context_.get(), CAIRO_TAG_LINK, fmt::format("uri='{}'", target).c_str());
        draw_qr(context_.get(), code, left, y_ + 4, size);
        cairo_tag_end(context_.get(), CAIRO_TAG_LINK);
    }

    const Print& print_;
    const Paper& paper_;
    std::string bytes_;
    CairoSurface surface_;
    CairoContext context_;
    int page_ = 1;
    double y_ = top;
};

} // namespace

Result<std::string> pdf_paper(const Print& print) { return Pages(print).make(); }

} // namespace shanhai::kernel

#include "kernel/bulletins/text_paper.h"

#include "kernel/bulletins/office_style.h"

#include <fmt/format.h>

#include <iterator>

namespace shanhai::kernel {

namespace {

void add_block(std::string& text, const Paper& paper, const PaperBlock& block) {
    if (!block.title.empty()) text += block.title + "\n";
    for (const auto& paragraph : paragraphs_of(block)) {
        for (const auto& piece : paragraph) text += words_of(paper, piece);
        text += "\n";
    }
    for (const auto& row : block.rows)
        for (const auto number : row.numbers)
            if (!paper.numbers[number].where.empty() || block.kind != BlockKind::table)
                text += sentence_of(paper.numbers[number], paper.language) + "\n";
    text += "\n";
}

} // namespace

std::string text_paper(const Print& print) {
    const auto& paper = print.paper();
    std::string text = fmt::format("{}\n{}\n\n{}\n\n", red_head(paper), reference_of(paper), paper.title);
    if (!paper.addressees.empty()) text += paper.addressees + form_word("colon", paper.language) + "\n";
    for (const auto& block : paper.blocks) add_block(text, paper, block);
    if (!paper.revised.empty()) {
        text += form_word("revised", paper.language) + "\n";
        for (const auto& one : paper.revised)
            fmt::format_to(std::back_inserter(text), "{} · {}{}{} → {}\n", one.title, slice_words(one.slice),
                           form_word("colon", paper.language), one.then, one.now);
        text += "\n";
    }
    fmt::format_to(std::back_inserter(text), "{}\n{}\n\n", paper.office, office_date(paper.date, paper.language));
    for (const auto& line : end_lines(print)) text += line + "\n";
    return text;
}

} // namespace shanhai::kernel

#pragma once

#include "base/qr_code.h"
#include "kernel/bulletins/bulletin.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What every printed form of a bulletin has in common: GB/T 9704 党政机关公文格式 as far as a paper of figures needs it.
namespace shanhai::kernel {

enum class PaperForm { html, pdf, docx, xlsx, text };
// "html", "pdf", "docx", "xlsx", "txt"; also with a dot before.
std::optional<PaperForm> paper_form_named(std::string_view name);
std::string_view media_type_of(PaperForm form);
std::string_view ending_of(PaperForm form); // ".html"

// A paper and what its reader checks it by.
struct Print {
    const Bulletin& bulletin;
    std::string address; // of the verification page; empty: not known, or a draft
    // Of a paper that is no bulletin, such as a supervision slip: the sentence at its end. It is neither a draft nor signed.
    std::optional<std::string> foot = std::nullopt;
    const Paper& paper() const { return bulletin.paper; }
    bool is_draft() const { return !bulletin.sealed && !foot; }
};

// Any of the forms. "export.failed" (args: what) when a library refuses.
Result<std::string> printed(const Print& print, PaperForm form);

// The red words at the head: the office, and 文件 unless its name says what it issues already.
std::string red_head(const Paper& paper);
// "山东省 · 2024": what the number is of, in short.
std::string slice_words(const std::vector<std::pair<std::string, std::string>>& slice);
// A number with all that it is about, so that it can stand alone: "2024年，山东省投入援助资金44.8亿元。"
std::string sentence_of(const PaperNumber& number, std::string_view language);
// What leads to the verification page; nothing on a draft, and where the page's address is not known.
std::optional<QrMatrix> code_of(const Print& print);
// "sha256 4f1c…": of a frozen paper.
std::string digest_words(const Bulletin& bulletin);
// The lines at the end that say how the numbers came about and how they are checked.
std::vector<std::string> end_lines(const Print& print);
// "SJ-2025-001" is printed as the reference when there is none.
std::string reference_of(const Paper& paper);
// Words of the form itself, in the paper's language.
std::string form_word(std::string_view key, std::string_view language);
// The words of a text's piece: those of its number, or its own.
const std::string& words_of(const Paper& paper, const PaperPiece& piece);
// A text's paragraphs: its pieces, parted at newlines. Empty ones are left out.
std::vector<std::vector<PaperPiece>> paragraphs_of(const PaperBlock& block);

} // namespace shanhai::kernel

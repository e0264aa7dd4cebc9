// Content and frozen papers from outside are read or refused, and what is read can be written in every form of words.
// The first byte chooses: a content, a frozen document, the statement that is signed, or a page that carries both.
#include "kernel/bulletins/content.h"
#include "kernel/bulletins/form.h"
#include "kernel/bulletins/html_paper.h"
#include "kernel/bulletins/text_paper.h"

#include <cstdint>
#include <cstdlib>

namespace shanhai::fuzz {
namespace {

void expect(bool holds) {
    if (!holds) std::abort();
}

void read_content(std::string_view text) {
    const auto given = parse_json(text);
    if (!given) return;
    const auto content = kernel::read_content(*given);
    if (!content) expect(content.error().code.starts_with("bulletin.") && content.error().also.size() < 20);
    if (content) expect(content->blocks.size() <= kernel::most_blocks);
}

void read_document(std::string_view text) {
    const auto given = parse_json(text);
    if (!given) return;
    auto paper = kernel::paper_from(*given);
    if (!paper) return expect(paper.error().code == "bulletin.damaged");
    // What was read says itself again.
    const auto again = kernel::as_json(*paper);
    expect(canonical_json(kernel::as_json(kernel::paper_from(again).value())) == canonical_json(again));
    kernel::Bulletin bulletin;
    bulletin.paper = *std::move(paper);
    expect(!kernel::text_paper({bulletin, {}}).empty());
    expect(kernel::html_paper({bulletin, {}}).ends_with("</html>\n"));
}

void read_page(std::string_view text) {
    const auto sealed = kernel::seal_in_html(text);
    if (!sealed) expect(sealed.error().code == "bulletin.no_seal");
}

} // namespace
} // namespace shanhai::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace shanhai;
    if (size == 0) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 4) {
    case 0: fuzz::read_content(text); break;
    case 1: fuzz::read_document(text); break;
    case 2:
        if (const auto statement = kernel::BulletinStatement::parse(text)) fuzz::expect(statement->text() == text);
        break;
    default: fuzz::read_page(text);
    }
    return 0;
}

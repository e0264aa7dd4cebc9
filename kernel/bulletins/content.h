#pragma once

#include "base/json.h"
#include "kernel/kernel.h"

#include <string>
#include <string_view>
#include <vector>

// What a bulletin 通报 is made of before it has numbers: the blocks that somebody wrote.
namespace shanhai::kernel {

constexpr std::size_t most_blocks = 200;
constexpr std::size_t longest_block_text = 10'000; // code points
constexpr std::size_t most_figures_of_block = 100;

// A figure and the slice of it that is meant.
struct AskedFigure {
    std::string figure;
    Where where;
};

// A piece of a text: words, or a live number.
struct TextPiece {
    std::string words; // of words; then the figure has no name
    AskedFigure number;
    bool is_number() const { return !number.figure.empty(); }
};

enum class BlockKind { heading, text, figures, table, chart };
std::string_view name_of(BlockKind kind);

struct Block {
    BlockKind kind = BlockKind::text;
    std::string title;                // of headings the heading, of tables and charts their caption
    int level = 1;                    // of headings, 1–3
    std::vector<TextPiece> pieces;    // of texts; paragraphs end with a newline
    std::vector<AskedFigure> figures; // lists and tables have several, a chart has one
    std::vector<std::string> by;      // of tables and charts: one or two dimensions or calendar steps
    Where where;                      // of the whole block
    bool as_line = false;             // of charts; else bars
};

struct Content {
    std::string language = "zh"; // or "en"
    Where where;                 // holds in every block that does not say otherwise
    std::vector<Block> blocks;
};

// Reads what came from outside. "bulletin.bad_content" (args: at, the JSON pointer; block, from 1; what) and
// "bulletin.bad_placeholder" (args: at, block, text); the first with all others in `also`.
Result<Content> read_content(const json::value& given);

// "全年投入 {{funds.invested year=2024, giver=山东省}}。": values that hold blanks or commas stand in quotation marks. A brace
// that opens nothing stands for itself. "bulletin.bad_placeholder" (args: text).
Result<std::vector<TextPiece>> read_pieces(std::string_view text);

// The inner slice over the outer: what both name is as the inner says, and a calendar word of the inner replaces all of
// the outer's.
Where narrowed(const Where& outer, const Where& inner);

} // namespace shanhai::kernel

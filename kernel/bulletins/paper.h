#pragma once

#include "base/json.h"
#include "kernel/bulletins/content.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

// A bulletin with its numbers in it: what is frozen, signed and written out. It needs no store to be read.
namespace shanhai::kernel {

constexpr std::size_t most_numbers = 1'000;

struct PaperNumber {
    std::string figure, title;
    Where where; // keys to ask again with
    std::vector<std::pair<std::string, std::string>>
        slice;         // what it means: "支援方" → "山东省"; empty: it need not be said
    std::string value; // plain decimal; empty: it cannot be computed
    std::string unit;
    std::string shown;   // as the paper prints it
    std::string cell;    // in a column whose head names the unit; empty outside of tables
    std::string lineage; // where the records behind it are asked for: "/api/v1/figures/…/lineage?…"
};

struct PaperPiece {
    std::string words;
    std::optional<std::size_t> number; // its place in Paper::numbers
};

struct PaperRow {
    std::vector<std::string> labels;
    std::vector<std::size_t> numbers;
};

struct PaperBlock {
    BlockKind kind = BlockKind::text;
    std::string title;
    int level = 1;
    bool as_line = false;
    std::vector<PaperPiece> pieces;
    std::vector<std::string> columns; // heads of a table: those of the labels, then those of the numbers
    std::vector<PaperRow> rows;       // of lists, tables and charts
};

// A number of the bulletin before that has become another since.
struct Revision {
    std::string figure, title;
    std::vector<std::pair<std::string, std::string>> slice;
    std::string then, now; // as papers print them; what cannot be computed is "—"
};

struct Paper {
    std::string number; // of the bulletin: "SJ-2025-001"
    std::string language = "zh";
    std::string title, office, reference, date, addressees; // date: ISO
    std::vector<PaperBlock> blocks;
    std::vector<PaperNumber> numbers;
    std::string previous; // the number of the bulletin that `revised` compares with; empty: there is none
    std::vector<Revision> revised;
    // Of what is frozen; a draft has none of it.
    std::uint64_t entries = 0; // size of the journal that the numbers come from
    std::string as_of;         // the moment of the last of these entries
    std::string checkpoint;    // of that journal, signed
    std::string approved_by, frozen_by;
};

json::object as_json(const Paper& paper);
// "bulletin.damaged" when it is no such document: signed or not, what comes in as a file comes from outside.
Result<Paper> paper_from(const json::value& document);

} // namespace shanhai::kernel

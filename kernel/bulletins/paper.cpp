#include "kernel/bulletins/paper.h"

namespace shanhai::kernel {

namespace {

constexpr std::string_view format = "shanhai bulletin 1";
using Pairs = std::vector<std::pair<std::string, std::string>>;

// ── out ──────────────────────────────────────────────────────────────────────────────────────────────────────────

// A list of pairs, since the order in which a slice is said is worth keeping and canonical JSON sorts members.
json::array pairs_json(const Pairs& pairs) {
    json::array list;
    for (const auto& [name, value] : pairs) list.push_back(json::array{name, value});
    return list;
}

json::object number_json(const PaperNumber& number) {
    return {{"figure", number.figure},
            {"title", number.title},
            {"where", pairs_json(number.where)},
            {"slice", pairs_json(number.slice)},
            {"value", number.value},
            {"unit", number.unit},
            {"shown", number.shown},
            {"cell", number.cell},
            {"lineage", number.lineage}};
}

json::array texts_json(const std::vector<std::string>& texts) {
    json::array list;
    for (const auto& text : texts) list.emplace_back(text);
    return list;
}

json::object block_json(const PaperBlock& block) {
    json::array pieces, rows;
    for (const auto& piece : block.pieces)
        pieces.push_back(piece.number ? json::value(*piece.number) : json::value(piece.words));
    for (const auto& row : block.rows) {
        json::array numbers;
        for (const auto number : row.numbers) numbers.emplace_back(number);
        rows.push_back(json::object{{"labels", texts_json(row.labels)}, {"numbers", std::move(numbers)}});
    }
    return {{"kind", name_of(block.kind)}, {"title", block.title},        {"level", block.level},
            {"line", block.as_line},       {"pieces", std::move(pieces)}, {"columns", texts_json(block.columns)},
            {"rows", std::move(rows)}};
}

// ── in ───────────────────────────────────────────────────────────────────────────────────────────────────────────

// Thrown within this file only, and turned into a refusal at its edge: a document has some hundred members, each of which
// may be missing or another thing.
struct Damaged {};

const json::value& member(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr) throw Damaged{};
    return *value;
}

std::string text(const json::value& value) {
    if (!value.is_string()) throw Damaged{};
    return std::string(value.get_string());
}

std::string text(const json::object& object, std::string_view name) { return text(member(object, name)); }

const json::array& list(const json::object& object, std::string_view name, std::size_t most) {
    const auto& value = member(object, name);
    if (!value.is_array() || value.get_array().size() > most) throw Damaged{};
    return value.get_array();
}

const json::object& object_of(const json::value& value) {
    if (!value.is_object()) throw Damaged{};
    return value.get_object();
}

std::uint64_t whole(const json::value& value, std::uint64_t below) {
    std::uint64_t number = 0;
    if (value.is_int64() && value.get_int64() >= 0)
        number = static_cast<std::uint64_t>(value.get_int64());
    else if (value.is_uint64())
        number = value.get_uint64();
    else
        throw Damaged{};
    if (number >= below) throw Damaged{};
    return number;
}

bool flag(const json::object& object, std::string_view name) {
    const auto& value = member(object, name);
    if (!value.is_bool()) throw Damaged{};
    return value.get_bool();
}

Pairs pairs(const json::object& object, std::string_view name) {
    Pairs pairs;
    for (const auto& item : list(object, name, 64)) {
        if (!item.is_array() || item.get_array().size() != 2) throw Damaged{};
        pairs.emplace_back(text(item.get_array()[0]), text(item.get_array()[1]));
    }
    return pairs;
}

PaperNumber number_from(const json::object& given) {
    return {.figure = text(given, "figure"),
            .title = text(given, "title"),
            .where = pairs(given, "where"),
            .slice = pairs(given, "slice"),
            .value = text(given, "value"),
            .unit = text(given, "unit"),
            .shown = text(given, "shown"),
            .cell = text(given, "cell"),
            .lineage = text(given, "lineage")};
}

BlockKind kind_from(const json::object& given) {
    const auto name = text(given, "kind");
    for (const auto kind :
         {BlockKind::heading, BlockKind::text, BlockKind::figures, BlockKind::table, BlockKind::chart})
        if (name_of(kind) == name) return kind;
    throw Damaged{};
}

PaperBlock block_from(const json::object& given, std::size_t numbers) {
    PaperBlock block;
    block.kind = kind_from(given);
    block.title = text(given, "title");
    block.level = static_cast<int>(whole(member(given, "level"), 4));
    block.as_line = flag(given, "line");
    for (const auto& piece : list(given, "pieces", 2 * most_numbers + 1)) {
        if (piece.is_string())
            block.pieces.push_back({text(piece), std::nullopt});
        else
            block.pieces.push_back({{}, whole(piece, numbers)});
    }
    for (const auto& column : list(given, "columns", 16)) block.columns.push_back(text(column));
    for (const auto& item : list(given, "rows", most_numbers)) {
        const auto& said = object_of(item);
        PaperRow row;
        for (const auto& label : list(said, "labels", 8)) row.labels.push_back(text(label));
        for (const auto& number : list(said, "numbers", 8)) row.numbers.push_back(whole(number, numbers));
        // Every cell below a head, and one number for a list's line or a chart's bar.
        const bool fits = block.kind == BlockKind::table
                              ? row.labels.size() + row.numbers.size() == block.columns.size()
                              : row.numbers.size() == 1 && row.labels.size() == 1;
        if (!fits) throw Damaged{};
        block.rows.push_back(std::move(row));
    }
    return block;
}

Paper read_paper(const json::object& given) {
    if (text(given, "format") != format) throw Damaged{};
    Paper paper;
    paper.number = text(given, "number");
    paper.language = text(given, "language") == "en" ? "en" : "zh";
    paper.title = text(given, "title");
    paper.office = text(given, "office");
    paper.reference = text(given, "reference");
    paper.date = text(given, "date");
    paper.addressees = text(given, "addressees");
    for (const auto& number : list(given, "numbers", most_numbers))
        paper.numbers.push_back(number_from(object_of(number)));
    for (const auto& block : list(given, "blocks", most_blocks + 2))
        paper.blocks.push_back(block_from(object_of(block), paper.numbers.size()));
    paper.previous = text(given, "previous");
    for (const auto& item : list(given, "revised", most_numbers)) {
        const auto& said = object_of(item);
        paper.revised.push_back(
            {text(said, "figure"), text(said, "title"), pairs(said, "slice"), text(said, "then"), text(said, "now")});
    }
    paper.entries = whole(member(given, "entries"), std::uint64_t{1} << 53);
    paper.as_of = text(given, "as_of");
    paper.checkpoint = text(given, "checkpoint");
    paper.approved_by = text(given, "approved_by");
    paper.frozen_by = text(given, "frozen_by");
    return paper;
}

} // namespace

json::object as_json(const Paper& paper) {
    json::array blocks, numbers, revised;
    for (const auto& block : paper.blocks) blocks.push_back(block_json(block));
    for (const auto& number : paper.numbers) numbers.push_back(number_json(number));
    for (const auto& one : paper.revised)
        revised.push_back(json::object{{"figure", one.figure},
                                       {"title", one.title},
                                       {"slice", pairs_json(one.slice)},
                                       {"then", one.then},
                                       {"now", one.now}});
    return {{"format", format},
            {"number", paper.number},
            {"language", paper.language},
            {"title", paper.title},
            {"office", paper.office},
            {"reference", paper.reference},
            {"date", paper.date},
            {"addressees", paper.addressees},
            {"blocks", std::move(blocks)},
            {"numbers", std::move(numbers)},
            {"previous", paper.previous},
            {"revised", std::move(revised)},
            {"entries", paper.entries},
            {"as_of", paper.as_of},
            {"checkpoint", paper.checkpoint},
            {"approved_by", paper.approved_by},
            {"frozen_by", paper.frozen_by}};
}

Result<Paper> paper_from(const json::value& document) {
    try {
        return read_paper(object_of(document));
    } catch (const Damaged&) {
        return refuse("bulletin.damaged");
    }
}

} // namespace shanhai::kernel

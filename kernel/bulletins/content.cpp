#include "kernel/bulletins/content.h"

#include "kernel/schema/model.h"

#include <algorithm>
#include <optional>
#include <ranges>

namespace shanhai::kernel {

namespace {

constexpr std::size_t longest_name = 100; // code points, of figures, dimensions and values
constexpr std::size_t most_conditions = 12;
constexpr std::size_t most_problems = 20;

bool is_calendar(const std::string& name) { return is_calendar_word(name); }

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= longest_name && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
    });
}

bool is_value(std::string_view text) { return !text.empty() && text.size() <= 4 * longest_name; }

// ── placeholders ─────────────────────────────────────────────────────────────────────────────────────────────────

// Takes blanks and commas off the front.
void skip_gap(std::string_view& rest) {
    while (!rest.empty() && (rest.front() == ' ' || rest.front() == ',')) rest.remove_prefix(1);
}

// A value, bare or in quotation marks; nothing when a mark is not closed.
std::optional<std::string> take_value(std::string_view& rest) {
    const bool quoted = rest.starts_with('"');
    if (quoted) rest.remove_prefix(1);
    const auto end = quoted ? rest.find('"') : std::min(rest.find_first_of(" ,"), rest.size());
    if (end == std::string_view::npos) return std::nullopt;
    std::string value(rest.substr(0, end));
    rest.remove_prefix(quoted ? end + 1 : end);
    return value;
}

std::optional<AskedFigure> read_placeholder(std::string_view inside) {
    std::string_view rest = trim(inside);
    const auto end = std::min(rest.find(' '), rest.size());
    AskedFigure asked{std::string(rest.substr(0, end)), {}};
    if (!is_name(asked.figure)) return std::nullopt;
    rest.remove_prefix(end);
    for (skip_gap(rest); !rest.empty(); skip_gap(rest)) {
        const auto equals = rest.find('=');
        if (equals == std::string_view::npos || !is_name(rest.substr(0, equals))) return std::nullopt;
        std::string name(rest.substr(0, equals));
        rest.remove_prefix(equals + 1);
        auto value = take_value(rest);
        if (!value || !is_value(*value) || asked.where.size() == most_conditions) return std::nullopt;
        asked.where.emplace_back(std::move(name), *std::move(value));
    }
    return asked;
}

// ── blocks ───────────────────────────────────────────────────────────────────────────────────────────────────────

// Reads one bulletin's content and remembers everything that is wrong with it, and where.
class Reader {
public:
    Content content(const json::value& given);
    std::vector<Problem>& problems() { return problems_; }

private:
    Block block(const json::value& given);
    void parts_of(Block& block, const json::object& given);
    std::string text(const json::object& given, const std::string& name, std::size_t most, bool required);
    std::vector<TextPiece> pieces(const json::object& given);
    std::vector<AskedFigure> figures(const json::object& given, std::size_t most);
    void add_figure(const json::value& given, const std::string& at, std::vector<AskedFigure>& figures);
    std::vector<std::string> by(const json::object& given, std::size_t most);
    Where where(const json::object& given);
    void only(const json::object& given, std::initializer_list<std::string_view> known);

    void wrong(const std::string& at, const char* what) { add("bulletin.bad_content", at, {{"what", what}}); }
    void add(const char* code, const std::string& at, std::vector<std::pair<std::string, std::string>> args) {
        if (problems_.size() == most_problems) return;
        args.emplace_back("at", base_ + at);
        if (number_ > 0) args.emplace_back("block", std::to_string(number_));
        problems_.push_back({code, "/content" + base_ + at, std::move(args), std::nullopt, {}});
    }

    std::string base_;       // JSON pointer of the block that is read
    std::size_t number_ = 0; // the same from 1; 0 outside of blocks
    std::vector<Problem> problems_;
};

std::optional<BlockKind> block_kind_named(std::string_view name) {
    for (const auto kind :
         {BlockKind::heading, BlockKind::text, BlockKind::figures, BlockKind::table, BlockKind::chart})
        if (name_of(kind) == name) return kind;
    return std::nullopt;
}

// What a problem's {what|content} says: data/problems.yaml.
constexpr const char *not_known = "not_known", *no_object = "no_object", *no_text = "no_text", *too_long = "too_long",
                     *no_list = "no_list", *too_many = "too_many", *missing = "missing", *no_choice = "no_choice",
                     *no_figure = "no_figure";

void Reader::only(const json::object& given, std::initializer_list<std::string_view> known) {
    for (const auto& [name, value] : given)
        if (std::ranges::find(known, std::string_view(name)) == known.end())
            wrong("/" + std::string(std::string_view(name).substr(0, longest_name)), not_known);
}

std::string Reader::text(const json::object& given, const std::string& name, std::size_t most, bool required) {
    const auto* value = given.if_contains(name);
    if (value == nullptr || value->is_null()) {
        if (required) wrong("/" + name, missing);
        return {};
    }
    if (!value->is_string()) {
        wrong("/" + name, no_text);
        return {};
    }
    std::string text(value->get_string());
    if (required && trim(text).empty()) wrong("/" + name, missing);
    if (text.size() > 4 * most || code_points(text) > most) wrong("/" + name, too_long);
    return text;
}

Where Reader::where(const json::object& given) {
    const auto* value = given.if_contains("where");
    if (value == nullptr || value->is_null()) return {};
    if (!value->is_object()) {
        wrong("/where", no_object);
        return {};
    }
    Where where;
    if (value->get_object().size() > most_conditions) wrong("/where", too_many);
    for (const auto& [name, said] : value->get_object()) {
        std::string text;
        if (said.is_string()) text = std::string(said.get_string());
        if (said.is_int64()) text = std::to_string(said.get_int64()); // year: 2024
        if (!is_name(name) || !is_value(text))
            wrong("/where/" + std::string(std::string_view(name).substr(0, longest_name)), no_text);
        else
            where.emplace_back(name, std::move(text));
    }
    return where;
}

std::vector<TextPiece> Reader::pieces(const json::object& given) {
    auto read = read_pieces(text(given, "text", longest_block_text, true));
    if (read) return *std::move(read);
    add("bulletin.bad_placeholder", "/text", std::move(read.error().args));
    return {};
}

void Reader::add_figure(const json::value& given, const std::string& at, std::vector<AskedFigure>& figures) {
    AskedFigure asked;
    if (given.is_string()) {
        asked.figure = std::string(given.get_string());
    } else if (given.is_object()) {
        const std::string outer = base_;
        base_ += at;
        only(given.get_object(), {"figure", "where"});
        asked.figure = text(given.get_object(), "figure", longest_name, false);
        asked.where = where(given.get_object());
        base_ = outer;
    }
    if (is_name(asked.figure))
        figures.push_back(std::move(asked));
    else
        wrong(at, no_figure);
}

std::vector<AskedFigure> Reader::figures(const json::object& given, std::size_t most) {
    std::vector<AskedFigure> figures;
    if (const auto* one = given.if_contains("figure")) {
        add_figure(*one, "/figure", figures);
        return figures;
    }
    const auto* list = given.if_contains("figures");
    if (list == nullptr || !list->is_array() || list->get_array().empty()) {
        wrong("/figures", list == nullptr ? missing : no_list);
        return figures;
    }
    if (list->get_array().size() > most) wrong("/figures", too_many);
    std::size_t place = 0;
    for (const auto& item : list->get_array())
        if (place < most) add_figure(item, "/figures/" + std::to_string(place++), figures);
    return figures;
}

std::vector<std::string> Reader::by(const json::object& given, std::size_t most) {
    std::vector<std::string> by;
    const auto* value = given.if_contains("by");
    const auto take = [&](const json::value& one) {
        if (one.is_string() && is_name(one.get_string()))
            by.emplace_back(one.get_string());
        else
            wrong("/by", no_text);
    };
    if (value == nullptr)
        wrong("/by", missing);
    else if (value->is_array())
        std::ranges::for_each(value->get_array() | std::views::take(most + 1), take);
    else
        take(*value);
    if (by.size() > most) wrong("/by", too_many);
    return by;
}

void Reader::parts_of(Block& block, const json::object& given) {
    switch (block.kind) {
    case BlockKind::heading:
        only(given, {"kind", "text", "level"});
        block.title = text(given, "text", 200, true);
        if (const auto* level = given.if_contains("level")) {
            if (level->is_int64() && level->get_int64() >= 1 && level->get_int64() <= 3)
                block.level = static_cast<int>(level->get_int64());
            else
                wrong("/level", no_choice);
        }
        return;
    case BlockKind::text:
        only(given, {"kind", "text", "where"});
        block.pieces = pieces(given);
        return;
    case BlockKind::figures:
        only(given, {"kind", "title", "figures", "where"});
        block.figures = figures(given, most_figures_of_block);
        break;
    case BlockKind::table:
        only(given, {"kind", "title", "figure", "figures", "by", "where"});
        block.figures = figures(given, 8);
        block.by = by(given, 2);
        break;
    case BlockKind::chart:
        only(given, {"kind", "title", "figure", "by", "where", "form"});
        block.figures = figures(given, 1);
        block.by = by(given, 1);
        if (const auto form = text(given, "form", longest_name, false); form == "line")
            block.as_line = true;
        else if (!form.empty() && form != "bars")
            wrong("/form", no_choice);
        break;
    }
    block.title = text(given, "title", 200, false);
}

Block Reader::block(const json::value& given) {
    Block block;
    if (!given.is_object()) {
        wrong("", no_object);
        return block;
    }
    const auto kind = block_kind_named(text(given.get_object(), "kind", longest_name, true));
    if (!kind) {
        wrong("/kind", no_choice);
        return block;
    }
    block.kind = *kind;
    block.where = where(given.get_object());
    parts_of(block, given.get_object());
    return block;
}

Content Reader::content(const json::value& given) {
    Content content;
    if (!given.is_object()) {
        wrong("", no_object);
        return content;
    }
    const auto& object = given.get_object();
    only(object, {"language", "where", "blocks"});
    if (const auto language = text(object, "language", longest_name, false); language == "en")
        content.language = language;
    else if (!language.empty() && language != "zh")
        wrong("/language", no_choice);
    content.where = where(object);
    const auto* blocks = object.if_contains("blocks");
    if (blocks == nullptr || !blocks->is_array()) {
        wrong("/blocks", blocks == nullptr ? missing : no_list);
        return content;
    }
    if (blocks->get_array().size() > most_blocks) wrong("/blocks", too_many);
    for (const auto& one : blocks->get_array()) {
        if (number_ == most_blocks) break;
        base_ = "/blocks/" + std::to_string(number_++);
        content.blocks.push_back(block(one));
    }
    return content;
}

} // namespace

std::string_view name_of(BlockKind kind) {
    constexpr std::string_view names[] = {"heading", "text", "figures", "table", "chart"};
    return names[static_cast<std::size_t>(kind)];
}

Result<Content> read_content(const json::value& given) {
    Reader reader;
    auto content = reader.content(given);
    auto& problems = reader.problems();
    if (problems.empty()) return content;
    Problem first = std::move(problems.front());
    first.also.assign(std::make_move_iterator(problems.begin() + 1), std::make_move_iterator(problems.end()));
    return std::unexpected(std::move(first));
}

Result<std::vector<TextPiece>> read_pieces(std::string_view text) {
    std::vector<TextPiece> pieces;
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto open = std::min(rest.find("{{"), rest.size());
        if (open > 0) pieces.push_back({std::string(rest.substr(0, open)), {}});
        rest.remove_prefix(open);
        if (rest.empty()) break;
        const auto close = rest.find("}}");
        const auto inside = close == std::string_view::npos ? std::string_view() : rest.substr(2, close - 2);
        auto asked = read_placeholder(inside);
        if (!asked)
            return refuse("bulletin.bad_placeholder", {},
                          {{"text", std::string(inside.empty() || inside.size() > longest_name ? "{{" : inside)}});
        pieces.push_back({{}, *std::move(asked)});
        rest.remove_prefix(close + 2);
    }
    return pieces;
}

Where narrowed(const Where& outer, const Where& inner) {
    const bool says_when = std::ranges::any_of(inner, [](const auto& one) { return is_calendar(one.first); });
    Where both;
    for (const auto& condition : outer) {
        const bool again = std::ranges::any_of(inner, [&](const auto& one) { return one.first == condition.first; });
        if (!again && !(says_when && is_calendar(condition.first))) both.push_back(condition);
    }
    both.insert(both.end(), inner.begin(), inner.end());
    return both;
}

} // namespace shanhai::kernel

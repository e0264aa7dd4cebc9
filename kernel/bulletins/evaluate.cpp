#include "kernel/bulletins/evaluate.h"

#include "kernel/bulletins/office_style.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace shanhai::kernel {

namespace {

// What the calendar's words are called in heads and slices.
struct CalendarWord {
    std::string_view word, zh, en;
};
constexpr std::array calendar = {
    CalendarWord{"year", "年份", "Year"},       CalendarWord{"half", "半年", "Half-year"},
    CalendarWord{"quarter", "季度", "Quarter"}, CalendarWord{"month", "月份", "Month"},
    CalendarWord{"day", "日期", "Day"},         CalendarWord{"period", "时段", "Period"},
    CalendarWord{"from", "自", "From"},         CalendarWord{"until", "至（不含）", "Until"}};

const Dimension* dimension_named(const Figure& figure, std::string_view name) {
    const auto found = std::ranges::find(figure.dimensions, name.substr(0, name.find('.')), &Dimension::name);
    return found == figure.dimensions.end() ? nullptr : &*found;
}

std::string title_of(const Figure& figure, const std::string& name, const std::string& language) {
    if (const auto found = std::ranges::find(calendar, name, &CalendarWord::word); found != calendar.end())
        return std::string(language == "en" ? found->en : found->zh);
    const auto* dimension = dimension_named(figure, name);
    return dimension == nullptr || dimension->title.empty() ? name : dimension->title.in(language);
}

// The end of a stretch of whole steps that are named one by one: “2024” says more than “2022-01-01 · 2025-01-01 · 2024”.
bool goes_without_saying(const FigureCell& cell, const std::string& name, const std::string& value) {
    if (name != "from" && name != "until") return false;
    const auto day = Date::parse(value);
    return day && std::ranges::any_of(cell.keys, [&](const auto& key) {
               const auto step = step_named(key.first);
               return step && step_around(*day, *step).from == day.value();
           });
}

// A query's problem, said of the block that it comes from.
std::unexpected<Problem> in_block(Problem problem, std::size_t block) {
    problem.field = "/content/blocks/" + std::to_string(block) + problem.field;
    problem.args.emplace_back("block", std::to_string(block + 1));
    return std::unexpected(std::move(problem));
}

class Evaluation {
public:
    Evaluation(Kernel& kernel, const Principal& who, const Content& content, std::optional<Moment> as_of)
        : kernel_(kernel), who_(who), content_(content), as_of_(as_of) {}

    Result<Paper> paper() {
        paper_.language = content_.language;
        for (; block_ < content_.blocks.size(); ++block_) {
            auto block = filled(content_.blocks[block_]);
            if (!block) return in_block(std::move(block.error()), block_);
            paper_.blocks.push_back(*std::move(block));
        }
        return std::move(paper_);
    }

private:
    Result<PaperBlock> filled(const Block& block) {
        PaperBlock filled{.kind = block.kind,
                          .title = block.title,
                          .level = block.level,
                          .as_line = block.as_line,
                          .pieces = {},
                          .columns = {},
                          .rows = {}};
        const Where where = narrowed(content_.where, block.where);
        switch (block.kind) {
        case BlockKind::heading: break;
        case BlockKind::text: TRY_DO(fill_text(filled, block, where)); break;
        case BlockKind::figures: TRY_DO(fill_list(filled, block, where)); break;
        case BlockKind::table: TRY_DO(fill_table(filled, block, where)); break;
        case BlockKind::chart: TRY_DO(fill_chart(filled, block, where)); break;
        }
        return filled;
    }

    Done fill_text(PaperBlock& filled, const Block& block, const Where& where) {
        for (const auto& piece : block.pieces) {
            if (!piece.is_number()) {
                filled.pieces.push_back({piece.words, std::nullopt});
                continue;
            }
            const auto cells = TRY(ask(piece.number, where, {}));
            if (cells.size() != 1) return refuse("bulletin.several_values", {}, {{"name", piece.number.figure}});
            filled.pieces.push_back({{}, cells.front()});
        }
        return {};
    }

    Done fill_list(PaperBlock& filled, const Block& block, const Where& where) {
        for (const auto& asked : block.figures)
            for (const auto number : TRY(ask(asked, where, {}))) {
                const auto& one = paper_.numbers[number];
                // Figures of several currencies say which.
                const bool apart = !one.slice.empty() && one.slice.back().second == one.unit && one.unit != "CNY";
                filled.rows.push_back({{one.title + (apart ? " (" + one.unit + ")" : "")}, {number}});
            }
        return {};
    }

    Done fill_chart(PaperBlock& filled, const Block& block, const Where& where) {
        for (const auto number : TRY(ask(block.figures.front(), where, block.by)))
            filled.rows.push_back({{paper_.numbers[number].slice.back().second}, {number}});
        if (filled.title.empty())
            filled.title = TRY(figure_named(block.figures.front().figure))->title.in(content_.language);
        return {};
    }

    // A row for every group that any of the figures has, in the order of the first that has it.
    Done fill_table(PaperBlock& filled, const Block& block, const Where& where) {
        for (const auto& name : block.by)
            filled.columns.push_back(
                title_of(*TRY(figure_named(block.figures.front().figure)), name, content_.language));
        std::map<std::vector<std::string>, std::size_t> places;
        for (std::size_t column = 0; column < block.figures.size(); ++column) {
            const auto& asked = block.figures[column];
            const auto& figure = *TRY(figure_named(asked.figure));
            for (const auto number : TRY(ask(asked, where, block.by))) {
                const auto& slice = paper_.numbers[number].slice;
                std::vector<std::string> labels;
                for (auto at = slice.end() - static_cast<std::ptrdiff_t>(block.by.size()); at != slice.end(); ++at)
                    labels.push_back(at->second);
                const auto [place, fresh] = places.try_emplace(labels, filled.rows.size());
                if (fresh) filled.rows.push_back({labels, {}});
                auto& row = filled.rows[place->second];
                TRY_DO(pad(row, column, figure));
                if (row.numbers.size() == column) row.numbers.push_back(number);
            }
            for (auto& row : filled.rows) TRY_DO(pad(row, column + 1, figure));
        }
        for (std::size_t column = 0; column < block.figures.size(); ++column)
            set_column(filled, column, *TRY(figure_named(block.figures[column].figure)));
        return {};
    }

    // Groups that a figure has nothing of still have a cell.
    Done pad(PaperRow& row, std::size_t until, const Figure& figure) {
        while (row.numbers.size() < until)
            row.numbers.push_back(TRY(add({.figure = figure.name,
                                           .title = figure.title.in(content_.language),
                                           .where = {},
                                           .slice = {},
                                           .value = {},
                                           .unit = figure.unit,
                                           .shown = "—",
                                           .lineage = {}})));
        return {};
    }

    // The numbers of a column in one unit, so that they can be compared down the page, and the head that names it.
    void set_column(PaperBlock& filled, std::size_t column, const Figure& figure) {
        std::vector<std::string> values;
        for (const auto& row : filled.rows) values.push_back(paper_.numbers[row.numbers[column]].value);
        const auto unit = column_unit(values, figure.unit == "money" ? "" : figure.unit, content_.language);
        for (const auto& row : filled.rows) {
            auto& number = paper_.numbers[row.numbers[column]];
            number.cell = column_number(number.value, unit);
        }
        const auto& title = figure.title.in(content_.language);
        if (unit.word.empty())
            filled.columns.push_back(title);
        else
            filled.columns.push_back(content_.language == "en" ? fmt::format("{} ({})", title, unit.word)
                                                               : fmt::format("{}（{}）", title, unit.word));
    }

    Result<const Figure*> figure_named(const std::string& name) const {
        const auto* figure = kernel_.schema().figure(name);
        if (figure == nullptr) return refuse("figure.unknown", {}, {{"name", name}});
        return figure;
    }

    // The numbers of a figure, one a group. Their slices end with the groups.
    Result<std::vector<std::size_t>> ask(const AskedFigure& asked, const Where& outer,
                                         const std::vector<std::string>& by) {
        const auto& figure = *TRY(figure_named(asked.figure));
        const Where where = narrowed(outer, asked.where);
        const bool one_currency = std::ranges::any_of(where, [](const auto& one) { return one.first == "currency"; });
        if (!by.empty() && figure.unit == "money" && !one_currency)
            return refuse("bulletin.several_values", {}, {{"name", figure.name}});
        const auto cells =
            TRY(kernel_.figure(who_, {.figure = figure.name, .where = where, .by = by, .as_of = as_of_}));
        std::vector<std::size_t> numbers;
        for (const auto& cell : cells) numbers.push_back(TRY(add(number_of(figure, where, cell))));
        return numbers;
    }

    Result<std::size_t> add(PaperNumber number) {
        if (paper_.numbers.size() == most_numbers)
            return refuse("bulletin.too_many_numbers", {}, {{"most", std::to_string(most_numbers)}});
        paper_.numbers.push_back(std::move(number));
        return paper_.numbers.size() - 1;
    }

    PaperNumber number_of(const Figure& figure, const Where& where, const FigureCell& cell) {
        PaperNumber number{.figure = figure.name,
                           .title = figure.title.in(content_.language),
                           .where = {},
                           .slice = {},
                           .value = cell.value ? cell.text : std::string(),
                           .unit = cell.unit,
                           .shown = office_number(cell.value ? cell.text : std::string(), cell.unit, content_.language),
                           .lineage = {}};
        const auto is_group = [&](const std::string& name) {
            return std::ranges::any_of(cell.keys, [&](const auto& key) { return key.first == name; });
        };
        for (const auto& [name, value] : where) {
            if (is_group(name)) continue;
            number.where.emplace_back(name, value);
            number.slice.emplace_back(title_of(figure, name, content_.language),
                                      goes_without_saying(cell, name, value) ? "" : name_of_value(figure, name, value));
        }
        for (const auto& [name, key] : cell.keys) {
            number.where.emplace_back(name, key);
            const auto label = std::ranges::find(cell.where, name, &std::pair<std::string, std::string>::first);
            number.slice.emplace_back(title_of(figure, name, content_.language),
                                      label == cell.where.end() ? key : label->second);
        }
        number.lineage =
            fmt::format("/api/v1/figures/{}/lineage?where={}", figure.name, percent_encoded(where_text(number.where)));
        return number;
    }

    // A place that was asked for by its code is printed by its name.
    std::string name_of_value(const Figure& figure, const std::string& name, const std::string& value) {
        const auto* dimension = dimension_named(figure, name);
        if (dimension == nullptr) return value;
        for (const auto& choice : dimension->choices)
            if (choice.name == value) return choice.title.in(content_.language);
        if (dimension->kind != DimensionKind::ref) return value;
        const auto [known, fresh] = names_.try_emplace(dimension->ref + "\n" + value, value);
        if (!fresh) return known->second;
        const auto& type = *kernel_.schema().type(dimension->ref);
        const auto record = kernel_.get(who_, type.name, value);
        const auto* label = record && !type.label.empty() ? record->if_contains(type.label) : nullptr;
        if (label != nullptr && label->is_string()) known->second = std::string(label->get_string());
        return known->second;
    }

    Kernel& kernel_;
    const Principal& who_;
    const Content& content_;
    std::optional<Moment> as_of_;
    Paper paper_;
    std::size_t block_ = 0;
    std::map<std::string, std::string> names_;
};

// Whether the period that a number is about was over on that day.
bool had_ended(const Where& where, Date day) {
    for (const auto& [name, value] : where) {
        if (name == "until") {
            const auto until = Date::parse(value);
            if (until && *until <= day + 1) return true;
        } else if (name != "from" && is_calendar_word(name)) {
            const auto period = Period::parse(value);
            if (period && period->until && *period->until <= day + 1) return true;
        }
    }
    return false;
}

// Both values as papers print them; in full where the short form hides the difference.
Revision revision_of(const PaperNumber& number, const std::string& now, const std::string& language) {
    Revision revision{number.figure, number.title, number.slice, number.shown,
                      office_number(now, number.unit, language)};
    if (revision.then != revision.now) return revision;
    const auto unit = unit_word(number.unit, language);
    revision.then = plain_number(number.value) + unit;
    revision.now = plain_number(now) + unit;
    return revision;
}

} // namespace

Result<Paper> evaluate(Kernel& kernel, const Principal& who, const Content& content, std::optional<Moment> as_of) {
    return Evaluation(kernel, who, content, as_of).paper();
}

Result<std::vector<Revision>> revised_since(Kernel& kernel, const Principal& who, const Paper& earlier,
                                            std::optional<Moment> as_of) {
    std::vector<Revision> revised;
    const auto moment = Moment::parse(earlier.as_of);
    if (!moment) return revised;
    for (const auto& number : earlier.numbers) {
        if (!had_ended(number.where, moment->day_in_shanghai())) continue;
        const auto cells =
            kernel.figure(who, {.figure = number.figure, .where = number.where, .by = {}, .as_of = as_of});
        // A figure that is no more, or a place that is called otherwise, is not a revised number.
        if (!cells) continue;
        const auto cell = std::ranges::find(*cells, number.unit, &FigureCell::unit);
        if (cell == cells->end()) continue;
        const std::string now = cell->value ? cell->text : std::string();
        if (now == number.value) continue;
        const bool seen = std::ranges::any_of(
            revised, [&](const Revision& one) { return one.figure == number.figure && one.slice == number.slice; });
        if (!seen) revised.push_back(revision_of(number, now, earlier.language));
    }
    return revised;
}

std::string where_text(const Where& where) {
    std::string text;
    for (const auto& [name, value] : where) {
        if (!text.empty()) text += ',';
        text += name + "=";
        if (value.find_first_of(",\"\\") == std::string::npos) {
            text += value;
            continue;
        }
        text += '"';
        for (const char c : value) {
            if (c == '"' || c == '\\') text += '\\';
            text += c;
        }
        text += '"';
    }
    return text;
}

} // namespace shanhai::kernel

#include "apps/shanhai/input_file.h"
#include "apps/shanhai/program.h"
#include "apps/shanhai/texts.h"
#include "base/csv.h"
#include "base/money.h"
#include "base/rational.h"
#include "kernel/readings.h"
#include "kernel/series/reading_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <iostream>

namespace shanhai::apps {

namespace {

constexpr std::size_t batch_size = 10'000; // one transaction
constexpr std::size_t most_bytes = std::size_t{256} << 20;
constexpr std::int64_t micros = 1'000'000;

struct SeriesCommand {
    std::string name, station, file;
    std::string from, to, step = "reading";
    std::string at, value, quality, reason, actor = "admin";
    Format format = Format::table;
};

Result<const kernel::DeclaredSeries*> series_of(const kernel::Kernel& kernel, const std::string& name) {
    return kernel::find_series(kernel.schema(), name);
}

// ── a table of readings ──────────────────────────────────────────────────────────────────────────────────────────

// The columns by their heads, in either language, wherever they stand.
struct Columns {
    static constexpr std::array<std::array<std::string_view, 2>, 4> heads = {
        {{"station", "测站"}, {"at", "时间"}, {"value", "数值"}, {"quality", "质量"}}};
    std::array<std::optional<std::size_t>, heads.size()> places;

    static Result<Columns> of(const CsvRow& row) {
        Columns columns;
        for (std::size_t cell = 0; cell < row.cells.size(); ++cell) {
            for (std::size_t i = 0; i < heads.size(); ++i) {
                const auto head = trim(row.cells[cell]);
                if (head == heads[i][0] || head == heads[i][1]) columns.places[i] = cell;
            }
        }
        for (std::size_t i = 0; i < 3; ++i)
            if (!columns.places[i])
                return refuse("series.no_column", {}, {{"name", std::string(heads[i][language() == "en" ? 0 : 1])}});
        return columns;
    }
    std::string cell(const CsvRow& row, std::size_t i) const {
        return places[i] && *places[i] < row.cells.size() ? std::string(trim(row.cells[*places[i]])) : std::string();
    }
};

std::string quality_in(const std::string& text) {
    for (std::uint8_t i = 0; i <= kernel::most_quality; ++i) {
        const std::string name(kernel::name_of(static_cast<kernel::Quality>(i)));
        if (text == say("series.quality." + name)) return name;
    }
    return text;
}

// Takes the rows of a file, some thousand in a transaction; a file that is given again changes nothing.
class Table {
public:
    Table(kernel::Kernel& kernel, const kernel::DeclaredSeries& series, kernel::Principal who, std::string file)
        : kernel_(kernel), series_(series), who_(std::move(who)), file_(std::move(file)) {}

    Done take(const CsvRow& row) {
        if (row.blank) return {};
        if (!columns_) {
            columns_ = TRY(Columns::of(row));
            return {};
        }
        auto reading = kernel::reading_of(series_.decimals, columns_->cell(row, 1), columns_->cell(row, 2),
                                          quality_in(columns_->cell(row, 3)));
        if (!reading) return at_line(row.line, std::move(reading.error()));
        batch_.push_back({columns_->cell(row, 0), *reading});
        lines_.push_back(row.line);
        return batch_.size() < batch_size ? Done{} : flush();
    }

    Done flush() {
        if (batch_.empty()) return {};
        auto report = kernel_.readings().append(who_, series_.name, batch_);
        if (!report) {
            auto& problem = report.error();
            std::size_t place = 0; // "/17/value"
            const bool of_one =
                !problem.field.empty() && std::isdigit(static_cast<unsigned char>(problem.field[1])) != 0;
            if (of_one) place = std::stoul(problem.field.substr(1));
            return of_one ? at_line(lines_.at(place), std::move(problem)) : Done(std::unexpected(std::move(problem)));
        }
        total_.added += report->added;
        total_.repeated += report->repeated;
        total_.differing += report->differing;
        for (auto& one : report->examples)
            if (total_.examples.size() < kernel::SeriesStore::most_examples) total_.examples.push_back(one);
        batch_.clear();
        lines_.clear();
        return {};
    }

    const kernel::AppendReport& total() const { return total_; }

private:
    std::unexpected<Problem> at_line(int line, Problem problem) const {
        problem.field = file_ + ":" + std::to_string(line);
        return std::unexpected(std::move(problem));
    }

    kernel::Kernel& kernel_;
    const kernel::DeclaredSeries& series_;
    kernel::Principal who_;
    std::string file_;
    std::optional<Columns> columns_;
    std::vector<kernel::ReadingGiven> batch_;
    std::vector<int> lines_;
    kernel::AppendReport total_;
};

std::string time_text(std::int64_t at, Format format) {
    if (format != Format::table) return kernel::second_text(at);
    constexpr std::int64_t east = 28'800;
    return Moment{(at + east) * micros}.iso().substr(0, 19).replace(10, 1, " "); // as clocks show it in Shanghai
}

std::string quality_text(kernel::Quality quality, Format format) {
    const std::string name(kernel::name_of(quality));
    return format == Format::table ? say("series.quality." + name) : name;
}

Sheet readings_sheet(const std::vector<kernel::Reading>& readings, int decimals, Format format) {
    Sheet sheet(
        {{"at", say("column.at")}, {"value", say("column.value"), Look::number}, {"quality", say("column.quality")}});
    for (const auto& one : readings)
        sheet.add({json::value(time_text(one.at, format)), value_json(one, decimals),
                   json::value(quality_text(one.quality, format))});
    return sheet;
}

Result<int> append(const Program& program, const SeriesCommand& command) {
    const auto text = TRY(bytes_of(command.file, most_bytes));
    const auto kernel = TRY(program.open_for_writing());
    const auto& series = *TRY(series_of(*kernel, command.name));
    Table table(*kernel, series, kernel::Principal::administrator(command.actor), command.file);
    const auto read = read_csv(text, ',', [&](const CsvRow& row) { return table.take(row); });
    const auto done = read ? table.flush() : read;
    const auto& total = table.total();
    fmt::print("{}\n", say("series.appended", {{"added", std::to_string(total.added)},
                                               {"repeated", std::to_string(total.repeated)},
                                               {"differing", std::to_string(total.differing)}}));
    if (!done) return std::unexpected(done.error());
    for (const auto& one : total.examples)
        fmt::print("  #{}  {}  {}  {}\n", one.station, time_text(one.reading.at, Format::table),
                   scaled_text(one.reading.value, series.decimals), quality_text(one.reading.quality, Format::table));
    return total.differing > 0 ? 1 : 0;
}

// ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────────

Result<kernel::ReadingsQuery> query_of(const kernel::Kernel& kernel, const SeriesCommand& command,
                                       std::int64_t usual_seconds) {
    kernel::ReadingsQuery query{command.name, command.station, 0, 0};
    query.until = command.to.empty() ? kernel.now().micros / micros + 1 : TRY(kernel::second_behind(command.to));
    query.from = command.from.empty() ? query.until - usual_seconds : TRY(kernel::first_second(command.from));
    return query;
}

void print_steps(const std::vector<kernel::SeriesRollUp>& steps, int decimals, Format format) {
    Sheet sheet({{"begin", say("column.begin")},
                 {"count", say("column.count"), Look::number},
                 {"flagged", say("column.flagged"), Look::number},
                 {"mean", say("column.mean"), Look::number},
                 {"low", say("column.low"), Look::number},
                 {"high", say("column.high"), Look::number},
                 {"last", say("column.last_value"), Look::number},
                 {"sum", say("column.sum"), Look::number}});
    for (const auto& [begin, of] : steps) {
        const auto mean = kernel::mean_of(of, decimals);
        const auto amount = [&, counted = of.count > 0](std::int64_t value) {
            return counted ? json::value(scaled_text(value, decimals)) : json::value(nullptr);
        };
        sheet.add({json::value(time_text(begin, format)), json::value(of.count), json::value(of.flagged),
                   mean ? json::value(mean->text(decimals + 1)) : json::value(nullptr), amount(of.low), amount(of.high),
                   amount(of.last), amount(of.sum)});
    }
    sheet.print(std::cout, format);
}

Result<int> show(const Program& program, const SeriesCommand& command) {
    const auto kernel = TRY(program.open_for_reading());
    const auto& series = *TRY(series_of(*kernel, command.name));
    const auto who = kernel::Principal::administrator();
    const auto asked = TRY(kernel::asked_step(command.step));
    const auto query = TRY(query_of(*kernel, command, asked.usual_seconds));
    if (!asked.step) {
        const auto answer = TRY(kernel->readings().readings(who, query));
        readings_sheet(answer.readings, series.decimals, command.format).print(std::cout, command.format);
        return 0;
    }
    const auto answer = TRY(kernel->readings().roll_ups(who, query, *asked.step));
    print_steps(answer.steps, series.decimals, command.format);
    return 0;
}

void print_corrections(const std::vector<kernel::CorrectionMade>& corrections, int decimals, Format format) {
    Sheet sheet({{"at", say("column.at")},
                 {"was", say("column.was"), Look::number},
                 {"was_quality", say("column.was_quality")},
                 {"value", say("column.value"), Look::number},
                 {"quality", say("column.quality")},
                 {"who", say("column.who")},
                 {"made", say("column.made")},
                 {"reason", say("column.reason")}});
    for (const auto& one : corrections)
        sheet.add({json::value(time_text(one.to.at, format)), value_json(one.from, decimals),
                   json::value(quality_text(one.from.quality, format)), value_json(one.to, decimals),
                   json::value(quality_text(one.to.quality, format)), json::value(one.who),
                   json::value(format == Format::table ? one.made.shown() : one.made.iso()), json::value(one.why)});
    sheet.print(std::cout, format);
}

Result<int> corrections(const Program& program, const SeriesCommand& command) {
    const auto kernel = TRY(program.open_for_reading());
    const auto& series = *TRY(series_of(*kernel, command.name));
    const auto query = TRY(query_of(*kernel, command, 92 * kernel::day_seconds));
    const auto answer = TRY(kernel->readings().corrections(kernel::Principal::administrator(), query));
    print_corrections(answer.corrections, series.decimals, command.format);
    return 0;
}

Result<int> correct(const Program& program, const SeriesCommand& command) {
    const auto kernel = TRY(program.open_for_writing());
    const auto& series = *TRY(series_of(*kernel, command.name));
    const auto quality =
        command.quality.empty() && !command.value.empty() ? std::string("corrected") : quality_in(command.quality);
    const auto to = TRY(kernel::reading_of(series.decimals, command.at, command.value, quality));
    const auto answer = TRY(kernel->readings().correct(kernel::Principal::administrator(command.actor),
                                                       {command.name, command.station, to, command.reason}));
    print_corrections(answer.corrections, series.decimals, command.format);
    return 0;
}

Result<int> list(const Program& program, const SeriesCommand& command) {
    const auto kernel = TRY(program.open_for_reading());
    Sheet sheet({{"name", say("column.series")},
                 {"title", say("column.title")},
                 {"unit", say("column.unit")},
                 {"decimals", say("column.decimals"), Look::number},
                 {"station", say("column.station")},
                 {"keep_days", say("column.keep_days"), Look::number}});
    for (const auto& one : kernel->schema().series)
        sheet.add({json::value(one.name), json::value(one.title.in(language())), json::value(one.unit),
                   json::value(one.decimals), json::value(one.station),
                   one.keep_days ? json::value(*one.keep_days) : json::value(nullptr)});
    sheet.print(std::cout, command.format);
    return 0;
}

// ── their options ────────────────────────────────────────────────────────────────────────────────────────────────

using Does = Result<int> (*)(const Program&, const SeriesCommand&);

CLI::App* add_command(CLI::App& parent, Program& program, const std::string& name,
                      const std::shared_ptr<SeriesCommand>& command, Does does) {
    CLI::App* sub = parent.add_subcommand(name, say("series." + name));
    sub->callback(
        [&program, command, does] { program.run = [&program, command, does] { return does(program, *command); }; });
    return sub;
}

void add_name(CLI::App& sub, SeriesCommand& command, bool of_station) {
    sub.add_option("name", command.name, say("series.option.name"))->required()->type_name("NAME");
    if (of_station)
        sub.add_option("station", command.station, say("series.option.station"))->required()->type_name("STATION");
}

void add_range(CLI::App& sub, SeriesCommand& command) {
    sub.add_option("--from", command.from, say("series.option.from"))->type_name("TIME");
    sub.add_option("--to", command.to, say("series.option.to"))->type_name("TIME");
    add_format(sub, command.format);
}

} // namespace

void add_series(CLI::App& app, Program& program) {
    CLI::App* series = app.add_subcommand("series", say("series.about"));
    series->require_subcommand(1);
    auto command = std::make_shared<SeriesCommand>();
    add_format(*add_command(*series, program, "list", command, list), command->format);

    CLI::App* in = add_command(*series, program, "append", command, append);
    add_name(*in, *command, false);
    in->add_option("file", command->file, say("series.option.file"))->required()->type_name("FILE.csv");
    in->add_option("--as", command->actor, say("option.as"))->type_name("USER")->capture_default_str();

    CLI::App* out = add_command(*series, program, "show", command, show);
    add_name(*out, *command, true);
    out->add_option("--step", command->step, say("series.option.step"))
        ->check(CLI::IsMember({"reading", "hour", "day", "month"}).description(""))
        ->type_name("reading|hour|day|month")
        ->capture_default_str();
    add_range(*out, *command);

    CLI::App* change = add_command(*series, program, "correct", command, correct);
    add_name(*change, *command, true);
    change->add_option("at", command->at, say("series.option.at"))->required()->type_name("TIME");
    change->add_option("value", command->value, say("series.option.value"))->type_name("VALUE");
    change->add_option("--quality", command->quality, say("series.option.quality"))->type_name("QUALITY");
    change->add_option("--reason", command->reason, say("series.option.reason"))->required()->type_name("TEXT");
    change->add_option("--as", command->actor, say("option.as"))->type_name("USER")->capture_default_str();
    add_format(*change, command->format);

    CLI::App* past = add_command(*series, program, "corrections", command, corrections);
    add_name(*past, *command, true);
    add_range(*past, *command);
}

} // namespace shanhai::apps

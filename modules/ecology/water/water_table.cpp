#include "modules/ecology/water/water_table.h"

#include "base/csv.h"
#include "base/date.h"
#include "base/text.h"
#include "modules/ecology/water/water_class.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <ostream>
#include <tuple>
#include <vector>

namespace shanhai::ecology {

namespace {

struct FactorColumn {
    std::size_t at;
    WaterFactor factor;
};

struct Columns {
    std::vector<FactorColumn> factors;
    std::optional<std::size_t> lake, province, section, time, file_date;
};

// "NH3N_mgL" → "NH3-N": as tables write it, small or large, with the unit or without.
std::optional<WaterFactor> factor_in_header(std::string_view title) {
    std::string name = lower_ascii(trim(title));
    for (const std::string_view unit : {"_mgl", "_mg/l", "(mg/l)"})
        if (name.ends_with(unit)) name.resize(name.size() - unit.size());
    static const std::map<std::string, WaterFactor, std::less<>> others = {
        {"nh3n", WaterFactor::ammonia},
        {"nh3_n", WaterFactor::ammonia},
        {"codcr", WaterFactor::cod},
        {"溶解氧", WaterFactor::dissolved_oxygen},
        {"高锰酸盐指数", WaterFactor::permanganate},
        {"氨氮", WaterFactor::ammonia},
        {"总磷", WaterFactor::phosphorus},
        {"化学需氧量", WaterFactor::cod},
        {"五日生化需氧量", WaterFactor::bod5},
    };
    if (const auto found = others.find(name); found != others.end()) return found->second;
    for (int i = 0; i < water_factors; ++i)
        if (lower_ascii(name_of(static_cast<WaterFactor>(i))) == name) return static_cast<WaterFactor>(i);
    return {};
}

Result<Columns> columns_of(const CsvRow& header) {
    Columns columns;
    for (std::size_t i = 0; i < header.cells.size(); ++i) {
        const std::string_view title = trim(header.cells[i]);
        if (title == "station_is_lake_inferred" || title == "is_lake")
            columns.lake = i;
        else if (title == "province")
            columns.province = i;
        else if (title == "section" || title == "station")
            columns.section = i;
        else if (title == "time")
            columns.time = i;
        else if (title == "file_date")
            columns.file_date = i;
        else if (const auto factor = factor_in_header(title))
            columns.factors.push_back({i, *factor});
    }
    if (columns.factors.empty()) return refuse("water.no_factor");
    return columns;
}

std::string_view cell(const CsvRow& row, const std::optional<std::size_t>& column) {
    return column && *column < row.cells.size() ? trim(row.cells[*column]) : std::string_view();
}

Result<WaterSample> sample_of(const CsvRow& row, const Columns& columns) {
    WaterSample sample;
    for (const auto& [at, factor] : columns.factors) {
        const std::string_view text = cell(row, at);
        if (text.empty() || text == "-" || text == "--") continue;
        double value = 0;
        const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
        if (read.ec != std::errc() || read.ptr != text.data() + text.size() || !std::isfinite(value))
            return refuse("water.not_a_number", {}, {{"line", std::to_string(row.line)}, {"value", std::string(text)}});
        sample.measure(factor, value);
    }
    return sample;
}

WaterBody body_of(const CsvRow& row, const Columns& columns) {
    const std::string_view said = cell(row, columns.lake), name = cell(row, columns.section);
    const bool in_the_middle = name.contains("湖心") || name.contains("湖区") || name.contains("湖中心");
    return said == "1" || said == "true" || in_the_middle ? WaterBody::lake : WaterBody::river;
}

std::string verdict_cells(const std::optional<WaterVerdict>& verdict) {
    if (!verdict) return ",";
    return std::string(name_of(verdict->value)) + "," + std::string(name_of(verdict->decided_by));
}

void write_row(std::ostream& out, const CsvRow& row, std::string_view more) {
    for (const std::string& text : row.cells) out << csv_cell(text) << ',';
    out << more << "\r\n";
}

// ── by hour, day and month ───────────────────────────────────────────────────────────────────────────────────────

// "2020-05-08 15" of "05-08 15:00" and "2020-05-08"; as much of it as the period needs.
Result<std::string> period_of(const CsvRow& row, const Columns& columns, WaterPeriod period) {
    std::string time(cell(row, columns.time));
    const std::string_view file_date = cell(row, columns.file_date);
    if (time.size() >= 5 && time[2] == '-' && file_date.size() >= 10) {
        // A file of 1 January may hold samples of 31 December.
        const bool before = time.substr(0, 2) == "12" && file_date.substr(5, 2) == "01";
        const int year = std::atoi(std::string(file_date.substr(0, 4)).c_str()) - (before ? 1 : 0);
        time = fmt::format("{:04}-{}", year, time);
    }
    const std::size_t size = period == WaterPeriod::hour ? 13 : period == WaterPeriod::day ? 10 : 7;
    if (time.size() < size || !Date::parse(std::string_view(time).substr(0, 10)))
        return refuse("water.no_time", {}, {{"line", std::to_string(row.line)}, {"value", time}});
    if (size == 13) time[10] = ' ';
    return time.substr(0, size);
}

struct Mean {
    double sum = 0;
    int count = 0;
};
struct Group {
    WaterBody body = WaterBody::river;
    int samples = 0;
    std::map<WaterFactor, Mean> means;
};
using Groups = std::map<std::tuple<std::string, std::string, std::string>, Group>; // province, section, period

Result<Groups> groups_of(const std::vector<CsvRow>& rows, const Columns& columns, WaterPeriod period) {
    Groups groups;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const WaterSample sample = TRY(sample_of(rows[i], columns));
        Group& group = groups[{std::string(cell(rows[i], columns.province)),
                               std::string(cell(rows[i], columns.section)), TRY(period_of(rows[i], columns, period))}];
        group.body = body_of(rows[i], columns);
        ++group.samples;
        for (const auto& [at, factor] : columns.factors) {
            const auto value = sample.value_of(factor);
            if (!value) continue;
            group.means[factor].sum += *value;
            ++group.means[factor].count;
        }
    }
    return groups;
}

void write_groups(const Groups& groups, const Columns& columns, std::ostream& out) {
    out << "province,section,period,samples,";
    for (const auto& [at, factor] : columns.factors) out << name_of(factor) << ',';
    out << "class,decided_by\r\n";
    for (const auto& [key, group] : groups) {
        const auto& [province, section, period] = key;
        out << csv_cell(province) << ',' << csv_cell(section) << ',' << period << ',' << group.samples << ',';
        WaterSample mean;
        for (const auto& [at, factor] : columns.factors) {
            if (const auto found = group.means.find(factor); found != group.means.end()) {
                const double value = found->second.sum / found->second.count;
                mean.measure(factor, value);
                out << fmt::format("{:.6g}", value);
            }
            out << ',';
        }
        out << verdict_cells(mean.classify(group.body)) << "\r\n";
    }
}

} // namespace

Done classify_table(std::string_view csv, WaterPeriod period, std::ostream& out) {
    const auto rows = TRY(parse_csv(csv));
    if (rows.empty()) return refuse("water.no_factor");
    const Columns columns = TRY(columns_of(rows[0]));
    for (const CsvRow& row : rows)
        if (row.cells.size() != rows[0].cells.size())
            return refuse("water.cells", {},
                          {{"line", std::to_string(row.line)},
                           {"cells", std::to_string(row.cells.size())},
                           {"wanted", std::to_string(rows[0].cells.size())}});
    if (period != WaterPeriod::sample) {
        write_groups(TRY(groups_of(rows, columns, period)), columns, out);
        return {};
    }
    std::vector<std::string> verdicts; // all of them before the first row is written: a table is judged or refused
    for (std::size_t i = 1; i < rows.size(); ++i)
        verdicts.push_back(verdict_cells(TRY(sample_of(rows[i], columns)).classify(body_of(rows[i], columns))));
    write_row(out, rows[0], "class,decided_by");
    for (std::size_t i = 1; i < rows.size(); ++i) write_row(out, rows[i], verdicts[i - 1]);
    return {};
}

} // namespace shanhai::ecology

#include "modules/ecology/studies/trend_study.h"

#include "base/rational.h"
#include "kernel/readings.h"
#include "kernel/schema/model.h"
#include "kernel/series/reading_text.h"
#include "modules/ecology/studies/asked_station.h"
#include "modules/ecology/trend/mann_kendall.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <map>

namespace shanhai::ecology {

namespace {

using kernel::asked_text;
using kernel::bad_member;
using kernel::Kernel;
using kernel::Principal;

constexpr int days_of_ten_years = 3653, most_days = 60 * 366;
constexpr std::int64_t fewest_readings = 3;
constexpr int fewest_months = 9;
constexpr double months_a_year = 12;

struct MonthMean {
    int year = 0, month = 0;
    double value = 0;
};

Result<const kernel::DeclaredSeries*> asked_series(Kernel& kernel, const json::object& asked) {
    std::string known;
    const auto name = TRY(asked_text(asked, "series")).value_or("");
    for (const auto& series : kernel.schema().series) {
        if (series.module != "ecology") continue;
        const auto own = series.name.substr(series.module.size() + 1);
        if (own == name || series.name == name) return &series;
        known += (known.empty() ? "" : ", ") + own;
    }
    return bad_member("series", known);
}

Result<std::vector<MonthMean>> month_means(Kernel& kernel, const Principal& who, const kernel::DeclaredSeries& series,
                                           const std::string& station, const AskedDays& days) {
    const auto shown = TRY(kernel.readings().roll_ups(
        who, {series.name, station, days.first_second(), days.end_second()}, kernel::SeriesStep::month));
    std::vector<MonthMean> means;
    for (const auto& step : shown.steps) {
        const auto mean = kernel::mean_of(step.of, series.decimals);
        if (step.of.count < fewest_readings || !mean) continue;
        const auto day = Date::from_days(static_cast<int>(kernel::day_number(step.begin)));
        means.push_back({day.year(), day.month(), mean->approximate()});
    }
    return means;
}

struct Points {
    std::vector<TrendPoint> compared;
    json::array shown;
};

Points by_month(const std::vector<MonthMean>& means) {
    Points points;
    for (const auto& one : means) {
        points.compared.push_back({one.year + (one.month - 1) / months_a_year, one.value, one.month});
        points.shown.push_back(
            {{"begin", fmt::format("{}-{:02}", one.year, one.month)}, {"value", rounded(one.value, 5)}});
    }
    return points;
}

Points by_year(const std::vector<MonthMean>& means) {
    std::map<int, std::pair<double, int>> years; // sum and count of its months
    for (const auto& one : means) {
        years[one.year].first += one.value;
        ++years[one.year].second;
    }
    Points points;
    for (const auto& [year, own] : years) {
        if (own.second < fewest_months) continue;
        const double mean = own.first / own.second;
        points.compared.push_back({static_cast<double>(year), mean, 0});
        points.shown.push_back({{"begin", std::to_string(year)}, {"value", rounded(mean, 5)}});
    }
    return points;
}

Result<json::object> answer(Kernel& kernel, const Principal& who, const json::object& asked, const kernel::Progress&) {
    TRY_DO(kernel::only_members(asked, {"station", "series", "step", "from", "until"}));
    const auto station = TRY(asked_station(kernel, who, asked));
    const auto& series = *TRY(asked_series(kernel, asked));
    const auto step = TRY(asked_text(asked, "step")).value_or("month");
    if (step != "month" && step != "year") return bad_member("step", "month, year");
    const auto days = TRY(asked_days(kernel, asked, days_of_ten_years, most_days));
    const auto means = TRY(month_means(kernel, who, series, station.id, days));
    auto points = step == "month" ? by_month(means) : by_year(means);
    const auto trend = trend_of(points.compared);
    if (trend.pairs == 0) return refuse("trend.too_short", {}, {{"count", std::to_string(trend.count)}});
    const char* verdict = !trend.is_certain() ? "none" : trend.score > 0 ? "rises" : "falls";
    return json::object{{"station", station.shown()},
                        {"series", series.name},
                        {"unit", series.unit},
                        {"step", step},
                        {"method", step == "month" ? "seasonal Mann-Kendall (Hirsch and Slack 1982), Sen's slope"
                                                   : "Mann-Kendall, Sen's slope"},
                        {"count", trend.count},
                        {"score", trend.score},
                        {"variance", rounded(trend.variance, 3)},
                        {"z", rounded(trend.normal, 4)},
                        {"p", rounded(trend.chance, 6)},
                        {"tau", rounded(trend.tau, 4)},
                        {"slope", rounded(trend.slope, 6)},
                        {"slope_low", rounded(trend.slope_low, 6)},
                        {"slope_high", rounded(trend.slope_high, 6)},
                        {"trend", verdict},
                        {"points", std::move(points.shown)}};
}

void tell(const json::object& answer, std::ostream& out) {
    const auto number = [&](const char* name) { return answer.at(name).to_number<double>(); };
    fmt::print(
        out, "{}  {}  n = {}\n{}\nS = {}   Z = {:.3f}   p = {:.4f}   tau = {:.3f}   {}\n{:+g} {}/a  ({:+g} … {:+g})\n",
        answer.at("station").at("label").as_string().c_str(), answer.at("series").as_string().c_str(),
        answer.at("count").to_number<std::int64_t>(), answer.at("method").as_string().c_str(),
        answer.at("score").to_number<std::int64_t>(), number("z"), number("p"), number("tau"),
        answer.at("trend").as_string().c_str(), number("slope"), answer.at("unit").as_string().c_str(),
        number("slope_low"), number("slope_high"));
}

} // namespace

kernel::Study trend_study() { return {{"趋势检验", "Trend of a quantity"}, answer, tell}; }

} // namespace shanhai::ecology

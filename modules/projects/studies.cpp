#include "modules/projects/studies.h"

#include "base/text.h"
#include "kernel/module/asked.h"
#include "kernel/module/shown_record.h"
#include "modules/projects/backtest.h"
#include "modules/projects/books.h"
#include "modules/projects/earned_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ostream>
#include <tuple>
#include <utility>

namespace shanhai::projects {

namespace {

using kernel::text_of;

constexpr int curve_steps = 40;

// Shares as people read them: percent with one decimal.
double percent(double share) { return std::round(share * 1000) / 10; }

json::value day_or_null(const std::optional<Date>& day) { return day ? json::value(day->iso()) : json::value(); }

json::value index_text(const std::optional<std::int64_t>& thousandths) {
    return thousandths ? json::value(scaled_text(*thousandths, 3)) : json::value();
}

std::string_view name_of(Situation situation) {
    constexpr std::string_view names[situations] = {"standing", "overdue_early", "overdue_late", "unreported",
                                                    "early",    "middle",        "late"};
    return names[static_cast<std::size_t>(situation)];
}

Result<Date> day_asked(kernel::Kernel& kernel, const json::object& asked) {
    const auto day = TRY(kernel::asked_day(asked, "on"));
    if (!day) return day_of_books(kernel);
    // Of days to come the books know nothing, and a back-test would go through the years up to them.
    const auto today = kernel.now().day_in_shanghai();
    if (*day > today) return kernel::bad_member("on", "YYYY-MM-DD ≤ " + today.iso());
    return *day;
}

// Empty when it is not asked for.
Result<std::string> name_asked(const json::object& asked, std::string_view member) {
    return TRY(kernel::asked_text(asked, member)).value_or("");
}

Result<std::vector<Work>> whole_store(kernel::Kernel& kernel, const kernel::Principal& who, Date on) {
    std::vector<Work> works;
    for (auto& seen : TRY(works_in_books(kernel, who, {.on = on, .filters = {}, .project = {}, .surroundings = false})))
        works.push_back(std::move(seen.work));
    return works;
}

json::object finish_json(const Finish& finish) {
    return {{"from", finish.from.iso()},       {"likely", finish.likely.iso()},
            {"until", finish.until.iso()},     {"band_percent", static_cast<int>(band * 100)},
            {"calibrated", finish.calibrated}, {"situation", name_of(finish.situation)}};
}

json::object value_json(const EarnedValue& value) {
    return {{"planned", value.planned.plain()},
            {"earned", value.earned.plain()},
            {"paid", value.paid.plain()},
            {"schedule_index", index_text(value.schedule_index)},
            {"cost_index", index_text(value.cost_index)}};
}

json::array reasons_json(const Lag& lag) {
    json::array reasons;
    for (const auto& reason : lag.reasons)
        reasons.push_back(
            {{"cause", projects::name_of(reason.cause)}, {"days", reason.days}, {"detail", reason.detail}});
    return reasons;
}

struct Row {
    json::object shown;
    double behind = 0; // shares, for the order
    bool lags = false;
    std::size_t place = 0; // in the books, which decides between equals
};

Row row_of(const SeenWork& seen, const FinishModel& model, Date on) {
    const auto& work = seen.work;
    const auto finish = model.forecast(work, on);
    const auto lag = lag_of(work, seen.around, model, finish, on);
    const auto value =
        earned_value(seen.around.budget, Millionths::of(lag.expected), Millionths::of(lag.done), seen.paid);
    const auto* report = last_report(work, on);
    Row row;
    row.behind = lag.expected - lag.done;
    row.lags = !lag.reasons.empty();
    row.shown = {{"project", {{"type", "project"}, {"id", seen.id}, {"number", seen.number}, {"label", seen.name}}},
                 {"region", seen.region},
                 {"giver", seen.giver},
                 {"budget", seen.around.budget.plain()},
                 {"started_on", work.started_on.iso()},
                 {"due_on", day_or_null(work.due_on)},
                 {"standing_since", at_a_standstill(work, on) ? json::value(work.suspended_on->iso()) : json::value()},
                 {"reported_on", report == nullptr ? json::value() : json::value(report->on.iso())},
                 {"visited_on", day_or_null(seen.around.visited_on)},
                 {"expected_percent", percent(lag.expected)},
                 {"done_percent", percent(lag.done)},
                 {"value", value_json(value)},
                 {"finish", finish_json(finish)},
                 {"lags", row.lags},
                 {"reasons", reasons_json(lag)}};
    return row;
}

// The expected curve from the start to the due day (or the usual end), and what was reported.
void add_curve(json::object& shown, const SeenWork& seen, const FinishModel& model, Date on) {
    const auto& work = seen.work;
    const auto end = work.due_on && *work.due_on > work.started_on
                         ? *work.due_on
                         : after_working_days(work.season, work.started_on, model.usual_days(work.building));
    json::array curve, reports;
    for (int step = 0; step <= curve_steps; ++step) {
        const auto day = work.started_on + static_cast<int>(std::int64_t{end - work.started_on} * step / curve_steps);
        curve.push_back({{"on", day.iso()}, {"percent", percent(model.expected_share(work, day))}});
    }
    for (const auto& report : work.reports)
        if (report.on <= on) reports.push_back({{"on", report.on.iso()}, {"percent", percent(report.share)}});
    shown["curve"] = std::move(curve);
    shown["reports"] = std::move(reports);
    shown["season"] = {{"begins", fmt::format("{:02}-{:02}", work.season.begins / 100, work.season.begins % 100)},
                       {"ends", fmt::format("{:02}-{:02}", work.season.ends / 100, work.season.ends % 100)}};
}

json::object learnt_json(const FinishModel& model) {
    json::object learnt{{"finished", model.finished()}, {"stretched", model.stretched()}};
    for (const bool building : {true, false})
        learnt[building ? "works" : "others"] = {
            {"usual_days", std::round(model.usual_days(building))},
            {"curve", json::array{model.curve(building).a(), model.curve(building).b()}}};
    return learnt;
}

Result<BooksAsked> books_asked(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked,
                               Date on) {
    BooksAsked books{.on = on, .filters = {}, .project = {}, .surroundings = true};
    for (const char* place : {"region", "giver"})
        if (const auto value = TRY(name_asked(asked, place)); !value.empty())
            books.filters.push_back({place, "under", value});
    for (const char* name : {"programme", "work_group"})
        if (const auto value = TRY(name_asked(asked, name)); !value.empty())
            books.filters.push_back({name, "eq", value});
    if (const auto name = TRY(name_asked(asked, "project")); !name.empty())
        books.project = "#" + text_of(TRY(kernel.get(who, "project", name)), "id");
    return books;
}

json::object rates_json(const YearOfForecasts& year) {
    const auto share = [&](std::size_t part) {
        return year.forecasts == 0 ? 0.0 : percent(static_cast<double>(part) / static_cast<double>(year.forecasts));
    };
    return {{"year", year.year},
            {"works", year.works},
            {"forecasts", year.forecasts},
            {"covered_percent", share(year.covered)},
            {"early_percent", share(year.too_early)},
            {"late_percent", share(year.forecasts - year.covered - year.too_early)},
            {"by_chance_percent", json::array{percent(by_chance(year).from), percent(by_chance(year).until)}},
            {"undecided", year.undecided},
            {"judged", judged(year)},
            {"median_error_days", year.median_error_days},
            {"median_plan_error_days", year.median_plan_error_days},
            {"median_width_days", year.median_width_days}};
}

std::string words_of(const json::object& reason) {
    const auto cause = text_of(reason, "cause"), detail = text_of(reason, "detail");
    const auto days = reason.at("days").to_number<int>();
    std::string words = cause;
    if (!detail.empty()) words += " (" + detail + ")";
    return days > 0 ? fmt::format("{} {} d", words, days) : words;
}

} // namespace

Result<json::object> outlook(kernel::Kernel& kernel, const kernel::Principal& who, const json::object& asked,
                             const kernel::Progress& progress) {
    TRY_DO(kernel::only_members(asked, {"on", "project", "region", "giver", "programme", "work_group"}));
    const auto on = TRY(day_asked(kernel, asked));
    const auto books = TRY(books_asked(kernel, who, asked, on));
    const auto model = FinishModel::learnt(TRY(whole_store(kernel, kernel::Principal::system(), on)), on);
    if (progress) progress(1, 2);
    std::vector<Row> rows;
    for (const auto& seen : TRY(works_in_books(kernel, who, books))) {
        if (!under_way(seen.work, on)) continue;
        rows.push_back(row_of(seen, model, on));
        rows.back().place = rows.size();
        if (!books.project.empty()) add_curve(rows.back().shown, seen, model, on);
    }
    if (rows.empty() && !books.project.empty())
        return refuse("projects.not_under_way", "/project",
                      {{"name", TRY(name_asked(asked, "project"))}, {"on", on.iso()}});
    // What lags most stands first.
    std::ranges::sort(rows, {}, [](const Row& row) { return std::tuple(!row.lags, -row.behind, row.place); });
    const auto lagging = std::ranges::count_if(rows, &Row::lags);
    json::array works;
    for (auto& row : rows) works.push_back(std::move(row.shown));
    return json::object{{"on", on.iso()},
                        {"learnt", learnt_json(model)},
                        {"under_way", works.size()},
                        {"lagging", lagging},
                        {"works", std::move(works)}};
}

void tell_outlook(const json::object& answer, std::ostream& out) {
    out << fmt::format("{}: {} under way, {} of them lag\n", text_of(answer, "on"),
                       answer.at("under_way").to_number<std::size_t>(), answer.at("lagging").to_number<std::int64_t>());
    for (const auto& work : answer.at("works").as_array()) {
        const auto& row = work.as_object();
        const auto& finish = row.at("finish").as_object();
        std::string reasons;
        for (const auto& reason : row.at("reasons").as_array()) reasons += "  " + words_of(reason.as_object());
        out << fmt::format("{}  {:.1f} % of {:.1f} %  {} ({} – {}){}  {}\n",
                           kernel::reference_text(row, "project", "number"), row.at("done_percent").to_number<double>(),
                           row.at("expected_percent").to_number<double>(), text_of(finish, "likely"),
                           text_of(finish, "from"), text_of(finish, "until"), reasons,
                           kernel::reference_text(row, "project", "label"));
    }
}

Result<json::object> forecasts_of_the_past(kernel::Kernel& kernel, const kernel::Principal& who,
                                           const json::object& asked, const kernel::Progress& progress) {
    TRY_DO(kernel::only_members(asked, {"on"}));
    if (!who.is_unlimited() && !who.is_system())
        return refuse("access.denied", {}, {{"operation", "read"}, {"type", "project"}});
    const auto on = TRY(day_asked(kernel, asked));
    const auto works = TRY(whole_store(kernel, who, on));
    if (progress) progress(1, 2);
    const auto test = back_test(works, on);
    json::array years, situations_learnt;
    for (const auto& year : test.years) years.push_back(rates_json(year));
    const auto model = FinishModel::learnt(works, on);
    for (std::size_t at = 0; at < situations; ++at) {
        const auto situation = static_cast<Situation>(at);
        const auto& spread = model.spread(situation);
        situations_learnt.push_back(
            {{"situation", name_of(situation)},
             {"forecasts", spread.forecasts},
             {"pace", spread.pace},
             {"factors", json::array{std::exp(spread.lower), std::exp(spread.middle), std::exp(spread.upper)}}});
    }
    return json::object{{"on", on.iso()},
                        {"band_percent", static_cast<int>(band * 100)},
                        {"learnt", learnt_json(model)},
                        {"situations", std::move(situations_learnt)},
                        {"years", std::move(years)},
                        {"all", rates_json(test.all)}};
}

void tell_back_test(const json::object& answer, std::ostream& out) {
    const auto line = [&](const std::string& name, const json::object& year) {
        const auto number = [&](const char* member) { return year.at(member).to_number<double>(); };
        const auto& chance = year.at("by_chance_percent").as_array();
        const auto covered = year.at("judged").as_bool() ? fmt::format("{:.1f} %", number("covered_percent")) : "open";
        const auto expected =
            fmt::format("{:.0f}–{:.0f} %", chance.at(0).to_number<double>(), chance.at(1).to_number<double>());
        out << fmt::format(
            "{:>6}{:>8.0f}{:>11.0f}{:>11.0f}{:>10}{:>11}{:>8.1f} %{:>8.1f} %{:>8.0f} d{:>8.0f} d{:>8.0f} d\n", name,
            number("works"), number("forecasts"), number("undecided"), covered, expected, number("early_percent"),
            number("late_percent"), number("median_error_days"), number("median_plan_error_days"),
            number("median_width_days"));
    };
    out << fmt::format("forecasts of past years, band of {} %, as of {}\n", answer.at("band_percent").to_number<int>(),
                       text_of(answer, "on"));
    out << fmt::format("{:>6}{:>8}{:>11}{:>11}{:>10}{:>11}{:>10}{:>10}{:>10}{:>10}{:>10}\n", "year", "works",
                       "forecasts", "undecided", "covered", "by chance", "early", "late", "error", "plan", "width");
    for (const auto& year : answer.at("years").as_array())
        line(std::to_string(year.as_object().at("year").to_number<int>()), year.as_object());
    line("all", answer.at("all").as_object());
    out << "covered: the finish lay within the band; by chance: where 19 of 20 years of so many works lie when the band is right; "
           "open: more than a tenth is undecided, and the year is not in “all”\n";
}

} // namespace shanhai::projects

#include "modules/governance/assessment.h"

#include "base/money.h"
#include "base/text.h"
#include "kernel/bulletins/evaluate.h"
#include "kernel/module/asked.h"
#include "kernel/module/every_record.h"
#include "kernel/module/shown_record.h"
#include "modules/governance/asked_record.h"
#include "modules/governance/assessment_rules.h"
#include "modules/governance/choice_title.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <ostream>
#include <utility>

namespace shanhai::governance {

namespace {

using kernel::Kernel;
using kernel::Principal;
using kernel::reference_text;
using kernel::text_of;

constexpr int scale_of_points = 2;

std::optional<std::int64_t> hundredths(const std::string& text) {
    const auto value = parse_scaled(text, scale_of_points);
    return value ? std::optional(*value) : std::nullopt;
}

json::value points_text(const std::optional<std::int64_t>& points) {
    return points ? json::value(scaled_text(*points, scale_of_points)) : json::value();
}

Done each(Kernel& kernel, const Principal& who, const std::string& type, std::vector<kernel::ListFilter> filters,
          const std::function<void(json::object&)>& take) {
    kernel::ListQuery query;
    query.filters = std::move(filters);
    return for_each_record(kernel, who, type, std::move(query), [&](json::object& record) -> Done {
        take(record);
        return {};
    });
}

// The last time that it was submitted, from its history.
Result<std::optional<Moment>> submitted_at(Kernel& kernel, const Principal& who, const json::object& assessment) {
    std::optional<Moment> at;
    if (text_of(assessment, "state") != "submitted") return at;
    const auto history = TRY(kernel.history(who, "self_assessment", text_of(assessment, "id")));
    for (const auto& shown : history.at("entries").as_array()) {
        const auto& entry = shown.as_object();
        if (text_of(entry, "transition") != "submit") continue;
        if (const auto moment = Moment::parse(text_of(entry, "at")); moment) at = *moment;
    }
    return at;
}

kernel::Where slice_of(const json::object& assessment, const json::object& indicator) {
    kernel::Where where;
    for (const char* dimension : {"programme", "giver", "region"})
        if (const auto id = reference_text(assessment, dimension, "id"); !id.empty())
            where.emplace_back(dimension, "#" + id);
    const auto ends = text_of(assessment, "date"), begins = text_of(assessment, "begins_on");
    if (begins.empty()) {
        where.emplace_back("year", ends.substr(0, 4));
    } else {
        where.emplace_back("from", begins);
        const auto last = Date::parse(ends);
        if (last) where.emplace_back("until", (*last + 1).iso());
    }
    for (const auto piece : split(text_of(indicator, "slice"), ',')) {
        const auto equals = piece.find('=');
        if (equals != std::string_view::npos)
            where.emplace_back(std::string(trim(piece.substr(0, equals))), std::string(trim(piece.substr(equals + 1))));
    }
    return where;
}

ScoringTerms terms_of(const ScoredIndicator& indicator, const json::object& record) {
    ScoringTerms terms;
    terms.rule = scoring_rule_named(indicator.rule);
    terms.points = indicator.points;
    terms.full_at = Rational::parse(text_of(record, "full_at")).value_or(Rational{});
    terms.zero_at = Rational::parse(text_of(record, "zero_at")).value_or(Rational{});
    return terms;
}

struct Read {
    ScoredIndicator indicator;
    ScoringTerms terms;
};

Read read_indicator(Kernel& kernel, const Principal& who, const json::object& record, const Assessed& all) {
    Read read;
    auto& one = read.indicator;
    one = {.id = text_of(record, "id"),
           .number = text_of(record, "number"),
           .name = text_of(record, "name"),
           .rule = text_of(record, "rule"),
           .points = hundredths(text_of(record, "points")).value_or(0),
           .figure = text_of(record, "figure")};
    read.terms = terms_of(one, record);
    if (one.figure.empty()) return read;
    one.where = slice_of(all.assessment, record);
    const auto cells = kernel.figure(who, {one.figure, one.where, {}, all.frozen_at});
    if (!cells) {
        one.value_refused = cells.error().code;
        return read;
    }
    if (cells->empty()) return read;
    one.value = cells->front().text;
    one.unit = cells->front().unit;
    // Points follow from the value as people read it: a rate of 94.96 % that is printed as 95.0 counts as 95.0.
    one.by_rule = score_of(read.terms, Rational::parse(one.value));
    return read;
}

Result<std::pair<Assessed, std::vector<ScoringTerms>>> read_all(Kernel& kernel, const Principal& who,
                                                                const std::string& name) {
    Assessed all;
    std::vector<ScoringTerms> terms;
    all.assessment = TRY(kernel.get(who, "self_assessment", name));
    all.scheme = TRY(kernel.get(who, "assessment_scheme", reference_text(all.assessment, "scheme", "id")));
    all.points = hundredths(text_of(all.scheme, "points")).value_or(0);
    all.frozen_at = TRY(submitted_at(kernel, who, all.assessment));
    std::map<std::string, std::size_t> places;
    TRY_DO(each(kernel, who, "assessment_indicator", {{"scheme", "eq", "#" + text_of(all.scheme, "id")}},
                [&](json::object& record) {
                    auto read = read_indicator(kernel, who, record, all);
                    places[read.indicator.id] = all.indicators.size();
                    all.indicators.push_back(std::move(read.indicator));
                    terms.push_back(read.terms);
                }));
    TRY_DO(each(kernel, who, "assessment_score", {{"assessment", "eq", "#" + text_of(all.assessment, "id")}},
                [&](json::object& record) {
                    const auto place = places.find(reference_text(record, "indicator", "id"));
                    if (place == places.end()) return;
                    auto& one = all.indicators[place->second];
                    one.entered = hundredths(text_of(record, "score"));
                    one.because = text_of(record, "because");
                    if (const auto* paper = record.if_contains("evidence"); paper != nullptr && paper->is_object())
                        one.evidence = paper->get_object();
                }));
    return std::pair(std::move(all), std::move(terms));
}

// Values that somebody supposes, by the numbers of indicators.
Done suppose(const json::object& asked, Assessed& all, const std::vector<ScoringTerms>& terms) {
    const auto* given = asked.if_contains("what_if");
    if (given == nullptr) return {};
    if (!given->is_object()) return kernel::bad_member("what_if", "{\"ZB-0001\": \"95\"}");
    for (const auto& [key, value] : given->get_object()) {
        const std::string number(key);
        const auto text = value.is_string() ? std::string(value.get_string()) : json::serialize(value);
        const auto supposed = Rational::parse(text);
        const auto found = std::ranges::find(all.indicators, number, &ScoredIndicator::number);
        if (found == all.indicators.end() || !supposed) return kernel::bad_member("what_if/" + number, "95.5");
        found->supposed = text;
        found->what_if = score_of(terms[static_cast<std::size_t>(found - all.indicators.begin())], supposed);
    }
    return {};
}

std::vector<GradeLine> grade_lines(const json::object& scheme) {
    std::vector<GradeLine> lines;
    for (const char* grade : {"excellent", "good", "fairly_good", "average"})
        if (const auto from = parse_scaled(text_of(scheme, std::string(grade) + "_from"), 1); from)
            lines.push_back({grade, *from});
    return lines;
}

json::object total_json(std::int64_t score, const Assessed& all) {
    return {{"score", scaled_text(score, scale_of_points)},
            {"points", scaled_text(all.points, scale_of_points)},
            {"grade", grade_of(grade_lines(all.scheme), score, all.points)}};
}

json::object totals_json(const Assessed& all, bool supposed) {
    std::int64_t entered = 0, by_rule = 0, what_if = 0;
    std::size_t missing = 0;
    for (const auto& one : all.indicators) {
        if (!one.entered) ++missing;
        entered += one.entered.value_or(0);
        const auto now = one.by_rule.value_or(one.entered.value_or(0)); // what people judge stays as they judged it
        by_rule += now;
        what_if += one.what_if.value_or(now);
    }
    json::object totals{
        {"entered", total_json(entered, all)}, {"by_rule", total_json(by_rule, all)}, {"missing", missing}};
    if (supposed) totals["what_if"] = total_json(what_if, all);
    return totals;
}

json::object indicator_json(const ScoredIndicator& one, const std::optional<Moment>& as_of) {
    json::object shown{{"number", one.number},
                       {"name", one.name},
                       {"points", scaled_text(one.points, scale_of_points)},
                       {"rule", one.rule},
                       {"figure", one.figure.empty() ? json::value() : json::value(one.figure)},
                       {"value", one.value.empty() ? json::value() : json::value(one.value)},
                       {"unit", one.unit},
                       {"refused", one.value_refused.empty() ? json::value() : json::value(one.value_refused)},
                       {"by_rule", points_text(one.by_rule)},
                       {"entered", points_text(one.entered)},
                       {"because", one.because},
                       {"evidence", one.evidence.empty() ? json::value() : json::value(one.evidence)},
                       {"lineage", one.figure.empty() ? json::value() : json::value(lineage_address(one, as_of))}};
    if (!one.supposed.empty()) {
        shown["supposed"] = one.supposed;
        shown["what_if"] = points_text(one.what_if);
    }
    return shown;
}

// The official grades of the same programme, giver and kind, with their runs.
Result<json::array> official_grades(Kernel& kernel, const Principal& who, const Assessed& all) {
    json::array grades;
    const auto kind = text_of(all.scheme, "kind") == "mid_term" ? "mid_term" : "annual";
    std::map<int, std::string> by_year;
    auto done = each(kernel, who, "official_grade",
                     {{"programme", "eq", "#" + reference_text(all.assessment, "programme", "id")},
                      {"giver", "eq", "#" + reference_text(all.assessment, "giver", "id")},
                      {"kind", "eq", kind}},
                     [&](const json::object& record) {
                         if (const auto* year = record.if_contains("year_of"); year != nullptr && year->is_int64())
                             by_year[static_cast<int>(year->get_int64())] = text_of(record, "grade");
                     });
    if (!done && done.error().code != "access.denied") return std::unexpected(std::move(done.error()));
    for (const auto& year : runs_of(by_year))
        grades.push_back(
            {{"year", year.year},
             {"grade", year.grade},
             {"run", year.run},
             {"words", fmt::format("{}年{}", year.year,
                                   run_words(year, choice_title(kernel, "official_grade", "grade", year.grade)))}});
    return grades;
}

std::string or_dash(const json::object& row, std::string_view member) {
    const auto text = text_of(row, member);
    return text.empty() ? "—" : text;
}

} // namespace

Result<Assessed> assessed(Kernel& kernel, const Principal& who, const std::string& name) {
    return TRY(read_all(kernel, who, name)).first;
}

std::string lineage_address(const ScoredIndicator& indicator, const std::optional<Moment>& as_of) {
    auto address = "/api/v1/figures/" + indicator.figure +
                   "/lineage?where=" + percent_encoded(kernel::where_text(indicator.where));
    if (as_of) address += "&as_of=" + percent_encoded(as_of->iso());
    return address;
}

Result<json::object> assessment_study(Kernel& kernel, const Principal& who, const json::object& asked,
                                      const kernel::Progress&) {
    TRY_DO(kernel::only_members(asked, {"assessment", "what_if"}));
    const auto name = TRY(asked_record(kernel, who, asked, "assessment", "self_assessment"));
    auto [all, terms] = TRY(read_all(kernel, who, name));
    TRY_DO(suppose(asked, all, terms));
    json::array indicators;
    for (const auto& one : all.indicators) indicators.push_back(indicator_json(one, all.frozen_at));
    return json::object{{"assessment", text_of(all.assessment, "number")},
                        {"scheme", text_of(all.scheme, "name")},
                        {"state", text_of(all.assessment, "state")},
                        {"frozen_at", all.frozen_at ? json::value(all.frozen_at->iso()) : json::value()},
                        {"totals", totals_json(all, asked.contains("what_if"))},
                        {"indicators", std::move(indicators)},
                        {"official_grades", TRY(official_grades(kernel, who, all))}};
}

void tell_assessment(const json::object& answer, std::ostream& out) {
    out << text_of(answer, "assessment") << "  " << text_of(answer, "scheme") << "  " << text_of(answer, "state")
        << "\n";
    for (const auto& shown : answer.at("indicators").as_array()) {
        const auto& row = shown.as_object();
        out << fmt::format("{}  {}  {} = {}  {} / {} / {}", text_of(row, "number"), text_of(row, "name"),
                           or_dash(row, "figure"), or_dash(row, "value"), or_dash(row, "entered"),
                           or_dash(row, "by_rule"), text_of(row, "points"));
        if (row.contains("supposed"))
            out << fmt::format("  ({} -> {})", text_of(row, "supposed"), or_dash(row, "what_if"));
        out << "\n";
    }
    for (const char* name : {"entered", "by_rule", "what_if"})
        if (const auto* total = answer.at("totals").as_object().if_contains(name); total != nullptr)
            out << fmt::format("{}: {} / {} {}\n", name, text_of(total->as_object(), "score"),
                               text_of(total->as_object(), "points"), text_of(total->as_object(), "grade"));
    for (const auto& grade : answer.at("official_grades").as_array())
        out << text_of(grade.as_object(), "words") << "\n";
}

} // namespace shanhai::governance

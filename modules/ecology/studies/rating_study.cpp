#include "modules/ecology/studies/rating_study.h"

#include "kernel/module/every_record.h"
#include "modules/ecology/rating/rating_fit.h"
#include "modules/ecology/reception/shown_fields.h"
#include "modules/ecology/studies/asked_station.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>

namespace shanhai::ecology {

namespace {

using kernel::asked_day;
using kernel::Kernel;
using kernel::Principal;
using kernel::text_of;

constexpr std::size_t most_gaugings = 2000;
constexpr int curve_points = 40;

struct KnownGauging {
    std::string id, day, left_out; // left_out: why it takes no part; empty when it does
    GaugedFlow measured;
};

Result<std::vector<KnownGauging>> gaugings_of(Kernel& kernel, const Principal& who, const std::string& station,
                                              const json::object& asked) {
    kernel::ListQuery query;
    query.filters = {{"station", "eq", station}};
    if (const auto from = TRY(asked_day(asked, "from"))) query.filters.push_back({"day", "gte", from->iso()});
    if (const auto until = TRY(asked_day(asked, "until"))) query.filters.push_back({"day", "lte", until->iso()});
    query.order = {"day", "id"};
    std::vector<KnownGauging> all;
    TRY_DO(kernel::for_each_record(kernel, who, "gauging", query, [&](const json::object& record) -> Done {
        if (all.size() == most_gaugings)
            return kernel::bad_member("from", fmt::format("{} gaugings at most", most_gaugings));
        all.push_back({text_of(record, "id"),
                       text_of(record, "day"),
                       text_of(record, "set_aside"),
                       {decimal_in(record, "level").value_or(0), decimal_in(record, "flow").value_or(0)}});
        return {};
    }));
    return all;
}

json::object curve_json(const RatingCurve& curve) {
    return {{"factor", rounded(curve.factor, 6)},
            {"exponent", rounded(curve.exponent, 4)},
            {"zero", rounded(curve.zero, 3)},
            {"lowest", curve.lowest},
            {"highest", curve.highest}};
}

json::array gaugings_json(const std::vector<KnownGauging>& all, const RatingCurve& curve) {
    json::array items;
    for (const auto& one : all) {
        const double computed = flow_at(curve, one.measured.level);
        items.push_back({{"id", one.id},
                         {"day", one.day},
                         {"level", one.measured.level},
                         {"flow", one.measured.flow},
                         {"computed", rounded(computed, 3)},
                         {"off", computed > 0 ? json::value(rounded(100 * (one.measured.flow / computed - 1), 1))
                                              : json::value(nullptr)},
                         {"left_out", one.left_out.empty() ? json::value(nullptr) : json::value(one.left_out)}});
    }
    return items;
}

// As far as it may be extended.
json::array points_json(const RatingFit& fit) {
    const double range = fit.curve.highest - fit.curve.lowest;
    const double low = std::max(fit.curve.zero, fit.curve.lowest - extended_below * range);
    const double high = fit.curve.highest + extended_above * range;
    json::array points;
    for (int i = 0; i <= curve_points; ++i) {
        const double level = low + (high - low) * i / curve_points;
        const double flow = flow_at(fit.curve, level), times = 1 + fit.uncertainty_at(level) / 100;
        points.push_back({{"level", rounded(level, 3)},
                          {"flow", rounded(flow, 3)},
                          {"low", rounded(flow / times, 3)},
                          {"high", rounded(flow * times, 3)},
                          {"gauged", trust_at(fit.curve, level) == RatingTrust::gauged}});
    }
    return points;
}

Result<json::object> answer(Kernel& kernel, const Principal& who, const json::object& asked, const kernel::Progress&) {
    TRY_DO(kernel::only_members(asked, {"station", "from", "until", "zero"}));
    const auto station = TRY(asked_station(kernel, who, asked));
    std::optional<double> zero;
    if (kernel::asked_value(asked, "zero") != nullptr) zero = TRY(kernel::asked_number(asked, "zero", 0, -500, 9000));
    const auto gaugings = TRY(gaugings_of(kernel, who, station.id, asked));
    std::vector<GaugedFlow> used;
    for (const auto& one : gaugings)
        if (one.left_out.empty() && one.measured.flow > 0) used.push_back(one.measured);
    const auto fit = TRY(fit_rating(used, zero));
    return json::object{{"station", station.shown()},
                        {"method", rating_method},
                        {"used", fit.gaugings},
                        {"curve", curve_json(fit.curve)},
                        {"uncertainty", rounded(fit.scatter(), 1)},
                        {"standard_error", rounded(100 * fit.standard_error, 2)},
                        {"gaugings", gaugings_json(gaugings, fit.curve)},
                        {"points", points_json(fit)}};
}

void tell(const json::object& answer, std::ostream& out) {
    const auto& curve = answer.at("curve").as_object();
    const auto number = [&](const char* name) { return curve.at(name).to_number<double>(); };
    fmt::print(out, "{}\nQ = {:g}·(h - {:.3f})^{:g}   {:.3f}–{:.3f} m   n = {}   ±{:g} % (95 %)\n{}\n",
               answer.at("station").at("label").as_string().c_str(), number("factor"), number("zero"),
               number("exponent"), number("lowest"), number("highest"), answer.at("used").to_number<std::int64_t>(),
               answer.at("uncertainty").to_number<double>(), answer.at("method").as_string().c_str());
    for (const auto& one : answer.at("gaugings").as_array()) {
        const auto& gauging = one.as_object();
        fmt::print(out, "{}  {:>9.3f} m  {:>12.3f} m³/s  {:>12.3f}  {}{}\n", gauging.at("day").as_string().c_str(),
                   gauging.at("level").to_number<double>(), gauging.at("flow").to_number<double>(),
                   gauging.at("computed").to_number<double>(),
                   gauging.at("off").is_null() ? "" : fmt::format("{:+.1f} %", gauging.at("off").to_number<double>()),
                   gauging.at("left_out").is_null() ? "" : "  –");
    }
}

} // namespace

kernel::Study rating_study() { return {{"水位流量关系定线", "Rating curve of a gauge"}, answer, tell}; }

} // namespace shanhai::ecology

#include "modules/energy/studies/yield_study.h"

#include "kernel/module/asked.h"
#include "modules/energy/records/day_plan.h"
#include "modules/energy/studies/asked_plant.h"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>

namespace shanhai::energy {

namespace {

using kernel::asked_day;
using kernel::asked_number;
using kernel::asked_text;
using kernel::bad_member;
using kernel::Kernel;
using kernel::only_members;
using kernel::Principal;

constexpr int most_days = 400, most_days_by_quarter = 7;
constexpr double thousand = 1000;
constexpr double most_aerosol = 0.45, least_water = 0.2, most_water = 10; // what Solis was fitted to
constexpr int highest_for_linke = 2000;                                   // m

struct Question {
    KnownPlant plant;
    Date from, until; // until excluded
    double clearness = 1;
    std::string step;
};

// With a turbidity the sky is asked for by Ineichen and Perez, whose model ends where mountains begin.
Done read_sky(const json::object& asked, Site& site) {
    site.aerosol = TRY(asked_number(asked, "aerosol", site.aerosol, 0, most_aerosol));
    site.water = TRY(asked_number(asked, "water", usual_water(site.place.altitude_m), least_water, most_water));
    if (!asked.contains("linke")) return {};
    if (site.place.altitude_m > highest_for_linke)
        return bad_member("linke", fmt::format("altitude ≤ {} m; else aerosol, water", highest_for_linke));
    site.linke = TRY(asked_number(asked, "linke", site.linke, 1, 10));
    site.clear_sky = ClearSky::ineichen;
    return {};
}

json::object sky_shown(const Site& site) {
    if (site.clear_sky == ClearSky::ineichen) return {{"clear_sky", "Ineichen-Perez"}, {"linke", site.linke}};
    return {{"clear_sky", "simplified Solis"}, {"aerosol", site.aerosol}, {"water", rounded(*site.water)}};
}

Result<Question> read(Kernel& kernel, const Principal& who, const json::object& asked) {
    TRY_DO(only_members(asked, {"plant", "from", "until", "clearness", "aerosol", "water", "linke", "step"}));
    auto plant = TRY(asked_plant(kernel, who, asked));
    const auto today = kernel.now().day_in_shanghai();
    const auto from = TRY(asked_day(asked, "from")).value_or(*Date::from_ymd(today.year(), 1, 1));
    const auto last = TRY(asked_day(asked, "until")).value_or(*Date::from_ymd(from.year(), 12, 31));
    Question question{std::move(plant), from, last + 1, TRY(asked_number(asked, "clearness", 1, 0, 1)),
                      TRY(asked_text(asked, "step")).value_or("month")};
    TRY_DO(read_sky(asked, question.plant.site));
    if (question.step != "day" && question.step != "month" && question.step != "quarter")
        return bad_member("step", "day, month, quarter");
    const int most = question.step == "quarter" ? most_days_by_quarter : most_days;
    if (question.until <= from || question.until - from > most)
        return bad_member("until", fmt::format("from + 1–{}", most));
    return question;
}

struct Sums {
    double level = 0, plane = 0, energy = 0;
    void add(const Light& light) {
        level += light.level.global * quarter_hours / thousand;
        plane += light.on_plane * quarter_hours / thousand;
        energy += light.power * quarter_hours;
    }
    void add(const Sums& other) {
        level += other.level;
        plane += other.plane;
        energy += other.energy;
    }
};

json::object shown(const std::string& begin, const Sums& sums) {
    return {{"begin", begin},
            {"level", rounded(sums.level)},
            {"plane", rounded(sums.plane)},
            {"energy", rounded(sums.energy)}};
}

json::object shown(std::int64_t at, const Light& light) {
    return {{"at", at},
            {"zenith", rounded(light.sun.zenith)},
            {"azimuth", rounded(light.sun.azimuth)},
            {"plane", rounded(light.on_plane)},
            {"power", rounded(light.power)}};
}

// The sums of one day; quarter-hours by themselves go into `quarters` when there are to be any.
Sums day_sums(const Question& question, Date day, json::array* quarters) {
    Sums sums;
    const auto midnight = midnight_of(day);
    for (std::size_t i = 0; i < quarters_a_day; ++i) {
        const auto at = midnight + static_cast<std::int64_t>(i) * quarter_seconds;
        const auto light = light_at(question.plant.site, at + quarter_seconds / 2, question.clearness);
        sums.add(light);
        if (quarters != nullptr) quarters->push_back(shown(at, light));
    }
    return sums;
}

Result<json::object> answer(Kernel& kernel, const Principal& who, const json::object& asked,
                            const kernel::Progress& progress) {
    const auto question = TRY(read(kernel, who, asked));
    const auto days = question.until - question.from;
    json::array steps;
    Sums all, month;
    for (auto day = question.from; day < question.until; day = day + 1) {
        if (progress) progress(static_cast<std::uint64_t>(day - question.from), static_cast<std::uint64_t>(days));
        const auto sums = day_sums(question, day, question.step == "quarter" ? &steps : nullptr);
        all.add(sums);
        if (question.step == "day") steps.push_back(shown(day.iso(), sums));
        if (question.step != "month") continue;
        month.add(sums);
        if ((day + 1).day() != 1 && day + 1 != question.until) continue;
        steps.push_back(shown(step_label(day, Step::month), month));
        month = {};
    }
    const auto& site = question.plant.site;
    auto model = sky_shown(site);
    for (const auto& [name, value] : json::object{{"sun", "PSA+ 2020"},
                                                  {"split", "Erbs"},
                                                  {"sky", "Hay-Davies"},
                                                  {"albedo", site.albedo},
                                                  {"clearness", question.clearness},
                                                  {"altitude", site.place.altitude_m}})
        model[name] = value;
    return json::object{{"plant", plant_shown(question.plant)},
                        {"from", question.from.iso()},
                        {"until", (question.until + -1).iso()},
                        {"model", std::move(model)},
                        {"level", rounded(all.level)},
                        {"plane", rounded(all.plane)},
                        {"energy", rounded(all.energy)},
                        {"full_hours", rounded(all.energy / site.panels.capacity_mw)},
                        {"steps", std::move(steps)}};
}

double number(const json::object& object, std::string_view name) { return object.at(name).to_number<double>(); }

void tell(const json::object& answer, std::ostream& out) {
    fmt::print(out, "{}  {} – {}\n", answer.at("plant").at("label").as_string().c_str(),
               answer.at("from").as_string().c_str(), answer.at("until").as_string().c_str());
    for (const auto& step : answer.at("steps").as_array()) {
        const auto& one = step.as_object();
        if (one.contains("begin"))
            fmt::print(out, "{:<10}  {:>9.1f} kWh/m²  {:>9.1f} kWh/m² on the panels  {:>10.1f} MWh\n",
                       one.at("begin").as_string().c_str(), number(one, "level"), number(one, "plane"),
                       number(one, "energy"));
    }
    fmt::print(out, "{:<10}  {:>9.1f} kWh/m²  {:>9.1f} kWh/m² on the panels  {:>10.1f} MWh  {:.0f} h\n", "",
               number(answer, "level"), number(answer, "plane"), number(answer, "energy"),
               number(answer, "full_hours"));
}

} // namespace

kernel::Study yield_study() { return {{"光伏出力测算", "Yield of a solar plant"}, answer, tell}; }

} // namespace shanhai::energy

#include "apps/demo/planting.h"

#include "apps/demo/workdays.h"
#include "base/money.h"

#include <fmt/format.h>

namespace shanhai::demo {

namespace {

struct Plot {
    const char *code, *name, *region, *ground, *species, *second;
    double longitude, latitude;
    int area; // mu
    int trees_2022, trees_2023;
    int alive_thousandth; // of the first survey; a year later it is 24 less
};
// Together 40,000 mu and 2,000,000 trees.
constexpr Plot bank[] = {
    {"BA-01", "江当沙地一区", "540202", "sand", "砂生槐", "沙棘", 89.17, 29.33, 7200, 310000, 220000, 871},
    {"BA-02", "江当沙地二区", "540202", "sand", "砂生槐", "花棒", 89.22, 29.34, 5100, 180000, 160000, 842},
    {"BA-03", "艾玛林地", "540221", "wood", "藏川杨", "左旋柳", 89.06, 29.40, 6300, 240000, 190000, 926},
    {"BA-04", "东嘎林地", "540202", "wood", "银白杨", "榆树", 88.80, 29.35, 4400, 150000, 110000, 913},
    {"BA-05", "年木湿地", "540202", "wetland", "左旋柳", "沙棘", 88.98, 29.32, 5200, 90000, 70000, 947},
    {"BA-06", "聂日雄草地", "540202", "grass", "锦鸡儿", "沙棘", 88.91, 29.41, 6800, 90000, 80000, 894},
    {"BA-07", "土布加草地", "540221", "grass", "锦鸡儿", "砂生槐", 89.13, 29.43, 5000, 60000, 50000, 902},
};
constexpr const char* zone = "雅江北岸生态示范区";

Handle write_plot(Script& script, const Plot& one, const char* programme, const char* giver, Date begun,
                  std::vector<Reference> references) {
    return script.create(begun, Stage::project, "planting_plot",
                         {{"code", one.code},
                          {"name", one.name},
                          {"zone", programme == std::string("xizang") ? zone : "青岛生态林"},
                          {"programme", programme},
                          {"giver", giver},
                          {"region", one.region},
                          {"ground", one.ground},
                          {"area", fmt::format("{}", one.area)},
                          {"begun_on", begun.iso()},
                          {"longitude", fmt::format("{:.5f}", one.longitude)},
                          {"latitude", fmt::format("{:.5f}", one.latitude)}},
                         std::move(references));
}

Handle write_batch(Script& script, Handle plot, const char* species, int trees, Date on,
                   std::vector<Reference> more = {}) {
    more.push_back({"plot", plot});
    return script.create(on, Stage::works, "planting_batch",
                         {{"species", species}, {"trees", trees}, {"planted_on", on.iso()}}, std::move(more));
}

void write_survey(Script& script, Handle batch, Date on, const char* season, int looked_at, int thousandth) {
    const int alive = looked_at * thousandth / 1000;
    json::object fields{{"surveyed_on", on.iso()}, {"season", season}, {"looked_at", looked_at}, {"alive", alive}};
    fields["surveyor"] = "林业和草原局";
    if (thousandth < 850) fields["cause"] = "春季风沙打梢，浇水不足";
    script.create(on, Stage::progress, "survival_survey", std::move(fields), {{"batch", batch}});
}

// Two springs of planting, surveys in the autumn of each year, and the dead replaced where too many had died.
void write_batches(Script& script, const Plot& one, Handle plot, Handle gift) {
    const auto first = write_batch(script, plot, one.species, one.trees_2022, workday_from(day(2022, 4, 11)));
    std::vector<Reference> paid;
    if (gift) paid.push_back({"gift", gift});
    const auto second = write_batch(script, plot, one.second, one.trees_2023, workday_from(day(2023, 4, 10)), paid);
    const int sample = 300 + one.area / 20;
    write_survey(script, first, day(2022, 10, 18), "first", sample, one.alive_thousandth);
    write_survey(script, first, day(2023, 10, 17), "second", sample, one.alive_thousandth - 24);
    write_survey(script, second, day(2023, 10, 18), "first", sample, one.alive_thousandth + 9);
    write_survey(script, second, day(2024, 10, 16), "second", sample, one.alive_thousandth - 18);
    if (one.alive_thousandth < 880)
        write_batch(script, plot, one.species, one.trees_2022 * (1000 - one.alive_thousandth) / 1000,
                    workday_from(day(2024, 4, 8)), {{"replaces", first}});
}

void write_watering(Script& script, const Plot& one, Handle plot) {
    for (const int month : {4, 5, 6, 7}) {
        const auto due = day(2025, month, 20);
        const auto planned = one.area * (one.ground == std::string("sand") ? 6 : 3);
        const auto watering =
            script.create(day(2025, 3, 12), Stage::design, "plot_watering",
                          {{"due_on", due.iso()}, {"planned", std::to_string(planned)}}, {{"plot", plot}});
        const auto on = workday_until(due + -1);
        if (month == 7) continue;
        if (month == 6 && one.ground == std::string("wetland"))
            script.advance(on, Stage::works, watering, "drop", {{"why_not", "入汛，湿地不缺水"}});
        else
            script.advance(on, Stage::works, watering, "water",
                           {{"watered_on", on.iso()}, {"volume", std::to_string(planned * (88 + month) / 100)}});
    }
}

Handle write_gift(Script& script, Parties& parties, const char* donor, const char* place, Date on, std::int64_t yuan,
                  int trees, Handle plot) {
    json::object fields{{"day", on.iso()}, {"amount", Money::fen(yuan * 100).plain()}, {"trees", trees}};
    return script.create(on, Stage::money_granted, "planting_gift", std::move(fields),
                         {{"donor", parties.investor(donor, place).record}, {"plot", plot}});
}

} // namespace

void write_planting(Script& script, Parties& parties, Handle yarlung) {
    const auto begun = day(2022, 3, 15);
    for (const auto& one : bank) {
        const auto plot = write_plot(script, one, "xizang", "370000", begun, {{"river", yarlung}});
        Handle gift;
        if (std::string_view(one.code) == "BA-03")
            gift = write_gift(script, parties, "齐鲁绿化基金会（演示）", "370100", day(2023, 3, 10), 5'700'000, 190'000,
                              plot);
        write_batches(script, one, plot, gift);
        write_watering(script, one, plot);
    }
    constexpr Plot qingdao{
        "QD-01", "青岛生态林一区", "621102", "wood", "油松", "侧柏", 104.63, 35.58, 1200, 40000, 56000, 931};
    const auto plot = write_plot(script, qingdao, "lugan", "370200", begun, {});
    const auto gift =
        write_gift(script, parties, "青岛港城企业（演示）", "370200", day(2023, 3, 12), 1'680'000, 56'000, plot);
    write_batches(script, qingdao, plot, gift);
}

} // namespace shanhai::demo

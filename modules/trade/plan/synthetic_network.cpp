#include "modules/trade/plan/synthetic_network.h"

#include "modules/trade/plan/distance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace shanhai::trade::plan {

namespace {

struct Place {
    const char* zh;
    const char* en;
    double longitude, latitude;
};

constexpr std::array<Place, 6> growers = {{{"疏勒", "Shule", 76.05, 39.41},
                                           {"英吉沙", "Yengisar", 76.17, 38.93},
                                           {"麦盖提", "Makit", 77.65, 38.90},
                                           {"岳普湖", "Yopurga", 76.77, 39.23},
                                           {"伽师", "Payzawat", 76.73, 39.49},
                                           {"莎车", "Yarkant", 77.24, 38.41}}};
// The main warehouse first, the one outside of the province last.
constexpr std::array<Place, 11> warehouses = {{{"济南", "Jinan", 117.12, 36.65},
                                               {"青岛", "Qingdao", 120.38, 36.07},
                                               {"烟台", "Yantai", 121.45, 37.46},
                                               {"潍坊", "Weifang", 119.16, 36.71},
                                               {"临沂", "Linyi", 118.36, 35.10},
                                               {"济宁", "Jining", 116.59, 35.41},
                                               {"菏泽", "Heze", 115.48, 35.23},
                                               {"德州", "Dezhou", 116.36, 37.43},
                                               {"淄博", "Zibo", 118.05, 36.81},
                                               {"威海", "Weihai", 122.12, 37.51},
                                               {"西安", "Xi'an", 108.94, 34.34}}};
constexpr std::array<Place, 3> candidates = {
    {{"日照", "Rizhao", 119.53, 35.42}, {"东营", "Dongying", 118.67, 37.43}, {"枣庄", "Zaozhuang", 117.32, 34.81}}};
constexpr std::array<Place, 16> cities = {{{"济南", "Jinan", 117.12, 36.65},
                                           {"青岛", "Qingdao", 120.38, 36.07},
                                           {"淄博", "Zibo", 118.05, 36.81},
                                           {"枣庄", "Zaozhuang", 117.32, 34.81},
                                           {"东营", "Dongying", 118.67, 37.43},
                                           {"烟台", "Yantai", 121.45, 37.46},
                                           {"潍坊", "Weifang", 119.16, 36.71},
                                           {"济宁", "Jining", 116.59, 35.41},
                                           {"泰安", "Tai'an", 117.09, 36.20},
                                           {"威海", "Weihai", 122.12, 37.51},
                                           {"日照", "Rizhao", 119.53, 35.42},
                                           {"临沂", "Linyi", 118.36, 35.10},
                                           {"德州", "Dezhou", 116.36, 37.43},
                                           {"聊城", "Liaocheng", 115.99, 36.46},
                                           {"滨州", "Binzhou", 117.97, 37.38},
                                           {"菏泽", "Heze", 115.48, 35.23}}};

struct Good {
    const char* zh;
    const char* en;
    std::size_t shelf_life; // weeks
    double loss;            // a week
    bool cold;
    double value;                            // yuan a tonne
    double year;                             // tonnes asked for in a year
    std::size_t harvest_from, harvest_weeks; // counted from the first week of September
};

// What Kashgar grows, by its seasons; amounts are made up.
constexpr std::array<Good, 30> goods = {{{"灰枣", "Grey dates", 0, 0, false, 12000, 14000, 6, 7},
                                         {"伽师瓜", "Payzawat melons", 8, 0.02, true, 3200, 9000, 0, 7},
                                         {"核桃", "Walnuts", 0, 0, false, 14000, 12000, 1, 6},
                                         {"苹果", "Apples", 30, 0.006, true, 5200, 16000, 5, 6},
                                         {"新梅", "Prunes", 6, 0.02, true, 9000, 5000, 0, 4},
                                         {"巴旦木", "Almonds", 0, 0, false, 26000, 5000, 0, 5},
                                         {"葡萄", "Grapes", 6, 0.025, true, 6000, 6000, 0, 6},
                                         {"石榴", "Pomegranates", 16, 0.01, true, 7000, 4000, 3, 5},
                                         {"骏枣", "Jun dates", 0, 0, false, 11000, 9000, 6, 7},
                                         {"羊肉", "Frozen lamb", 0, 0, true, 52000, 5000, 0, 52},
                                         {"葡萄干", "Raisins", 0, 0, false, 15000, 6000, 3, 6},
                                         {"香梨", "Fragrant pears", 26, 0.006, true, 6500, 9000, 1, 5},
                                         {"大米", "Rice", 0, 0, false, 6000, 12000, 5, 4},
                                         {"洋葱", "Onions", 20, 0.008, false, 1800, 6000, 0, 5},
                                         {"鲜杏", "Apricots", 3, 0.05, true, 6000, 3000, 40, 5},
                                         {"杏干", "Dried apricots", 0, 0, false, 18000, 4000, 42, 6},
                                         {"番茄酱", "Tomato paste", 0, 0, false, 7000, 8000, 0, 6},
                                         {"西瓜", "Water melons", 4, 0.03, false, 1600, 6000, 44, 8},
                                         {"枸杞", "Goji", 0, 0, false, 38000, 2500, 46, 6},
                                         {"马铃薯", "Potatoes", 24, 0.006, false, 1700, 9000, 2, 5},
                                         {"鲜无花果", "Fresh figs", 2, 0.08, true, 14000, 1200, 0, 5},
                                         {"无花果干", "Dried figs", 0, 0, false, 30000, 1500, 4, 5},
                                         {"辣椒", "Dried chilli", 0, 0, false, 13000, 5000, 2, 6},
                                         {"番茄", "Tomatoes", 3, 0.05, true, 3000, 4000, 42, 10},
                                         {"牛肉", "Frozen beef", 0, 0, true, 60000, 4000, 0, 52},
                                         {"红花籽油", "Safflower oil", 0, 0, false, 24000, 3500, 2, 20},
                                         {"桃", "Peaches", 4, 0.04, true, 5000, 3000, 44, 8},
                                         {"蜂蜜", "Honey", 0, 0, false, 28000, 1500, 0, 8},
                                         {"木瓜", "Quinces", 14, 0.012, false, 4500, 1500, 3, 5},
                                         {"瓜子", "Sunflower seeds", 0, 0, false, 9000, 5000, 2, 6}}};

// Random numbers whose order the standard fixes; its distributions are not the same everywhere.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed * 2 + 1) {}
    double uniform(double from, double to) {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return from + (to - from) * static_cast<double>(state_ >> 11U) * 0x1p-53;
    }

private:
    std::uint64_t state_;
};

double kilometres(const Site& a, const Site& b) {
    return road_kilometres(a.longitude, a.latitude, b.longitude, b.latitude);
}

Fen fen_of(double yuan_amount) { return static_cast<Fen>(std::llround(yuan_amount * 100)); }
Kilograms kilograms_of(double tonnes_amount) { return static_cast<Kilograms>(std::llround(tonnes_amount * 1000)); }

class Maker {
public:
    explicit Maker(const NetworkSize& size) : size_(size), dice_(size.seed) {
        out_.begins = *Date::from_ymd(2025, 9, 1);
        out_.weeks = size.weeks;
    }

    Network make() {
        add_products();
        for (std::size_t region = 0; region < size_.regions; ++region) add_sites(region);
        for (std::size_t region = 0; region < size_.regions; ++region) {
            add_trunk_lanes(region);
            add_lanes_inside(region);
            add_outlets(region);
            add_subsidies(region);
        }
        add_demand();
        add_harvests();
        fit_capacities();
        return std::move(out_);
    }

private:
    struct Region {
        std::vector<SiteNumber> bases;
        SiteNumber main = 0;
        std::vector<SiteNumber> branches, candidates;
        SiteNumber outside = 0;
        std::vector<LaneNumber> rail, road;
        OutletNumber first_outlet = 0;
    };

    double year_share() const { return static_cast<double>(size_.weeks) / 52.0; }
    double outlet_share() const { return static_cast<double>(size_.outlets) / 256.0; }

    void add_products() {
        for (std::size_t i = 0; i < size_.products; ++i) {
            const auto& good = goods[i % goods.size()];
            out_.products.push_back({.name = {good.zh, good.en},
                                     .shelf_life = good.shelf_life,
                                     .loss = good.loss,
                                     .cold = good.cold,
                                     .flies = good.shelf_life > 0 && good.shelf_life <= 3,
                                     .value = fen_of(good.value),
                                     .unmet = fen_of(2500 + 0.5 * good.value)});
        }
    }

    SiteNumber add_site(const Place& place, SiteKind kind, std::size_t region) {
        const std::string number = region == 0 ? "" : std::to_string(region + 1);
        const double east = 0.7 * static_cast<double>(region), south = 2.5 * static_cast<double>(region);
        const bool grower = kind == SiteKind::base;
        out_.sites.push_back({.name = {place.zh + number + (grower ? "基地" : "仓"),
                                       std::string(place.en) + (number.empty() ? "" : " " + number)},
                              .kind = kind,
                              .longitude = place.longitude - (grower ? 0 : east),
                              .latitude = place.latitude - (grower ? 0.3 * south : south),
                              .keeping = fen_of(grower ? 4 : dice_.uniform(5, 8)),
                              .cold_keeping = fen_of(grower ? 12 : dice_.uniform(14, 20)),
                              .opening = kind == SiteKind::candidate ? fen_of(dice_.uniform(400'000, 900'000)) : 0});
        return out_.sites.size() - 1;
    }

    void add_sites(std::size_t region) {
        Region made;
        for (std::size_t i = 0; i < size_.bases; ++i)
            made.bases.push_back(add_site(growers[i % growers.size()], SiteKind::base, region));
        made.main = add_site(warehouses[0], SiteKind::main, region);
        for (std::size_t i = 0; i < size_.branches; ++i)
            made.branches.push_back(add_site(warehouses[1 + i % (warehouses.size() - 2)], SiteKind::branch, region));
        made.outside = add_site(warehouses.back(), SiteKind::outside, region);
        for (std::size_t i = 0; i < size_.candidates; ++i)
            made.candidates.push_back(add_site(candidates[i % candidates.size()], SiteKind::candidate, region));
        regions_.push_back(std::move(made));
    }

    LaneNumber add_lane(SiteNumber from, SiteNumber to, Mode mode, std::size_t weeks, double freight, double cold) {
        out_.lanes.push_back({.from = from,
                              .to = to,
                              .mode = mode,
                              .weeks = weeks,
                              .freight = fen_of(freight),
                              .cold_surcharge = fen_of(cold)});
        return out_.lanes.size() - 1;
    }

    // From a base into its own region, and to the main warehouse of the next.
    void add_trunk_lanes(std::size_t region) {
        auto& here = regions_[region];
        for (const auto base : here.bases) {
            const auto& from = out_.sites[base];
            const auto by = [&](SiteNumber to, Mode mode, std::size_t weeks, double a_km, double fixed) {
                const double distance = kilometres(from, out_.sites[to]);
                const auto lane = add_lane(base, to, mode, weeks, fixed + a_km * distance, 0.06 * distance);
                (mode == Mode::rail ? here.rail : here.road).push_back(lane);
            };
            by(here.main, Mode::rail, 2, 0.13, 90);
            by(here.main, Mode::road, 1, 0.24, 40);
            by(here.main, Mode::air, 0, 1.1, 400);
            by(here.outside, Mode::rail, 1, 0.14, 80);
            if (!here.branches.empty()) by(here.branches[base % here.branches.size()], Mode::road, 1, 0.25, 40);
            if (regions_.size() > 1) {
                const auto next = regions_[(region + 1) % regions_.size()].main;
                by(next, Mode::rail, 2, 0.14, 90);
            }
        }
    }

    void add_lanes_inside(std::size_t region) {
        const auto& here = regions_[region];
        const auto by_road = [&](SiteNumber from, SiteNumber to, std::size_t weeks) {
            const double distance = kilometres(out_.sites[from], out_.sites[to]);
            add_lane(from, to, Mode::road, weeks, 25 + 0.36 * distance, 0.1 * distance);
        };
        by_road(here.outside, here.main, 1);
        auto all = here.branches;
        all.insert(all.end(), here.candidates.begin(), here.candidates.end());
        for (const auto branch : all) {
            by_road(here.main, branch, 1);
            auto others = here.branches;
            std::erase(others, branch);
            std::ranges::sort(others, {},
                              [&](SiteNumber other) { return kilometres(out_.sites[branch], out_.sites[other]); });
            for (std::size_t i = 0; i < std::min<std::size_t>(2, others.size()); ++i) by_road(branch, others[i], 1);
        }
        if (here.branches.size() > 3) by_road(here.outside, here.branches[4 % here.branches.size()], 1);
    }

    void add_outlets(std::size_t region) {
        auto& here = regions_[region];
        here.first_outlet = out_.outlets.size();
        std::vector<SiteNumber> serving = here.branches;
        serving.push_back(here.main);
        serving.insert(serving.end(), here.candidates.begin(), here.candidates.end());
        for (std::size_t i = 0; i < size_.outlets; ++i) {
            const auto& city = cities[i % cities.size()];
            const std::string number = std::to_string(1 + i / cities.size());
            Outlet outlet{.name = {city.zh + number + "店", std::string(city.en) + " shop " + number},
                          .longitude = city.longitude + dice_.uniform(-0.45, 0.45) - 0.7 * static_cast<double>(region),
                          .latitude = city.latitude + dice_.uniform(-0.35, 0.35) - 2.5 * static_cast<double>(region)};
            connect(outlet, serving);
            out_.outlets.push_back(std::move(outlet));
        }
    }

    // The three nearest warehouses, and candidates that lie nearer than the last of them.
    void connect(Outlet& outlet, std::vector<SiteNumber> serving) {
        const auto distance = [&](SiteNumber site) {
            return road_kilometres(outlet.longitude, outlet.latitude, out_.sites[site].longitude,
                                   out_.sites[site].latitude);
        };
        std::ranges::sort(serving, {}, distance);
        std::size_t standing = 0;
        for (const auto site : serving) {
            outlet.deliveries.push_back({site, fen_of(45 + 0.55 * distance(site))});
            if (out_.sites[site].kind != SiteKind::candidate && ++standing == 3) break;
        }
    }

    void add_subsidies(std::size_t region) {
        const auto& here = regions_[region];
        const double tonnes_a_year = 90'000 * year_share() * outlet_share();
        const std::string number = region == 0 ? "" : std::to_string(region + 1);
        out_.subsidies.push_back({.name = {"铁路出疆补贴" + number, "Rail out of Xinjiang " + number},
                                  .lanes = here.rail,
                                  .a_tonne = fen_of(180),
                                  .up_to = kilograms_of(tonnes_a_year)});
        out_.subsidies.push_back({.name = {"公路航空出疆补贴" + number, "Road and air out of Xinjiang " + number},
                                  .lanes = here.road,
                                  .a_tonne = fen_of(120),
                                  .budget = fen_of(120 * tonnes_a_year * 0.25)});
    }

    // The part of a year's demand that falls in a week: more before the Spring Festival, in the week 21 after harvests begin.
    static double season(const Good& good, std::size_t week) {
        if (good.shelf_life > 0 && good.shelf_life <= 30) {
            const std::size_t last = good.harvest_from + good.harvest_weeks + good.shelf_life - 2;
            const std::size_t first = good.harvest_from + 1;
            if (week < first || week > last) return 0;
            const double through = static_cast<double>(week - first) / static_cast<double>(last - first + 1);
            return 1.4 - through;
        }
        const double to_festival = static_cast<double>(week) - 20.0;
        const double festival = 1.8 * std::exp(-to_festival * to_festival / 8);
        return 1 + 0.2 * std::cos(2 * std::numbers::pi * to_festival / 52) + festival;
    }

    void add_demand() {
        out_.demand.assign(size_.products * out_.outlets.size() * size_.weeks, 0);
        std::vector<double> weight;
        for (std::size_t i = 0; i < out_.outlets.size(); ++i)
            weight.push_back(std::exp(dice_.uniform(-1, 1)) / (1.175 * static_cast<double>(size_.outlets)));
        for (ProductNumber product = 0; product < size_.products; ++product) {
            const auto& good = goods[product % goods.size()];
            double seasons = 0;
            for (std::size_t week = 0; week < 52; ++week) seasons += season(good, week);
            for (OutletNumber outlet = 0; outlet < out_.outlets.size(); ++outlet)
                for (WeekNumber week = 0; week < size_.weeks; ++week) {
                    const double share = season(good, week % 52) / seasons;
                    if (share <= 0) continue;
                    const double wanted =
                        good.year * outlet_share() * weight[outlet] * share * dice_.uniform(0.85, 1.15);
                    out_.demand[out_.demand_place(product, outlet, week)] =
                        std::max<Kilograms>(1, kilograms_of(wanted));
                }
        }
    }

    // Two of the bases of a region grow a good, a little more than is asked for, most of it in the middle of the season.
    void add_harvests() {
        for (std::size_t region = 0; region < size_.regions; ++region)
            for (ProductNumber product = 0; product < size_.products; ++product) {
                const auto& good = goods[product % goods.size()];
                const double wanted = demand_of(region, product) * (1.08 + 4 * good.loss);
                const auto& bases = regions_[region].bases;
                const std::size_t growing = std::min<std::size_t>(2, bases.size());
                for (std::size_t i = 0; i < growing; ++i)
                    add_harvest(bases[(product + i * 2) % bases.size()], product, good,
                                wanted * (growing == 1 ? 1
                                          : i == 0     ? 0.6
                                                       : 0.4));
                open_stock(region, product, good);
            }
    }

    double demand_of(std::size_t region, ProductNumber product) const {
        double sum = 0;
        for (OutletNumber outlet = 0; outlet < size_.outlets; ++outlet)
            for (WeekNumber week = 0; week < size_.weeks; ++week)
                sum += tonnes(out_.demanded(product, regions_[region].first_outlet + outlet, week));
        return sum;
    }

    void add_harvest(SiteNumber base, ProductNumber product, const Good& good, double amount) {
        Harvest harvest{.base = base, .product = product, .by_week = std::vector<Kilograms>(size_.weeks, 0)};
        std::vector<double> curve(size_.weeks, 0);
        for (WeekNumber week = 0; week < size_.weeks; ++week)
            for (std::size_t i = 0; i < good.harvest_weeks; ++i)
                if ((good.harvest_from + i) % 52 == week % 52)
                    curve[week] = std::sin(std::numbers::pi * (static_cast<double>(i) + 0.7) /
                                           (static_cast<double>(good.harvest_weeks) + 0.4)) *
                                      dice_.uniform(0.9, 1.1) +
                                  (good.harvest_weeks == 52 ? 0.6 : 0.1);
        const double sum = std::accumulate(curve.begin(), curve.end(), 0.0);
        if (sum <= 0) return;
        for (WeekNumber week = 0; week < size_.weeks; ++week)
            harvest.by_week[week] = kilograms_of(amount * curve[week] / sum);
        out_.harvests.push_back(std::move(harvest));
    }

    // Goods that keep stand in the main and branch warehouses when the plan begins, enough until the new harvest has come.
    void open_stock(std::size_t region, ProductNumber product, const Good& good) {
        if (good.shelf_life > 0) return;
        const auto until = std::min(size_.weeks, good.harvest_from + 4);
        double wanted = 0;
        for (OutletNumber outlet = 0; outlet < size_.outlets; ++outlet)
            for (WeekNumber week = 0; week < until; ++week)
                wanted += tonnes(out_.demanded(product, regions_[region].first_outlet + outlet, week));
        const auto& here = regions_[region];
        const double part = 0.6 / static_cast<double>(std::max<std::size_t>(1, here.branches.size()));
        out_.openings.push_back({here.main, product, kilograms_of(0.4 * wanted), 30});
        for (const auto branch : here.branches)
            out_.openings.push_back({branch, product, kilograms_of(part * wanted), 30});
    }

    // 180,000 t for a province of full size; a third of it cooled. Lanes take what a busy week of theirs asks for.
    void fit_capacities() {
        const double stored = 180'000 * outlet_share() * std::min(1.0, year_share() * 1.5);
        for (auto& site : out_.sites) {
            const double branches = static_cast<double>(std::max<std::size_t>(1, size_.branches));
            const double part = site.kind == SiteKind::base      ? 0.12 / static_cast<double>(size_.bases)
                                : site.kind == SiteKind::main    ? 0.30
                                : site.kind == SiteKind::outside ? 0.10
                                                                 : 0.60 / branches * dice_.uniform(0.6, 1.4);
            site.capacity = kilograms_of(stored * 0.8 * part);
            site.cold_capacity = kilograms_of(stored * 0.8 * part * 0.35);
        }
        const double a_week = 220'000.0 / 52 * outlet_share();
        for (auto& lane : out_.lanes) {
            const bool from_base = out_.sites[lane.from].kind == SiteKind::base;
            const double bases = static_cast<double>(size_.bases);
            const double part = lane.mode == Mode::air    ? 0.03 / bases
                                : lane.mode == Mode::rail ? 1.1 / bases
                                : from_base               ? 0.7 / bases
                                                          : 0.5;
            lane.weekly_capacity = kilograms_of(a_week * part);
        }
    }

    NetworkSize size_;
    Dice dice_;
    Network out_;
    std::vector<Region> regions_;
};

} // namespace

Network synthetic_network(const NetworkSize& size) { return Maker(size).make(); }

} // namespace shanhai::trade::plan

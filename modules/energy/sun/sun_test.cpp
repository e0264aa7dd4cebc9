#include "base/clock.h"
#include "base/csv.h"
#include "base/json.h"
#include "modules/energy/sun/angles.h"
#include "modules/energy/sun/solar_yield.h"
#include "modules/energy/sun/weather.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <numeric>

// Where the numbers come from: tests/data/sun/SOURCE.txt.
namespace shanhai::energy {
namespace {

using testing::AllOf;
using testing::Each;
using testing::Ge;
using testing::Le;

std::string file(const std::string& name) {
    std::ifstream in(SHANHAI_SOURCE_DIR "/tests/data/sun/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::int64_t second(const std::string& text) { return Moment::parse(text)->micros / 1'000'000; }

double between(double a, double b) { return std::abs(std::remainder(a - b, 360)); }

TEST(SunPosition, the_example_of_nrel_is_met_to_a_hundredth_of_a_degree) {
    const auto reference = json::parse(file("spa_reference.json")).as_object();
    const auto& in = reference.at("inputs").as_object();
    const auto& expected = reference.at("expected").as_object();
    const Place place{in.at("lat").to_number<double>(), in.at("lon").to_number<double>(),
                      in.at("elev_m").to_number<double>()};
    const auto sun = sun_position(second(std::string(in.at("local_time").as_string())), place);
    EXPECT_NEAR(sun.azimuth, expected.at("azimuth").to_number<double>(), 0.01);
    EXPECT_NEAR(90 - sun.zenith, expected.at("e0").to_number<double>(), 0.01);
    const double lifted = sun.zenith - apparent_zenith(sun.zenith, in.at("pressure_mbar").to_number<double>(),
                                                       in.at("temp_C").to_number<double>());
    EXPECT_NEAR(lifted, expected.at("e_apparent").to_number<double>() - expected.at("e0").to_number<double>(), 1e-5);
    EXPECT_NEAR(sun.zenith - lifted, expected.at("zenith").to_number<double>(), 0.01);
}

TEST(SunPosition, fifty_years_and_six_places_are_met_to_a_hundredth_of_a_degree) {
    const auto rows = parse_csv(file("positions.csv"));
    ASSERT_TRUE(rows.has_value());
    ASSERT_EQ(rows->size(), 241U);
    for (std::size_t i = 1; i < rows->size(); ++i) {
        const auto& cells = (*rows)[i].cells;
        const auto sun = sun_position(second(cells[0]), {std::stod(cells[1]), std::stod(cells[2]), 0});
        EXPECT_NEAR(sun.zenith, std::stod(cells[3]), 0.01) << cells[0];
        // Near the zenith a small way over the sky is a wide angle of the compass.
        EXPECT_LT(between(sun.azimuth, std::stod(cells[4])) * sin_deg(sun.zenith), 0.01) << cells[0];
    }
}

TEST(SunPosition, below_the_horizon_nothing_is_lifted) {
    EXPECT_EQ(apparent_zenith(100, 1010, 10), 100);
    EXPECT_NEAR(apparent_zenith(90, 1010, 10), 90 - 0.48, 0.02);
}

TEST(SunPosition, air_is_thin_on_the_plateau) {
    EXPECT_NEAR(pressure_at(0), 1013.25, 0.1);
    EXPECT_NEAR(pressure_at(3840), 631, 2);
}

TEST(ClearSky, haurwitz_is_as_others_compute_it) {
    const double elevations[] = {-20, -0.05, -0.001, 5, 10, 30, 50, 90};
    const double expected[] = {
        0, 0, 0, 48.6298687941956, 135.741748091813, 487.894132885425, 778.766689344363, 1035.09203253450};
    for (std::size_t i = 0; i < std::size(expected); ++i)
        EXPECT_NEAR(haurwitz(90 - elevations[i]), expected[i], 1e-6) << elevations[i];
}

TEST(ClearSky, ineichen_is_as_others_compute_it) {
    const struct {
        double zenith, mass, linke, altitude, above, global, beam, diffuse;
    } cases[] = {
        {10, 1, 3, 0, 1364, 1038.159219, 942.2081860378344, 110.26529293612793},
        {10, 1, 3, 0, 1370, 1042.72590228, 946.35279683, 110.75033088},
        {10, 1, 3, 2000, 1364, 1134.24312405, 994.95377835, 154.40492924},
        {40, 5.5, 3, 0, 1364, 478.92699901, 419.14891162, 157.84030442},
        {80, 10, 4, 0, 1364, 43.72365587, 75.80970012, 30.5594396},
        {80, 1, 2, 0, 1364, 190.27859353, 1014.38807396, 14.13195304},
        {95, 0, 3, 0, 1364, 0, 0, 0},
    };
    for (const auto& one : cases) {
        const auto got = ineichen(one.zenith, {one.mass, one.linke, one.altitude}, one.above);
        EXPECT_NEAR(got.global, one.global, 1e-5);
        EXPECT_NEAR(got.beam, one.beam, 1e-5);
        EXPECT_NEAR(got.diffuse, one.diffuse, 1e-5);
    }
}

TEST(ClearSky, solis_is_as_others_compute_it) {
    const struct {
        double zenith;
        Haze haze;
        double above, global, beam, diffuse;
    } cases[] = {
        {10, {1013.25, 0.1, 1}, 1364, 1064.653145, 959.335463, 129.125602},
        {10, {1013.25, 0.1, 1}, 1370, 1069.33637, 963.555414, 129.693603},
        {10, {950, 0.1, 1}, 1364, 1067.96543669, 964.26930718, 127.22841797},
        {10, {980, 0.1, 0.5}, 1370, 1096.022736, 990.306854, 128.664594},
        {10, {1013.25, 0, 1}, 1364, 1105.7229086, 1056.61710493, 64.41747323},
        {10, {1013.25, 0.05, 1}, 1364, 1085.74139063, 1007.50558875, 102.96233698},
        {10, {1013.25, 1, 1}, 1364, 638.63409683, 342.45810926, 77.71786575},
        {10, {1013.25, 0.1, 0}, 1364, 1107.84678941, 1001.15353307, 128.58887606},
        {10, {1013.25, 0.1, 5}, 1364, 974.18046717, 872.02335029, 125.63581346},
        {10, {1013.25, 0.5, 10}, 1364, 760.04527609, 530.31697378, 232.21931597},
        {100, {1013.25, 0.1, 1}, 1364, 0, 0, 0},
    };
    for (const auto& one : cases) {
        const auto got = solis(one.zenith, one.haze, one.above);
        EXPECT_NEAR(got.global, one.global, 1e-5);
        EXPECT_NEAR(got.beam, one.beam, 1e-5);
        EXPECT_NEAR(got.diffuse, one.diffuse, 1e-5);
    }
}

TEST(ClearSky, there_is_less_vapour_over_a_mountain) {
    EXPECT_EQ(usual_water(0), 2);
    EXPECT_NEAR(usual_water(6300), 0.2, 1e-9);
}

TEST(ClearSky, erbs_splits_as_others_do) {
    const struct {
        double global, zenith;
        int day;
        double beam, diffuse;
    } cases[] = {{0, 120, 1, 0, 0},
                 {50, 85, 1, 96.7192672, 41.5703604},
                 {1000, 10, 1, 794.205651, 217.860117},
                 {1000, 10, 171, 842.001578, 170.790318},
                 {1, 90, 201, 0, 1}};
    for (const auto& one : cases) {
        const auto got = erbs(one.global, one.zenith, extraterrestrial(one.day));
        EXPECT_NEAR(got.beam, one.beam, 0.5) << one.day;
        EXPECT_NEAR(got.diffuse, one.diffuse, 0.5) << one.day;
    }
}

TEST(ClearSky, the_sun_is_nearest_in_january) {
    EXPECT_NEAR(extraterrestrial(3), 1366.1 * 1.0351, 1);
    EXPECT_NEAR(extraterrestrial(300), 1383.636203, 10);
    EXPECT_NEAR(air_mass(0), 1, 0.001);
    EXPECT_NEAR(air_mass(60), 1.994, 0.001);
    EXPECT_EQ(air_mass(90.5), 0);
}

TEST(TiltedPlane, the_angle_of_incidence_is_right_from_all_sides) {
    EXPECT_NEAR(cos_incidence({0, 0}, {0, 0}), 1, 1e-6);
    EXPECT_NEAR(cos_incidence({30, 180}, {30, 180}), 1, 1e-6);
    EXPECT_NEAR(cos_incidence({30, 180}, {150, 0}), -1, 1e-6);
    EXPECT_NEAR(cos_incidence({90, 0}, {30, 60}), 0.25, 1e-6);
    EXPECT_NEAR(cos_incidence({90, 0}, {30, 170}), -0.4924038, 1e-6);
}

TEST(TiltedPlane, the_sky_is_as_others_compute_it) {
    const Plane plane{40, 180};
    const double above = 1321.1655834833093;
    const struct {
        SunPosition sun;
        Irradiance level;
        double even, around;
    } cases[] = {{{124.0390863, 352.69550699}, {}, 0, 0},
                 {{82.85457044, 66.71410338}, {79.73860422, 316.1949056, 40.46149818}, 35.728402, 27.1775},
                 {{10.56413562, 144.76567754}, {1042.48031487, 939.95469881, 118.45831879}, 104.601328, 102.9949},
                 {{72.41687122, 287.04104128}, {257.20751138, 646.22886049, 62.03376265}, 54.777191, 33.1909}};
    for (const auto& one : cases) {
        EXPECT_NEAR(sky_diffuse(SkyModel::isotropic, plane, one.sun, one.level, above), one.even, 1e-4);
        EXPECT_NEAR(sky_diffuse(SkyModel::hay_davies, plane, one.sun, one.level, above), one.around, 1e-4);
    }
    EXPECT_NEAR(on_plane(SkyModel::isotropic, plane, {30, 180}, {900, 0, 0}, above, 0.25).ground, 26.32000014911496,
                1e-6);
}

TEST(Panels, cells_are_warmer_than_the_air_and_inverters_cut_off) {
    EXPECT_NEAR(cell_temperature(900, 20, 5), 35.203, 0.01);
    const Panels panels{.capacity_mw = 60, .inverters_mw = 50, .soiling = 0, .losses = 0, .inverter_efficiency = 1};
    EXPECT_NEAR(panel_power(panels, 500, 25), 30, 1e-9);
    EXPECT_NEAR(panel_power(panels, 500, 45), 30 * 0.93, 1e-9);
    EXPECT_EQ(panel_power(panels, 1100, 25), 50);
    EXPECT_EQ(panel_power(panels, 0, 25), 0);
}

TEST(Panels, soiling_takes_its_share) {
    const Panels clean{.capacity_mw = 50, .inverters_mw = 50, .soiling = 0};
    const Panels dirty{.capacity_mw = 50, .inverters_mw = 50, .soiling = 0.1};
    EXPECT_NEAR(panel_power(dirty, 700, 25) / panel_power(clean, 700, 25), 0.9, 1e-12);
}

struct YearTotal {
    double global = 0, on_plane = 0, power = 0; // kWh/m², MWh
};

YearTotal year_total(const Site& site) {
    YearTotal total;
    const auto first = second("2023-01-01T00:00:00Z");
    for (int i = 0; i < 365 * 96; ++i) {
        const auto light = light_at(site, first + i * quarter_seconds + quarter_seconds / 2, 1);
        total.global += light.level.global * quarter_hours / 1000;
        total.on_plane += light.on_plane * quarter_hours / 1000;
        total.power += light.power * quarter_hours;
    }
    return total;
}

TEST(SolarYield, a_clear_year_in_kashgar_adds_up_to_what_others_got) {
    Site site;
    site.place = {39.47, 75.99, 0};
    site.plane = {37, 180};
    site.clear_sky = ClearSky::haurwitz;
    site.sky = SkyModel::isotropic;
    const auto even = year_total(site);
    EXPECT_NEAR(even.global, 2101, 5);
    EXPECT_NEAR(even.on_plane, 2407, 8);
    site.sky = SkyModel::hay_davies;
    EXPECT_NEAR(year_total(site).on_plane, 2490, 10);
}

TEST(SolarYield, the_plateau_yields_more_than_the_coast) {
    Site site{.place = {29.27, 88.88, 3840}, .plane = {30, 180}, .panels = {.capacity_mw = 50, .inverters_mw = 50}};
    const auto high = year_total(site);
    site.place.altitude_m = 0;
    const auto low = year_total(site);
    EXPECT_GT(high.global, low.global * 1.08);
    EXPECT_GT(high.on_plane, low.on_plane * 1.08);
    EXPECT_GT(high.power, low.power * 1.07);
}

// On clear days pyranometers in Tibet get between 0.80 and 0.84 of what falls on the air; no air lets all of it through.
TEST(SolarYield, a_clear_day_on_the_plateau_is_as_bright_as_it_is_measured_to_be) {
    const Site site{.place = {29.27, 88.88, 3870}, .plane = {0, 180}};
    for (const char* day : {"2024-04-20", "2024-06-01", "2024-08-20"}) {
        const auto first = second(std::string(day) + "T00:00:00+08:00");
        double reached = 0, fell = 0;
        for (int i = 0; i < 96; ++i) {
            const auto at = first + i * quarter_seconds + quarter_seconds / 2;
            const auto light = light_at(site, at, 1);
            reached += light.level.global;
            fell += extraterrestrial(day_of_year(at)) * std::max(cos_deg(light.sun.zenith), 0.0);
        }
        EXPECT_THAT(reached / fell, AllOf(Ge(0.80), Le(0.84))) << day;
    }
}

TEST(SolarYield, clouds_leave_less) {
    const Site site{
        .place = {29.27, 88.88, 3840}, .plane = {30, 180}, .panels = {.capacity_mw = 50, .inverters_mw = 50}};
    const auto noon = second("2024-04-10T06:00:00Z");
    const auto clear = light_at(site, noon, 1), dull = light_at(site, noon, 0.3);
    EXPECT_NEAR(dull.level.global, clear.level.global * 0.3, 1e-9);
    EXPECT_LT(dull.power, clear.power * 0.4);
    EXPECT_GT(dull.power, 0);
    EXPECT_EQ(light_at(site, second("2024-04-10T18:00:00Z"), 1).power, 0);
}

// A year of Denver as PVWatts has it: its beam, diffuse light and wind through our plane and cells.
TEST(SolarYield, a_year_of_pvwatts_is_met_within_three_percent) {
    const auto text = file("pvwatts_8760_rackmount.csv");
    const auto rows = parse_csv(text.substr(text.find("Month,Day")));
    ASSERT_TRUE(rows.has_value());
    const Place place{39.73, -105.18, 1819.6};
    const Plane plane{20, 180};
    double ours = 0, theirs = 0, warmer = 0, their_warmer = 0;
    for (std::size_t i = 1; i < rows->size() && (*rows)[i].cells.front() != "Totals"; ++i) {
        const auto& cells = (*rows)[i].cells;
        const auto number = [&](std::size_t column) { return std::stod(cells[column]); };
        const auto day = Date::from_ymd(2023, std::stoi(cells[0]), std::stoi(cells[1]));
        // Their hours begin on the full hour of UTC-7.
        const auto at = std::int64_t{day->days()} * 86'400 + (std::stoi(cells[2]) + 7) * 3600 + 1800;
        const auto sun = sun_position(at, place);
        const double beam = number(3), diffuse = number(4);
        const Irradiance level{beam * std::max(cos_deg(sun.zenith), 0.0) + diffuse, beam, diffuse};
        const auto got = on_plane(SkyModel::hay_davies, plane, sun, level, extraterrestrial(day_of_year(at)), 0.2);
        ours += got.total();
        theirs += number(7);
        warmer += cell_temperature(number(7), number(5), number(6)) - number(5);
        their_warmer += number(8) - number(5);
    }
    EXPECT_GT(theirs, 1'000'000);
    EXPECT_NEAR(ours / theirs, 1, 0.03);
    EXPECT_NEAR(warmer / their_warmer, 1, 0.15);
}

TEST(Weather, is_the_same_for_the_same_seed_and_never_impossible) {
    const auto year = trial_clearness(1, 365);
    EXPECT_EQ(year, trial_clearness(1, 365));
    EXPECT_NE(year, trial_clearness(2, 365));
    EXPECT_THAT(year, Each(AllOf(Ge(0.15), Le(1.0))));
    const double mean = std::accumulate(year.begin(), year.end(), 0.0) / static_cast<double>(year.size());
    EXPECT_GT(mean, 0.6);
    EXPECT_LT(mean, 0.95);
}

} // namespace
} // namespace shanhai::energy

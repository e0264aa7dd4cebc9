#include "modules/trade/plan/books_lanes.h"
#include "modules/trade/plan/books_network.h"
#include "modules/trade/plan/legs.h"
#include "modules/trade/plan/planner.h"
#include "modules/trade/plan/what_if.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

namespace shanhai::trade::plan {
namespace {

const Date monday = *Date::from_ymd(2025, 9, 1);
Date weeks_ago(int weeks) { return monday + -7 * weeks; }

// One base, a main warehouse and a branch, apples that keep and plums that do not.
Books small_books() {
    Books books{.begins = monday};
    books.bases = {{"base", "麦盖提枣园", "653127", Coordinates{77.6, 38.9}}};
    books.warehouses = {{.place = {"jn", "济南主仓", "370100", Coordinates{117.1, 36.7}},
                         .role = "main",
                         .opened = weeks_ago(300),
                         .capacity = 900'000,
                         .cold_capacity = 300'000},
                        {.place = {"ly", "临沂分仓", "371300", Coordinates{118.4, 35.1}},
                         .role = "branch",
                         .opened = weeks_ago(300),
                         .capacity = 200'000,
                         .cold_capacity = 80'000},
                        {.place = {"hz", "菏泽分仓", "371700", Coordinates{115.5, 35.2}},
                         .role = "planned",
                         .opened = weeks_ago(-30),
                         .capacity = 200'000,
                         .opening = 1'000'000}};
    books.products = {{"date", "6900000000012", "灰枣", false, 400, 2600},
                      {"plum", "6900000000029", "新梅", true, 42, 1800}};
    for (const int year : {0, 1})
        for (int week = 0; week < 4; ++week) {
            const auto harvested = weeks_ago(52 * (year + 1)) + 7 * week + 2;
            books.lots.push_back({.id = "d" + std::to_string(year * 4 + week),
                                  .product = "date",
                                  .base = "base",
                                  .harvested = harvested,
                                  .best_before = harvested + 400,
                                  .weight = 50'000 + 10'000 * year,
                                  .unit_cost = 1100});
        }
    books.trips = {{"base", "jn", Mode::rail, weeks_ago(40), weeks_ago(40) + 9, 3'000'000, {{"date", 50'000}}},
                   {"jn", "ly", Mode::road, weeks_ago(30), weeks_ago(30) + 1, 190'000, {{"date", 20'000}}}};
    books.stock = {{"jn", "d0", 40'000}, {"jn", "gone", 5'000}};
    books.lots.push_back({.id = "gone",
                          .product = "date",
                          .base = "base",
                          .harvested = weeks_ago(60),
                          .best_before = weeks_ago(2),
                          .weight = 0,
                          .unit_cost = 1100});
    books.held = {{{"jn", "date"}, 10'000}};
    books.handed = {{{"ly", "date"}, 52'000}};
    books.handed_weeks = {{"date", std::vector<double>(52, 1000)}};
    books.known_weeks = 52;
    books.rules = {{.name = "铁路",
                    .mode = Mode::rail,
                    .origin = "6531",
                    .destination = "37",
                    .rate = 18'000,
                    .budget = 1'000'000,
                    .from_day = monday,
                    .until_day = monday + 69}};
    return books;
}

BooksNetwork made_of(const Books& books, std::size_t weeks = 20) {
    auto made = network_of(books, weeks);
    EXPECT_TRUE(made) << (made ? "" : made.error().code);
    return made ? *std::move(made) : BooksNetwork{};
}

TEST(BooksNetwork, holds_what_the_records_say_of_places_goods_and_lanes) {
    const auto made = made_of(small_books());
    const auto& network = made.network;
    EXPECT_EQ(made.site_ids, (std::vector<std::string>{"base", "jn", "ly", "hz"}));
    EXPECT_EQ(network.sites[1].kind, SiteKind::main);
    EXPECT_EQ(network.sites[1].cold_capacity, 300'000);
    EXPECT_EQ(network.sites[3].kind, SiteKind::candidate);
    EXPECT_EQ(network.sites[3].opening, 1'000'000);
    // Nobody grows, keeps or buys plums.
    EXPECT_EQ(made.product_ids, std::vector<std::string>{"date"});
    EXPECT_EQ(network.products[0].value, 1'100'000);
    EXPECT_EQ(network.products[0].unmet, 1'500'000);
    ASSERT_EQ(network.lanes.size(), 3U);
    EXPECT_EQ(network.lanes[0].mode, Mode::rail);
    EXPECT_EQ(network.lanes[0].freight, 60'000); // 30,000 yuan for 50 t
    EXPECT_EQ(network.lanes[0].weeks, 1U);
    EXPECT_EQ(network.lanes[0].weekly_capacity, 50'000);
    EXPECT_EQ(network.lanes[1].weeks, 0U);
    EXPECT_EQ(network.lanes[2].to, 3U); // to the candidate, at the rate of the road to Linyi
    EXPECT_GT(network.lanes[2].freight, network.lanes[1].freight);
}

TEST(BooksNetwork, harvests_are_the_mean_of_the_same_weeks_of_years_before) {
    const auto network = made_of(small_books()).network;
    ASSERT_EQ(network.harvests.size(), 1U);
    const auto& weeks = network.harvests[0].by_week;
    EXPECT_EQ(std::vector<Kilograms>(weeks.begin(), weeks.begin() + 5),
              (std::vector<Kilograms>{55'000, 55'000, 55'000, 55'000, 0}));
}

TEST(BooksNetwork, what_is_held_or_past_its_date_is_not_planned_with) {
    const auto made = made_of(small_books());
    ASSERT_EQ(made.network.openings.size(), 1U);
    EXPECT_EQ(made.network.openings[0].kilograms, 30'000);
    EXPECT_EQ(made.network.openings[0].site, 1U);
    EXPECT_THAT(made.notes,
                testing::Contains(testing::Field(&Text::en, testing::HasSubstr("5.0 t in store are past"))));
}

TEST(BooksNetwork, what_is_on_its_way_arrives_in_its_week) {
    auto books = small_books();
    books.under_way = {{"base", "jn", "d4", Mode::rail, monday + -2, 6'000},  // 9 days as waybills teach
                       {"base", "jn", "d5", Mode::rail, monday + -30, 2'000}, // late
                       {"jn", "ly", "d4", Mode::road, monday + -1, 1'000},    // a day
                       {"base", "ly", "d4", Mode::air, monday + 0, 500}};     // nothing is known of that way: a week
    books.lanes = {{.from = "base",
                    .to = "jn",
                    .mode = Mode::road,
                    .days = 60,
                    .freight = 70'000,
                    .weekly_capacity = 20'000,
                    .from_day = monday + -100}};
    books.under_way.push_back({"base", "jn", "d4", Mode::road, monday + -1, 3'000});
    const auto made = made_of(books, 5);
    std::vector<std::tuple<SiteNumber, Kilograms, WeekNumber>> arrivals;
    for (const auto& opening : made.network.openings)
        arrivals.emplace_back(opening.site, opening.kilograms, opening.week);
    EXPECT_THAT(arrivals,
                testing::ElementsAre(std::tuple(1, 30'000, 0), std::tuple(1, 6'000, 1), std::tuple(1, 2'000, 0),
                                     std::tuple(2, 1'000, 0), std::tuple(2, 500, 1)));
    EXPECT_THAT(made.notes, testing::Contains(testing::Field(&Text::en, testing::HasSubstr("9.5 t are on their way"))));
    EXPECT_THAT(made.notes, testing::Contains(testing::Field(&Text::en, testing::HasSubstr("3.0 t are on their way"))));
    EXPECT_THAT(made.notes,
                testing::Contains(testing::Field(&Text::en, testing::HasSubstr("10.0 t in store are held"))));
}

TEST(Legs, what_was_received_lost_or_said_to_have_arrived_is_not_on_its_way) {
    const auto leg = [](LegKind kind, const char* shipment, const char* lot, Kilograms weight) {
        return Leg{.kind = kind, .date = monday, .product = "date", .lot = lot, .shipment = shipment, .weight = weight};
    };
    const std::map<std::string, BookTrip> shipments = {
        {"a", {.from = "base", .to = "jn", .departed = weeks_ago(1)}},
        {"b", {.from = "base", .to = "jn", .departed = weeks_ago(3), .arrived = weeks_ago(2)}}};
    const auto left =
        under_way_of(shipments, {leg(LegKind::ship, "a", "d1", 900), leg(LegKind::ship, "a", "d2", 100),
                                 leg(LegKind::receive, "a", "d1", 300), leg(LegKind::lost, "a", "d1", 50),
                                 leg(LegKind::receive, "a", "d2", 100), leg(LegKind::ship, "b", "d1", 700),
                                 leg(LegKind::receive, "b", "d1", 690), leg(LegKind::ship, "west", "d1", 5)});
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].lot, "d1");
    EXPECT_EQ(left[0].weight, 550);
    EXPECT_EQ(left[0].to, "jn");
}

TEST(BooksNetwork, a_lane_that_was_entered_goes_before_what_waybills_teach) {
    auto books = small_books();
    books.lanes = {{.from = "base",
                    .to = "jn",
                    .mode = Mode::rail,
                    .days = 17,
                    .freight = 70'000,
                    .weekly_capacity = 20'000,
                    .from_day = monday + 14}};
    const auto network = made_of(books).network;
    EXPECT_EQ(network.lanes[0].freight, 70'000);
    EXPECT_EQ(network.lanes[0].weeks, 2U);
    EXPECT_EQ(network.lanes[0].closed, (std::vector<WeekNumber>{0, 1}));
    EXPECT_EQ(network.lanes.size(), 3U);
}

TEST(BooksNetwork, a_subsidy_holds_for_lanes_of_its_route_and_in_its_weeks) {
    const auto network = made_of(small_books()).network;
    ASSERT_EQ(network.subsidies.size(), 1U);
    EXPECT_EQ(network.subsidies[0].lanes, std::vector<LaneNumber>{0});
    EXPECT_EQ(network.subsidies[0].first, 0U);
    EXPECT_EQ(network.subsidies[0].last, 9U);
    auto books = small_books();
    books.rules[0].budget = 0;
    EXPECT_TRUE(made_of(books).network.subsidies.empty());
}

TEST(BooksNetwork, is_planned_and_its_limits_that_clash_are_named) {
    const auto made = made_of(small_books());
    const auto plan = Planner(PlanOptions{.threads = 1}).plan(made.network);
    ASSERT_EQ(plan.outcome, Outcome::optimal);
    EXPECT_NEAR(plan.delivered, plan.asked, 1);
    EXPECT_NEAR(plan.asked, made.demand[0].expected, 0.1);
    auto all = made.network;
    all.products[0].service_level = 1;
    all.openings.clear();
    for (auto& lane : all.lanes) lane.weekly_capacity = 0;
    EXPECT_EQ(Planner(PlanOptions{.threads = 1}).plan(all).outcome, Outcome::infeasible);
    EXPECT_FALSE(clashes(all, 1).empty());
}

TEST(BooksNetwork, without_warehouses_goods_or_buyers_there_is_nothing_to_plan) {
    const auto missing = [](const Books& books) {
        const auto made = network_of(books, 10);
        return made ? std::string() : made.error().code + " " + made.error().args.front().second;
    };
    auto books = small_books();
    books.handed.clear();
    EXPECT_EQ(missing(books), "trade.nothing_to_plan movement");
    books.lots.clear();
    EXPECT_EQ(missing(books), "trade.nothing_to_plan lot");
    books.warehouses.clear();
    EXPECT_EQ(missing(books), "trade.nothing_to_plan warehouse");
}

TEST(DemandIndex, follows_the_season_of_sales_once_two_years_are_known) {
    std::vector<double> sold;
    for (int week = 0; week < 156; ++week) {
        const auto month = (weeks_ago(156 - week)).month();
        sold.push_back(month >= 9 && month <= 11 ? 900 + week % 7 : 0); // plums
    }
    const auto index = demand_index(monday, sold, {}, {}, 52);
    EXPECT_EQ(index.method, DemandMethod::forecast);
    EXPECT_GT(index.weeks[4].expected, 2);
    EXPECT_LT(index.weeks[4].low, index.weeks[4].expected);
    EXPECT_EQ(index.weeks[30].expected, 0); // out of season
    const auto mean = std::accumulate(index.weeks.begin(), index.weeks.end(), 0.0,
                                      [](double sum, const ForecastWeek& week) { return sum + week.expected / 52; });
    EXPECT_NEAR(mean, 1, 0.2);
}

TEST(DemandIndex, is_that_of_a_year_ago_or_flat_when_less_is_known) {
    std::vector<double> year(52, 100);
    for (std::size_t week = 0; week < 10; ++week) year[week] = 300;
    const auto seasonal = demand_index(monday, {}, year, {}, 52);
    EXPECT_EQ(seasonal.method, DemandMethod::last_year);
    EXPECT_NEAR(seasonal.weeks[5].expected, 300 / (7200.0 / 52), 1e-9);
    const auto flat = demand_index(monday, {}, {10, 20, 30}, {}, 4);
    EXPECT_EQ(flat.method, DemandMethod::level);
    EXPECT_EQ(flat.weeks[3].expected, 1);
    EXPECT_LT(flat.weeks[3].low, 1);
}

TEST(Legs, count_what_was_handed_out_lost_and_kept) {
    Books books{.begins = monday};
    books.lots = {{.id = "l", .product = "date"}};
    books.stock = {{"jn", "l", 1000}};
    const auto leg = [](LegKind kind, int ago, Kilograms weight, bool comes = false) {
        return Leg{.kind = kind,
                   .date = weeks_ago(ago) + 3,
                   .product = "date",
                   .lot = "l",
                   .warehouse = "jn",
                   .weight = weight,
                   .comes = comes};
    };
    count_legs(books,
               {leg(LegKind::receive, 10, 5000, true), leg(LegKind::deliver, 4, 3000), leg(LegKind::spoil, 2, 1000)});
    EXPECT_EQ((books.handed.at({"jn", "date"})), 3000);
    EXPECT_EQ(books.lost.at("date"), 1000);
    // Weeks that ended with 1,000 kg twice, with 2,000 twice and with 5,000 six times.
    EXPECT_EQ(books.stock_weeks.at("date"), 2 * 1000 + 2 * 2000 + 6 * 5000);
    EXPECT_EQ(books.known_weeks, 10U);
    EXPECT_EQ(books.handed_weeks.at("date"), (std::vector<double>{3000, 0, 0, 0}));
}

} // namespace
} // namespace shanhai::trade::plan
